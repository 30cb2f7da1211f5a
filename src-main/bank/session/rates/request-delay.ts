import { REFUSED_AT_ONCE, REFUSED_MS, WRITE_MS, WRITES_AT_ONCE } from '../../../contract/limits.ts';
import { type LedgerReply, type LedgerRequest, OPERATIONS } from '../../ledger/request.ts';
import type { AccountRates } from './account-rates.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Bounds what one connection costs the bank, by the time that its requests and refusals wait: a session takes no other
 * request meanwhile. A client that works has few refusals, and of what is done loopback has no bound, because one machine
 * plays a whole crowd with itself.
 *
 * What is to be written waits before it is: a client that is gone before its answer, and comes back, gets no further. A
 * session that has ended is not kept for what waits.
 */
export class RequestDelay {
  readonly #refused = new TokenBucket({ atOnce: REFUSED_AT_ONCE, everyMs: REFUSED_MS });
  readonly #written = new TokenBucket({ atOnce: WRITES_AT_ONCE, everyMs: WRITE_MS });
  readonly #local: boolean;
  readonly #accountWrites: AccountRates;
  #waiting: { readonly timer: NodeJS.Timeout; readonly instead: () => void } | undefined;
  #ended = false;

  /**
   * @param local whether the client is on loopback
   * @param accountWrites what all sessions of the thread have asked to have written for each account
   */
  constructor(local: boolean, accountWrites: AccountRates) {
    this.#local = local;
    this.#accountWrites = accountWrites;
  }

  /**
   * Counts a request.
   * @param now ms, of a clock that does not go back
   * @returns how long it waits before it is asked, ms: 0, or what `untilAsked` is to be given
   */
  ofRequest({ op, account }: LedgerRequest, now: number): number {
    return this.#local || OPERATIONS[op].harmless ? 0 : this.#takeWrite(account, now);
  }

  /** Has a request asked when its time has come: not at all if the session ends before. @param ms from `ofRequest` */
  untilAsked(ms: number, { account }: LedgerRequest, ask: () => void): void {
    this.#wait(ms, ask, () => {
      this.#written.giveBack();
      if (account !== null) this.#accountWrites.giveBack(account);
    });
  }

  /** Counts a reply. @param now as with `ofRequest` @returns how long it waits before it is told, ms */
  ofReply(reply: LedgerReply, now: number): number {
    const wait = reply.ok ? 0 : this.#refused.take(now);
    return this.#ended ? 0 : wait;
  }

  /** Has a reply told when its time has come, or when the session ends. @param ms from `ofReply` */
  untilTold(ms: number, tell: () => void): void {
    this.#wait(ms, tell, tell);
  }

  /** The session has ended. */
  end(): void {
    this.#ended = true;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    clearTimeout(waiting.timer);
    waiting.instead();
  }

  /** @returns how long it waits, ms */
  #takeWrite(account: LedgerRequest['account'], now: number): number {
    return Math.max(this.#written.take(now), account === null ? 0 : this.#accountWrites.take(account, now));
  }

  #wait(ms: number, work: () => void, instead: () => void): void {
    const due = () => {
      this.#waiting = undefined;
      work();
    };
    this.#waiting = { timer: setTimeout(due, ms), instead };
  }
}
