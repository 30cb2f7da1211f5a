import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { LOG, ROOT, STATE } from './places.mjs';

/** A step that could not be done; the message says what to do. */
export class SetupFailure extends Error {}

/** Children that are running, so that an interrupted set-up takes them along. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends what set-up has started; the next run picks up from there. */
export function stopChildren() {
  for (const child of running) {
    // Their own group: make and the compilers go with node-gyp.
    try {
      if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM');
    } catch {
      // Gone already.
    }
  }
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
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: options.terminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    // A group of its own, except where the person's terminal is needed.
    detached: !options.terminal && process.platform !== 'win32',
    windowsHide: true,
  });
  running.add(child);
  let rest = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      log.write(text);
      if (options.onLine === undefined) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine(line);
    });
  }
  const timer = options.limitMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.limitMs);
  /** @type {string} */
  const end = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
  });
  clearTimeout(timer);
  running.delete(child);
  log.end();
  await finished(log);
  if (end === '') return;
  const last = readFileSync(LOG, 'utf8').trimEnd().split('\n').slice(-12).join('\n    ');
  throw new SetupFailure(
    `${command} ${args[0] ?? ''} failed (${end}). The last lines:\n    ${last}\n  All of it: ${LOG}`,
  );
}
