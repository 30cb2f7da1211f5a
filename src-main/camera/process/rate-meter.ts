/** Counts events over the last two seconds: long enough to be steady, short enough to be true. */
const WINDOW_MS = 2_000;

/** Events a second. Times are ms on any clock that doesn't go back. */
export class RateMeter {
  #times: number[] = [];

  tick(now: number): void {
    this.#times.push(now);
    this.#forget(now);
  }

  /** @returns events a second, rounded to a tenth; 0 before there were two. */
  rate(now: number): number {
    this.#forget(now);
    const first = this.#times[0];
    if (first === undefined || this.#times.length < 2) return 0;
    const span = Math.max(now - first, 1);
    return Math.round((this.#times.length * 10_000) / span) / 10;
  }

  #forget(now: number): void {
    const from = this.#times.findIndex((time) => time > now - WINDOW_MS);
    if (from > 0) this.#times.splice(0, from);
    else if (from < 0) this.#times.length = 0;
  }
}
