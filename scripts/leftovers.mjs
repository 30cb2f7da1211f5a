import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** How long processes may take to end by themselves, ms. */
const GRACE_MS = 5_000;
const LOOK_MS = 100;

/**
 * Processes whose environment has the mark, which each gives to those that it starts; on Linux only, where others'
 * environments can be read.
 * @param {string} mark `NAME=value`
 * @returns {{ pid: number, command: string }[]}
 */
export function processesWith(mark) {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(mark))
    .map((pid) => ({ pid: Number(pid), command: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

/**
 * Waits until all with the mark have ended, and ends those that don't.
 * @param {string} mark
 * @param {boolean} ask whether they are asked to end first
 * @returns {Promise<readonly string[]>} the commands of those that had to be ended
 */
export async function endLeftovers(mark, ask) {
  if (ask) for (const { pid } of processesWith(mark)) signal(pid, 'SIGTERM');
  const end = performance.now() + GRACE_MS;
  while (processesWith(mark).length > 0 && performance.now() < end) await wait(LOOK_MS);
  const left = processesWith(mark);
  for (const { pid } of left) signal(pid, 'SIGKILL');
  return left.map(({ command }) => command);
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} path @returns {string} empty where it can't be read, as for a process that has ended */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
