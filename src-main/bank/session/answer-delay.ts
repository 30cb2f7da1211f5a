import { REFUSED_AT_ONCE, REFUSED_MS, WRITE_MS, WRITES_AT_ONCE } from '../../contract/limits.ts';
import { type LedgerReply, type LedgerRequest, OPERATIONS } from '../ledger/request.ts';
import type { AccountRates } from './account-rates.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Bounds what one connection costs the bank, by the time that its answers wait: a session takes no other request
 * meanwhile. A client that works has few refusals, and of what is done loopback has no bound, because one machine plays
 * a whole crowd with itself.
 */
export class AnswerDelay {
  readonly #refused = new TokenBucket({ atOnce: REFUSED_AT_ONCE, everyMs: REFUSED_MS });
  readonly #written = new TokenBucket({ atOnce: WRITES_AT_ONCE, everyMs: WRITE_MS });
  readonly #local: boolean;
  readonly #accountWrites: AccountRates;

  /**
   * @param local whether the client is on loopback
   * @param accountWrites what all sessions of the thread have had written for each account
   */
  constructor(local: boolean, accountWrites: AccountRates) {
    this.#local = local;
    this.#accountWrites = accountWrites;
  }

  /** Counts a reply. @param now ms, of a clock that does not go back @returns how long it waits before it is told, ms */
  of({ op, account }: LedgerRequest, reply: LedgerReply, now: number): number {
    if (!reply.ok) return this.#refused.take(now);
    if (this.#local || OPERATIONS[op].harmless) return 0;
    return Math.max(this.#written.take(now), account === null ? 0 : this.#accountWrites.take(account, now));
  }
}
