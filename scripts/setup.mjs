import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './setup/lock.mjs';
import { buildKey } from './setup/opencv4nodejs.mjs';
import { STATE } from './setup/places.mjs';
import { Progress } from './setup/progress.mjs';
import { SetupFailure, stopChildren } from './setup/run.mjs';
import { STEPS } from './setup/steps.mjs';

/** Steps that failed although the app can do without them, so that not every start tries them again. */
const GIVEN_UP = join(STATE, 'given-up.json');
const LEAST_NODE = 20;

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
  if (Number(process.versions.node.split('.')[0]) < LEAST_NODE) {
    throw new SetupFailure(`Lobby needs Node ${LEAST_NODE} or newer to set itself up; this is ${process.version}.`);
  }
  const skipped = new Set(again ? [] : givenUp().titles);
  const missing = STEPS[purpose].filter((step) => !step.done() && !skipped.has(step.title));
  for (const step of STEPS[purpose]) {
    if (skipped.has(step.title) && !step.done()) {
      process.stderr.write(`${step.title} failed before: ${step.without}. 'npm run setup' tries it again.\n`);
    }
  }
  if (missing.length === 0) return;
  mkdirSync(STATE, { recursive: true });
  const interrupt = () => {
    stopChildren();
    process.stderr.write('\nSet-up was interrupted; the next start goes on from here.\n');
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);
  const progress = new Progress();
  progress.heading('Setting up Lobby:');
  try {
    await withLock(
      join(STATE, 'setup.lock'),
      (pid) => progress.note(`Another set-up (process ${pid}) is at work here; waiting for it.`),
      async () => {
        for (const step of STEPS[purpose]) await perform(step, progress, strict, skipped);
      },
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, interrupt);
  }
  progress.finish();
}

/** @param {Step} step @param {Progress} progress @param {boolean} strict @param {ReadonlySet<string>} skipped */
async function perform(step, progress, strict, skipped) {
  if (step.done() || skipped.has(step.title)) return;
  progress.begin(step.title, step.hint);
  try {
    await step.run(progress);
    if (!step.moving && !step.done())
      throw new SetupFailure(`${step.title} ended well, but what it should have made is not there.`);
    progress.end('done');
    forget(step);
  } catch (error) {
    progress.end('failed');
    if (!(error instanceof SetupFailure) || strict || step.without === undefined) throw error;
    progress.note(`${error.message}\n  Going on: ${step.without}.`);
    const { key, titles } = givenUp();
    writeFileSync(GIVEN_UP, JSON.stringify({ key, titles: [...new Set([...titles, step.title])] }));
  }
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
  else process.stderr.write(`Set-up met a bug: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUp('all', { strict: true }).catch(failSetUp);
  process.stderr.write('Everything is in place.\n');
}
