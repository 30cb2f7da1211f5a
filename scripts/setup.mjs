import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NODE_MAJOR, NODE_PACKAGE } from '../shared/node24.mjs';
import { explainFileError, SetupFailure } from './setup/failure.mjs';
import { withLock } from './setup/lock.mjs';
import { buildKey } from './setup/opencv/opencv4nodejs.mjs';
import { STATE } from './setup/places.mjs';
import { Progress } from './setup/progress.mjs';
import { stopChildren } from './setup/run.mjs';
import { STEPS } from './setup/steps.mjs';

/** Steps that failed although the app can do without them, so that not every start tries them again. */
const GIVEN_UP = join(STATE, 'given-up.json');
/** The oldest Node that set-up runs on, tried. */
const LEAST_NODE = /** @type {const} */ ([20, 11]);

/** @typedef {import('./setup/steps.mjs').Step} Step */

/** @returns {{ key: string, titles: string[] }} */
function givenUp() {
  const none = { key: circumstances(), titles: [] };
  try {
    const remembered = JSON.parse(readFileSync(GIVEN_UP, 'utf8'));
    return remembered.key === none.key ? remembered : none;
  } catch {
    return none;
  }
}

/** What a given-up step depends on: when this changes, it is tried again. */
function circumstances() {
  return existsSync(join(STATE, '..', 'node_modules')) ? (buildKey() ?? 'incomplete') : 'empty';
}

/**
 * Does what is missing for the purpose and nothing else. Two at once wait for each other, one that was cut off is
 * picked up, one that is complete costs a few milliseconds and prints nothing.
 * @param {keyof typeof STEPS} purpose
 * @param {{ strict?: boolean, again?: boolean }} [options]
 *   strict: every step must succeed (tests); again: also try what was given up before
 * @returns {Promise<void>}
 * @throws {SetupFailure} that says what to do
 */
export async function setUp(purpose, { strict = false, again = strict } = {}) {
  checkNode();
  const skipped = new Set(again ? [] : givenUp().titles);
  const steps = STEPS[purpose].flat();
  for (const step of steps) {
    if (skipped.has(step.title) && !step.done()) {
      process.stderr.write(`${step.title} failed before: ${step.without}. 'npm run setup' tries it again.\n`);
    }
  }
  if (steps.every((step) => step.done() || skipped.has(step.title))) return;
  const progress = new Progress();
  const interrupt = () => leave(progress);
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    mkdirSync(STATE, { recursive: true });
    progress.heading('Setting up Lobby:');
    await withLock(
      join(STATE, 'setup.lock'),
      (pid) => progress.note(`Another set-up (process ${pid}) is at work here; waiting for it.`),
      async () => {
        for (const group of STEPS[purpose]) await performAll(group, progress, strict, skipped);
      },
    );
  } catch (error) {
    throw explainFileError(error) ?? error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
  progress.finish();
}

/** @throws {SetupFailure} where this Node is too old */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new SetupFailure(
    `Lobby needs Node ${leastMajor}.${leastMinor} or newer to set itself up; this is ${process.version}. 'npx --yes --package ${NODE_PACKAGE}@${NODE_MAJOR} npm start' starts it with a newer one.`,
  );
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

let interrupted = false;

/** Ends an interrupted set-up. @param {Progress} progress */
async function leave(progress) {
  if (interrupted) return;
  interrupted = true;
  const unfinished = stopChildren();
  progress.stop();
  if (unfinished !== undefined) {
    process.stderr.write(
      '\nSet-up stops as soon as apt has finished, in a minute or two: half an installation would break the system.\n',
    );
    await unfinished;
  }
  process.stderr.write('\nSet-up was interrupted; the next start goes on from here.\n');
  process.exit(130);
}

/**
 * Runs a group's steps beside each other, and waits for all of them.
 * @param {readonly Step[]} group @param {Progress} progress @param {boolean} strict @param {ReadonlySet<string>} skipped
 */
async function performAll(group, progress, strict, skipped) {
  const missing = group.filter((step) => !step.done() && !skipped.has(step.title));
  const results = await Promise.allSettled(missing.map((step) => perform(step, progress, strict)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** @param {Step} step @param {Progress} progress @param {boolean} strict */
async function perform(step, progress, strict) {
  const running = progress.begin(step.title, step.hint);
  try {
    await step.run(running);
    if (!step.moving && !step.done())
      throw new SetupFailure(`${step.title} ended well, but what it should have made is not there.`);
    running.end('done');
    forget(step);
  } catch (thrown) {
    running.end('failed');
    const error = explainFileError(thrown) ?? thrown;
    if (!(error instanceof SetupFailure) || strict || step.without === undefined) throw error;
    progress.note(`${error.message}\n  Going on: ${step.without}.`);
    if (!error.passing) remember(step);
  }
}

/** @param {Step} step */
function remember(step) {
  const { key, titles } = givenUp();
  writeFileSync(GIVEN_UP, JSON.stringify({ key, titles: [...new Set([...titles, step.title])] }));
}

/** @param {Step} step */
function forget(step) {
  const { key, titles } = givenUp();
  const rest = titles.filter((title) => title !== step.title);
  if (rest.length === 0) rmSync(GIVEN_UP, { force: true });
  else writeFileSync(GIVEN_UP, JSON.stringify({ key, titles: rest }));
}

/** Ends the program with the failure in words. @param {unknown} error @returns {never} */
export function failSetUp(error) {
  if (error instanceof SetupFailure) process.stderr.write(`\n${error.message}\n`);
  else process.stderr.write(`Set-up failed unexpectedly: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUp('all', { strict: true }).catch(failSetUp);
  process.stderr.write('Everything is in place.\n');
}
