import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftovers, processesWith } from '../../../scripts/leftovers.mjs';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { testWhere, WITHOUT_LINUX } from '../../describe-where.ts';

/** Proves that `npm test` leaves nothing behind, interrupted or not, and hides no test that needed a second try. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-test-command-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process of a group of its own, as browsers and servers are. @param code what it runs */
const started = (code: string) =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(code)}], { detached: true, stdio: 'ignore' }).unref()`;

testWhere(WITHOUT_LINUX, 'processes that are left are found by their mark, asked, then ended', async () => {
  const mark = `LOBBY_LEFTOVERS=${folder}`;
  const env = { ...process.env, LOBBY_LEFTOVERS: folder };
  const quick = 'setInterval(() => {}, 1000)';
  const ready = join(folder, 'ready');
  const stubborn = `process.on('SIGTERM', () => {}); ${quick}; require('node:fs').writeFileSync('${ready}', '');`;
  const parent = spawn(process.execPath, ['-e', `${started(quick)}; ${started(stubborn)}`], { env, stdio: 'ignore' });
  await new Promise((resolve) => parent.once('close', resolve));
  await expect.poll(() => existsSync(ready) && processesWith(mark).length === 2).toBe(true);
  const left = await endLeftovers(mark, true);
  expect(left).toEqual([expect.stringContaining('SIGTERM')]);
  await expect.poll(() => processesWith(mark)).toEqual([]);
});

testWhere(WITHOUT_LINUX, 'Ctrl-C ends what the tests have started, and takes away their files', async () => {
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `export default { test: { projects: [{ test: { name: 'unit', globals: true, include: ['*.test.mjs'] } }] } };`,
  );
  const told = join(folder, 'told.json');
  writeFileSync(
    join(folder, 'endless.test.mjs'),
    `import { spawn } from 'node:child_process';
     import { mkdtempSync, writeFileSync } from 'node:fs';
     import { tmpdir } from 'node:os';
     test('endless', async () => {
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
       const own = mkdtempSync(tmpdir() + '/endless-');
       writeFileSync('${told}.new', JSON.stringify({ pid: child.pid, own }));
       (await import('node:fs')).renameSync('${told}.new', '${told}');
       await new Promise(() => {});
     }, 600_000);`,
  );
  // A group of its own, to which a terminal's Ctrl-C goes as a whole.
  const command = spawn(process.execPath, [checkoutPath('scripts/test.mjs'), `--root=${folder}`, '--project=unit'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => command.once('close', (code, signal) => resolve(code ?? signal)));
  let said = '';
  for (const stream of [command.stdout, command.stderr]) stream.on('data', (text) => (said += text));
  await expect.poll(() => existsSync(told), { timeout: 100_000 }).toBe(true);
  const { pid, own } = JSON.parse(readFileSync(told, 'utf8'));
  expect(existsSync(own)).toBe(true);
  process.kill(-(command.pid ?? 0), 'SIGINT');
  expect(await ended, said).toBe(130);
  expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
  expect(existsSync(dirname(own))).toBe(false);
});

/** Runs a file of tests, which must pass. @param reporter of test/ @returns what was said */
async function saidOf(file: string, content: string, reporter: string): Promise<string> {
  writeFileSync(join(folder, file), content);
  const vitest = checkoutPath('node_modules/vitest/vitest.mjs');
  const args = [
    vitest,
    'run',
    `--root=${folder}`,
    '--globals',
    '--reporter=default',
    `--reporter=${checkoutPath(`test/${reporter}`)}`,
    file,
  ];
  const run = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (text) => (said += text));
  expect(await new Promise((resolve) => run.once('close', resolve)), said).toBe(0);
  return said;
}

test('a test that passed only at a second try is told at the end, with its first failure', async () => {
  const said = await saidOf(
    'flaky.test.mjs',
    `let tries = 0;
     test('shaky', { retry: 1 }, () => { tries += 1; if (tries === 1) throw new Error('the first try failed'); });
     test('steady', { retry: 1 }, () => {});`,
    'second-tries.ts',
  );
  expect(said).toContain('1 test passed only at a second try, and must be mended:\n');
  expect(said).toMatch(/flaky\.test\.mjs > shaky: the first try failed/);
  expect(said).not.toMatch(/> steady:/);
});

test('a test that is skipped while it runs is told at the end, with its reason', async () => {
  const said = await saidOf(
    'skipping.test.mjs',
    `test('bound', ({ skip }) => skip('there is no screen'));
     test('free', ({ skip }) => skip(false, 'not this one'));`,
    'skipped-tests.ts',
  );
  expect(said).toMatch(/Skipped here:\n.*skipping\.test\.mjs > bound: there is no screen\n/);
  expect(said).not.toContain('not this one');
});
