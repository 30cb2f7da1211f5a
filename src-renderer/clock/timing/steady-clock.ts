/**
 * A date this much further ahead than the page's own clock says is a sleep, ms: that clock stands still while the
 * machine sleeps (W3C High Resolution Time leaves it to the system), and corrections of the date are smaller.
 */
export const SLEEP_MS = 5_000;

export interface TimeSources {
  /** ms from any start, never set. */
  readonly monotonic: () => number;
  /** ms since the epoch. */
  readonly date: () => number;
}

const PAGE: TimeSources = { monotonic: () => performance.now(), date: () => Date.now() };

/**
 * A clock for measuring, in ms from any start: it never goes back, does not follow a date that is corrected, and counts
 * the time that the machine slept. A page can't tell a sleep from a date that somebody sets forward; it counts both.
 */
export function steadyClock({ monotonic, date }: TimeSources = PAGE): () => number {
  let now = 0;
  let [lastMonotonic, lastDate] = [monotonic(), date()];
  return () => {
    const [m, d] = [monotonic(), date()];
    const [passed, dated] = [Math.max(0, m - lastMonotonic), d - lastDate];
    [lastMonotonic, lastDate] = [m, d];
    now += dated - passed > SLEEP_MS ? dated : passed;
    return now;
  };
}
