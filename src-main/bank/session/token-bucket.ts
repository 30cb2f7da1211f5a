import { REFUSED_AT_ONCE, REFUSED_MS } from '../../contract/limits.ts';

/**
 * Bounds how fast one connection is told refusals: each costs the bank a commit or memory, and a client that works has
 * few. REFUSED_AT_ONCE are told at once, then one every REFUSED_MS.
 */
export class RefusalRate {
  /** Below 0: told ahead of their time. */
  #left = REFUSED_AT_ONCE;
  #at = 0;

  /** Takes one. @param now ms, of a clock that does not go back @returns how long to wait before it is told, ms */
  take(now: number): number {
    const back = this.#at === 0 ? 0 : (now - this.#at) / REFUSED_MS;
    this.#left = Math.min(REFUSED_AT_ONCE, this.#left + back) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : Math.ceil(-this.#left * REFUSED_MS);
  }
}
