/** So many at once, then one more each so many ms. */
export interface Rate {
  readonly atOnce: number;
  readonly everyMs: number;
}

/** Bounds how fast something is done, by telling how long to wait before the next one. */
export class TokenBucket {
  readonly #rate: Rate;
  /** Below 0: taken ahead of their time. */
  #left: number;
  #at = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#left = rate.atOnce;
  }

  /** Takes one. @param now ms, of a clock that does not go back @returns how long to wait before it is done, ms */
  take(now: number): number {
    const { atOnce, everyMs } = this.#rate;
    const back = this.#at === 0 ? 0 : (now - this.#at) / everyMs;
    this.#left = Math.min(atOnce, this.#left + back) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left * everyMs);
  }

  /** What was taken is not done after all. */
  giveBack(): void {
    this.#left = Math.min(this.#rate.atOnce, this.#left + 1);
  }

  /** Whether nothing would be known of it any more at that time: all has come back. */
  fullAt(now: number): boolean {
    return this.#left + (now - this.#at) / this.#rate.everyMs >= this.#rate.atOnce;
  }
}
