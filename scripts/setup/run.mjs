import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { LOG, ROOT, STATE } from './places.mjs';

const TETHER = join(import.meta.dirname, 'tether.mjs');

/** A step that could not be done; the message says what to do. */
export class SetupFailure extends Error {}

/** Children that are running, so that an interrupted set-up takes them along. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends what set-up has started; the next run picks up from there. */
export function stopChildren() {
  for (const child of running) end(child);
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
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, limitMs?: number, terminal?: boolean }} [options]
 *   terminal: the command may talk to the person (sudo's password)
 * @returns {Promise<void>}
 * @throws {SetupFailure} with the last lines and the log's path when it does not end well
 */
export async function run(command, args, options = {}) {
  mkdirSync(STATE, { recursive: true });
  const log = createWriteStream(LOG, { flags: 'a' });
  log.write(`\n$ ${[command, ...args].join(' ')}\n`);
  const tethered = options.terminal ? [command, ...args] : [process.execPath, TETHER, command, ...args];
  const [program = command, ...rest] = tethered;
  const child = spawn(program, rest, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: options.terminal ? 'inherit' : 'pipe',
    // A group of its own, except where the person's terminal is needed.
    detached: !options.terminal && process.platform !== 'win32',
    windowsHide: true,
  });
  running.add(child);
  let part = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      log.write(text);
      if (options.onLine === undefined) return;
      const lines = (part + text).split('\n');
      part = lines.pop() ?? '';
      for (const line of lines) options.onLine(line);
    });
  }
  const timer = options.limitMs === undefined ? undefined : setTimeout(() => end(child), options.limitMs);
  /** @type {string} */
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
  });
  clearTimeout(timer);
  running.delete(child);
  log.end();
  await finished(log);
  if (outcome === '') return;
  const last = readFileSync(LOG, 'utf8').trimEnd().split('\n').slice(-12).join('\n    ');
  throw new SetupFailure(
    `${command} ${args[0] ?? ''} failed (${outcome}). The last lines:\n    ${last}\n  All of it: ${LOG}`,
  );
}
