import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The holder touches its lock this often; a lock untouched for STALE_MS has no holder (killed, power gone). */
const TOUCH_MS = 2_000;
const STALE_MS = 60_000;

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Who holds the lock: a process id, or undefined when nobody does any more. @param {string} path */
function holder(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    const untouched = Date.now() - statSync(path).mtimeMs;
    // An empty file is a lock that is being made right now.
    if (pid === 0) return untouched > TOUCH_MS ? undefined : 0;
    return alive(pid) && untouched < STALE_MS ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs `work` while holding a lock file; waits while another process holds it and takes over a lock whose holder died.
 * @template T
 * @param {string} path
 * @param {(pid: number) => void} onWait called once if it has to wait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const pid = holder(path);
    if (pid === undefined) {
      discard(path);
      continue;
    }
    if (!told) onWait(pid);
    told = true;
    await wait(200);
  }
  const touch = setInterval(() => utimesSync(path, new Date(), new Date()), TOUCH_MS);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    process.off('exit', release);
    release();
  }
}

/**
 * Takes a dead lock away. Moving it first makes sure that of two who wait only one does. Should the other have made a
 * lock of its own since this one looked, that one is put back.
 * @param {string} path
 */
function discard(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (holder(aside) !== undefined) linkSync(aside, path);
  } catch {
    // Another process has made the lock first.
  }
  rmSync(aside, { force: true });
}
