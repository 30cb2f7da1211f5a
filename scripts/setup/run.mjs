import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure, explainFileError, explainOutput } from './failure.mjs';
import { LOG, ROOT, STATE } from './places.mjs';

const TETHER = fileURLToPath(new URL('tether.mjs', import.meta.url));
/** Where a command that outlives an interrupted set-up writes to. */
const OUTPUT = join(STATE, 'installation.log');
/** Of what a command prints, the last characters are kept: a compiler's errors may be far from the end. */
const OUTPUT_KEPT = 4_000_000;
/** Lines that a failure shows. */
const LINES_SHOWN = 12;

/** @typedef {{ child: import('node:child_process').ChildProcess, ended: Promise<unknown>, whole: boolean }} Running */

/** What is running, so that an interrupted set-up takes it along. @type {Set<Running>} */
const running = new Set();
let stopped = false;

/**
 * Ends what set-up has started; the next run picks up from there. Nothing is started any more.
 * @returns {Promise<unknown> | undefined} what has to come to its end first: half an installation breaks the system
 */
export function stopChildren() {
  stopped = true;
  const whole = [...running].filter((each) => each.whole);
  for (const each of running) if (!each.whole) end(each.child);
  return whole.length === 0 ? undefined : Promise.all(whole.map(({ ended }) => ended));
}

/** Ends a child with all that it has started. @param {import('node:child_process').ChildProcess} child */
function end(child) {
  if (child.stdin === null) child.kill();
  else child.stdin.destroy();
}

/**
 * Runs a command with its output going to the log.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number, session?: boolean, whole?: boolean }} [options]
 *   session: it stays in this terminal's session, where sudo knows who has typed the password;
 *   whole: it must not be interrupted: Ctrl-C does not reach it, and it ends by itself even if set-up is killed
 * @returns {Promise<string>} what it printed
 * @throws {CommandFailure} with the lines that tell why and the log's path when it does not end well
 */
export async function run(command, args, options = {}) {
  const { session = false, whole = false } = options;
  // Set-up was interrupted and is ending.
  if (stopped) await new Promise(() => {});
  mayLog();
  log(`\n$ ${[command, ...args].join(' ')}\n`);
  const [program = command, ...rest] = whole ? shielded(command, args) : [process.execPath, TETHER, command, ...args];
  // A pipe would break, and the command with it, if set-up were killed.
  const file = whole ? openOutput() : undefined;
  const child = spawn(program, rest, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: file === undefined ? 'pipe' : ['ignore', file, file],
    // A group of its own, which ends as a whole.
    detached: !session && process.platform !== 'win32',
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output = (output + text).slice(-OUTPUT_KEPT);
      log(text);
    });
  }
  const timer = options.limitMs === undefined ? undefined : setTimeout(() => end(child), options.limitMs);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
  });
  const entry = { child, ended, whole };
  running.add(entry);
  const outcome = await ended;
  clearTimeout(timer);
  running.delete(entry);
  if (file !== undefined) {
    closeSync(file);
    output = readFileSync(OUTPUT, 'utf8').slice(-OUTPUT_KEPT);
    log(output);
  }
  if (stopped) await new Promise(() => {});
  if (outcome === '') return output;
  const shown = tellingLines(output).join('\n    ');
  throw (
    explainOutput(output) ??
    new CommandFailure(
      `${command} ${args[0] ?? ''} failed (${outcome}). What it said:\n    ${shown}\n  All of it: ${LOG}`,
      output,
    )
  );
}

/** The command with the terminal's signals ignored, in all that it starts, too. @param {string} command @param {readonly string[]} args */
function shielded(command, args) {
  if (process.platform === 'win32') return [command, ...args];
  return ['/bin/sh', '-c', 'trap "" INT QUIT HUP; exec "$@"', 'sh', command, ...args];
}

/**
 * Of what a command printed, the lines that tell why it failed: the first errors, or where it names none, the end.
 * @param {string} output
 * @returns {readonly string[]}
 */
export function tellingLines(output) {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^npm (warn|notice)\b/i.test(line));
  const errors = lines.filter((line) =>
    /\berror:|^(E|W): |^(npm|gyp) (error|ERR!)|^dpkg: |^make\S*: \*\*\*|: not found$/i.test(line),
  );
  return errors.length > 0 ? errors.slice(0, LINES_SHOWN) : lines.slice(-LINES_SHOWN);
}

/** @throws {import('./failure.mjs').SetupFailure} if the log can't be written */
function mayLog() {
  try {
    mkdirSync(STATE, { recursive: true });
    appendFileSync(LOG, '');
  } catch (error) {
    throw explainFileError(error) ?? error;
  }
}

/** @param {string} text */
function log(text) {
  try {
    appendFileSync(LOG, text);
  } catch {
    // A full disk: the command meets it, too, and its step says so.
  }
}

/** @throws {import('./failure.mjs').SetupFailure} if it can't be written */
function openOutput() {
  try {
    return openSync(OUTPUT, 'w');
  } catch (error) {
    throw explainFileError(error) ?? error;
  }
}
