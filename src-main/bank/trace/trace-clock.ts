import { steadyNow } from '../steady-clock.ts';

/**
 * One clock for all threads. `performance.now()` counts from the start of its own thread, and the date from which that
 * start is told can be set in between; the steady clock is the same everywhere.
 * `performance.now()` is the cheaper one to read, so its distance to the other is measured once in each thread.
 */
const OFFSET = distance();

/** Reads the clocks one after the other; the shortest distance of a few is the one with the least in between. */
function distance(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 16; turn++) {
    const own = performance.now();
    least = Math.min(least, steadyNow() - own);
  }
  return least;
}

/** ms of the monotonic clock that all threads of this process share. */
export function traceNow(): number {
  return performance.now() + OFFSET;
}

/** The same moment by that clock. @param own as `performance.now()` gave it in this thread */
export function traceTime(own: number): number {
  return own + OFFSET;
}
