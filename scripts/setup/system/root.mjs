import { spawnSync } from 'node:child_process';
import { findProgram } from '../../../shared/find-program.mjs';
import { SetupFailure } from '../failure.mjs';

/**
 * How commands are run as root: what to write before them, and whether sudo asks for the password each time.
 * @typedef {{ prefix: readonly string[], asks: boolean }} Root
 */

/** Whether becomeRoot may succeed. Asks nobody. */
export function rootObtainable() {
  if (process.getuid?.() === 0) return true;
  return findProgram(['sudo']) !== undefined && (atTerminal() || sudoAsksNothing());
}

function atTerminal() {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Becomes root. Asks for the password, with the terminal to itself, where sudo needs one and somebody is there.
 * @param {import('../progress.mjs').RunningStep} step
 * @param {string} reason what the password is for
 * @returns {Promise<Root | undefined>} undefined where it can't be done
 * @throws {SetupFailure} if sudo is not given the password
 */
export async function becomeRoot(step, reason) {
  if (process.getuid?.() === 0) return { prefix: [], asks: false };
  if (findProgram(['sudo']) === undefined) return undefined;
  if (sudoAsksNothing()) return { prefix: ['sudo', '-n'], asks: false };
  if (!atTerminal()) return undefined;
  step.note(`sudo asks for your password, ${reason}:`);
  const { status } = await step.aside(async () => spawnSync('sudo', ['-v'], { stdio: 'inherit' }));
  if (status !== 0) throw new SetupFailure('sudo was not given a right password.', { passing: true });
  // Where sudo is told to remember nobody, it asks again for each command.
  return sudoAsksNothing() ? { prefix: ['sudo', '-n'], asks: false } : { prefix: ['sudo'], asks: true };
}

function sudoAsksNothing() {
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}
