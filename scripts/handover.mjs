import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { findNode24 } from '../shared/node24.mjs';
import { COMPILED, ROOT } from './setup/places.mjs';

const PARENT_CHECK_MS = 1000;

/**
 * Becomes the given program as far as the caller can tell: same terminal, same signals, same exit code.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<never>}
 */
export async function handOver(program, args, env = process.env) {
  const child = spawn(program, args, { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])) {
    process.on(signal, () => {
      // Ctrl-C in a terminal goes to the whole group: the child has it already.
      if (!(process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT'))) child.kill(signal);
    });
  }
  // npm passes SIGTERM to its shell, and some shells end without telling us: our parent changes.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] !== undefined) {
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), PARENT_CHECK_MS).unref();
  }
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  });
  process.exit(signal === null ? code : 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)]);
}

/**
 * Becomes one of the doors of src-main/cli.ts, under Node 24.
 * @param {readonly string[]} args the door and its options
 * @returns {Promise<never>}
 */
export function openDoor(args) {
  const node = findNode24()?.binary ?? process.execPath;
  return handOver(node, [join(ROOT, 'src-main', 'cli.ts'), ...args], { NODE_COMPILE_CACHE: COMPILED, ...process.env });
}
