/** Counts events over the last two seconds: long enough to be steady, short enough to be true. */
const WINDOW_MS = 2_000;

/** Events a second. Times are ms on any clock that doesn't go back. */
export class RateMeter {
  #times: number[] = [];
  #since: number | null = null;

  tick(now: number): void {
    this.#since ??= now;
    this.#times.push(now);
  }

  /** @returns events a second, rounded to a tenth; 0 before the first second is over, when it would be a guess. */
  rate(now: number): number {
    const elapsed = now - (this.#since ?? now);
    if (elapsed < 1_000) return 0;
    this.#times = this.#times.filter((time) => time > now - WINDOW_MS);
    return Math.round((this.#times.length * 10_000) / Math.min(elapsed, WINDOW_MS)) / 10;
  }
}
