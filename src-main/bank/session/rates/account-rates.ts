import type { AccountNumber } from '../../ledger/request.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';

/** Bounds how fast each account is served, over all sessions of one thread. */
export class AccountRates {
  readonly #rate: Rate;
  /** Of accounts that were served lately, the one whose turn was longest ago first. */
  readonly #buckets = new Map<AccountNumber, TokenBucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Accounts that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one for the account. @param now ms, of a clock that does not go back @returns how long to wait, ms */
  take(account: AccountNumber, now: number): number {
    this.#forgetFull(now);
    const bucket = this.#buckets.get(account) ?? new TokenBucket(this.#rate);
    this.#buckets.delete(account);
    this.#buckets.set(account, bucket);
    return bucket.take(now);
  }

  /** What was taken for the account is not done after all. */
  giveBack(account: AccountNumber): void {
    this.#buckets.get(account)?.giveBack();
  }

  /** Drops those that have everything back by now, so that memory is bounded by who asks. */
  #forgetFull(now: number): void {
    for (const [account, bucket] of this.#buckets) {
      if (!bucket.fullAt(now)) return;
      this.#buckets.delete(account);
    }
  }
}
