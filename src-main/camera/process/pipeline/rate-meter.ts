/** Counts events over the last two seconds: long enough for a steady rate, short enough for a current one. */
const WINDOW_MS = 2_000;

/** Events a second. Times are ms on any clock that doesn't go back. */
export class RateMeter {
  readonly #times: number[] = [];
  #since: number | null = null;

  tick(now: number): void {
    this.#since ??= now;
    this.#times.push(now);
    // Here as well, because the rate may never be read.
    this.#forget(now);
  }

  /** @returns events a second, rounded to a tenth; 0 before the first second is over, when it would be a guess. */
  rate(now: number): number {
    const elapsed = now - (this.#since ?? now);
    if (elapsed < 1_000) return 0;
    this.#forget(now);
    return Math.round((this.#times.length * 10_000) / Math.min(elapsed, WINDOW_MS)) / 10;
  }

  #forget(now: number): void {
    const old = this.#times.findIndex((time) => time > now - WINDOW_MS);
    this.#times.splice(0, old < 0 ? this.#times.length : old);
  }
}
