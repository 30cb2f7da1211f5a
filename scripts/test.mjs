import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNode24 } from '../shared/node24.mjs';
import { check } from './check.mjs';
import { endLeftovers } from './leftovers.mjs';
import { COMPILED, ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';
import { obtainTestElectron } from './test-electron.mjs';

/**
 * `npm test`: set-up, types, lint, then every test; `--long` adds the long ones. Other arguments go to vitest, and
 * then only what they select is run: `npm test -- test/unit/bank`, `npm test -- --project wire -t 'pipelining'`.
 */
const args = process.argv.slice(2);
const long = args.includes('--long');
const selected = args.filter((arg) => arg !== '--long');
const whole = selected.length === 0;

const failAll = (/** @type {unknown} */ error) => {
  process.once('exit', () => process.stdout.write('\n0 passed, 1 failed, 0 skipped\n'));
  failSetUp(error);
};
await setUp('all', { strict: true }).catch(failAll);
await obtainTestElectron().catch(failAll);
await setUp('postgres-tests').catch(failAll);
const checks = whole ? check() : { passed: 0, failed: 0 };

const RESULTS = join(ROOT, 'test-results');
const REPORT = join(RESULTS, 'vitest.json');
mkdirSync(RESULTS, { recursive: true });
rmSync(REPORT, { force: true });
/** For all that the tests put among temporary files, in tests that are interrupted or fail, too; gone at the end. */
const temporary = mkdtempSync(join(tmpdir(), 'lobby-tests-'));
// As the system's own: servers that run as another user have files there.
chmodSync(temporary, 0o1777);
process.once('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }));
/** Inherited by all that the tests start, so that what they leave running is known. */
const MARK = 'LOBBY_TEST_RUN';

const projects = ['unit', 'component', 'wire', 'faults', 'e2e', ...(long ? ['long'] : [])];
const child = spawn(
  findNode24()?.binary ?? process.execPath,
  [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...(selected.some((arg) => arg.startsWith('--project')) ? [] : projects.map((name) => `--project=${name}`)),
    '--reporter=default',
    `--reporter=${join(ROOT, 'test', 'second-tries.ts')}`,
    `--reporter=${join(ROOT, 'test', 'skipped-tests.ts')}`,
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
    ...selected,
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      // Tests start hundreds of processes and threads of Lobby: each costs half as much with it.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? COMPILED,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      [MARK]: temporary,
    },
  },
);
/** @type {NodeJS.Signals | undefined} */
let interruption;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    interruption ??= signal;
    child.kill(signal);
  });
}
const code = await new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
const left = await endLeftovers(`${MARK}=${temporary}`, interruption !== undefined);
if (interruption !== undefined) {
  process.stderr.write('The tests were interrupted; what they had started has ended.\n');
  process.exit(128 + constants.signals[interruption]);
}
if (left.length > 0) {
  const text = `Tests left these running, and must end them themselves:\n${left.map((command) => `  ${command}\n`).join('')}`;
  process.stdout.write(process.stdout.isTTY ? `\n\x1b[31m${text}\x1b[0m` : `\n${text}`);
}

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
function count() {
  /** @type {FileResult[]} */
  let files;
  try {
    files = JSON.parse(readFileSync(REPORT, 'utf8')).testResults;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const tests = files.flatMap((file) => file.assertionResults);
  const of = (/** @type {string[]} */ ...states) => tests.filter((test) => states.includes(test.status)).length;
  // A file that could not be loaded has no test that could have failed.
  const unloaded = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: of('passed'),
    failed: of('failed') + unloaded,
    skipped: of('pending', 'skipped', 'todo', 'disabled'),
  };
}

const { passed, failed, skipped } = count();
// Errors outside of any test (an unhandled rejection) show only in vitest's exit code.
const outside = code !== 0 && failed === 0 ? 1 : 0;
process.stdout.write(
  `\n${passed + checks.passed} passed, ${failed + checks.failed + outside} failed, ${skipped} skipped\n`,
);
process.exitCode = code !== 0 || failed + checks.failed > 0 ? 1 : 0;
