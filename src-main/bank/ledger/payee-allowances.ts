import { PAYEE_CHECK_MS, PAYEE_CHECKS } from '../../contract/limits.ts';
import type { AccountNumber } from './request.ts';

/** What one account has left to ask about payees. */
interface Allowance {
  /** Checks that are left, 0..PAYEE_CHECKS; fractions add up. */
  readonly left: number;
  /** When that was so, ms since the epoch. */
  readonly at: number;
}

/**
 * Bounds how fast one account can find out which other accounts there are: PAYEE_CHECKS at once, then one every
 * PAYEE_CHECK_MS, whatever the answers were and over however many sessions. Not kept over a restart.
 */
export class PayeeAllowances {
  /** Of accounts that asked lately, the one that asked longest ago first. */
  readonly #allowances = new Map<AccountNumber, Allowance>();

  /** Accounts that are remembered. */
  get size(): number {
    return this.#allowances.size;
  }

  /** Takes one check. @returns 0 if there was one, else how long until there is, ms. */
  take(account: AccountNumber, now: number): number {
    this.#forgetFull(now);
    const { left, at } = this.#allowances.get(account) ?? { left: PAYEE_CHECKS, at: now };
    const have = Math.min(PAYEE_CHECKS, left + (now - at) / PAYEE_CHECK_MS);
    const taken = have < 1 ? 0 : 1;
    this.#allowances.delete(account);
    this.#allowances.set(account, { left: have - taken, at: now });
    return taken === 1 ? 0 : Math.ceil((1 - have) * PAYEE_CHECK_MS);
  }

  /** Drops who has everything back by now, so that memory is bounded by who asks. */
  #forgetFull(now: number): void {
    for (const [account, { at }] of this.#allowances) {
      if (now - at < PAYEE_CHECKS * PAYEE_CHECK_MS) return;
      this.#allowances.delete(account);
    }
  }
}
