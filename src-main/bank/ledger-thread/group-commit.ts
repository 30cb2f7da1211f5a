import { type Batch, Ledger } from '../ledger/ledger.ts';
import type { PinKey } from '../ledger/pin.ts';
import type { LedgerReply, LedgerRequest } from '../ledger/request.ts';
import { type LedgerState, type LedgerStore, StoreError } from '../ledger/store.ts';
import { type BankClock, bankClock } from './bank-clock.ts';

/** After the store was opened anew, how long writes are refused at once before it is tried again, ms. */
const RETRY_MS = 200;

/** Requests that change nothing: they can be answered while the store can't write. */
const READS: ReadonlySet<LedgerRequest['op']> = new Set(['balance', 'statement', 'look-up', 'payee']);

const UNAVAILABLE: LedgerReply = { ok: false, refusal: 'unavailable' };

export interface Committed {
  /** One for each request, in their order. */
  readonly replies: readonly LedgerReply[];
  /** undefined: the store could not write, and nothing was done. */
  readonly batch: Batch | undefined;
}

/**
 * Runs batches of requests so that each is wholly on disk, or not done at all, before it is answered.
 *
 * When a commit fails it is not known whether the batch is on disk: an fsync can fail after the last byte was
 * written, and a crash later would bring the batch back. So the store is opened anew, which finds what is truly
 * there: the batch, and its replies stand; or it is not, and all in it is refused as `unavailable`.
 */
export class GroupCommit {
  readonly #open: () => LedgerStore;
  readonly #pinKey: PinKey;
  readonly #clock: BankClock;
  #store: LedgerStore;
  #state: LedgerState;
  #ledger: Ledger;
  /** When the store was opened anew after a failed commit, ms since the epoch; undefined once it was tried again. */
  #reopenedAt: number | undefined;

  /**
   * @param open opens the store; called again after a failed commit.
   * @throws what `open` throws, and Error if what it has breaks an invariant.
   */
  constructor(open: () => LedgerStore, pinKey: PinKey, clock: BankClock = bankClock()) {
    this.#open = open;
    this.#pinKey = pinKey;
    this.#clock = clock;
    this.#store = open();
    this.#state = this.#store.load();
    this.#ledger = new Ledger(this.#state, this.#store, pinKey);
  }

  /** The books as they are committed, between batches. */
  get state(): LedgerState {
    return this.#state;
  }

  /** The bank's time, ms since the epoch. */
  get now(): number {
    return this.#clock(this.#state.head.at);
  }

  /** As `Ledger.nextExpiry`. */
  get nextExpiry(): number {
    return this.#ledger.nextExpiry;
  }

  /** As `Ledger.behind`. After a failed commit it is false until the store is tried again. */
  get behind(): boolean {
    return this.#ledger.behind;
  }

  /**
   * Does all requests in order and commits them together; also voids reserves whose time is over, all that
   * the requests' accounts have and a slice of the others.
   * @throws StoreError if the store is damaged or can't be opened any more, Error if an invariant is broken: the
   *   ledger must stop, and what was asked has no known outcome.
   */
  run(requests: readonly LedgerRequest[]): Committed {
    if (this.#isPausing()) return this.#refuseWrites(requests);
    let done: { readonly replies: LedgerReply[]; readonly batch: Batch } | undefined;
    try {
      this.#ledger.begin(this.now);
      this.#ledger.expireReserves();
      const replies = requests.map((request) => this.#ledger.handle(request));
      done = { replies, batch: this.#ledger.finish() };
      if (done.batch.dirty) this.#store.commit(done.batch.touched, done.batch.head);
      else this.#store.rollback();
      return done;
    } catch (error) {
      if (!(error instanceof StoreError) || error.reason === 'damaged') throw error;
      return this.#reopen(done?.batch)
        ? { replies: done?.replies ?? [], batch: done?.batch }
        : this.#refuseWrites(requests);
    }
  }

  close(): void {
    this.#store.close();
  }

  /** A disk that fails is not asked again with every batch. A clock that is set back does not make it longer. */
  #isPausing(): boolean {
    if (this.#reopenedAt === undefined) return false;
    const since = this.now - this.#reopenedAt;
    if (since >= 0 && since < RETRY_MS) return true;
    this.#reopenedAt = undefined;
    return false;
  }

  /** @returns whether the batch turned out to be on disk. */
  #reopen(batch: Batch | undefined): boolean {
    try {
      this.#store.rollback();
      this.#store.close();
    } catch (error) {
      // A store that fails is expected to fail at this too; opening it tells what it is worth.
      if (!(error instanceof StoreError)) throw error;
    }
    this.#store = this.#open();
    this.#state = this.#store.load();
    this.#ledger = new Ledger(this.#state, this.#store, this.#pinKey);
    // Only now: loading a large ledger can take longer than the pause, and would be all that the thread does.
    this.#reopenedAt = this.now;
    if (batch === undefined || this.#state.head.commits !== batch.head.commits) return false;
    this.#store.settle();
    return true;
  }

  #refuseWrites(requests: readonly LedgerRequest[]): Committed {
    this.#ledger.begin(this.now);
    const replies = requests.map((request) => {
      if (!READS.has(request.op)) return UNAVAILABLE;
      try {
        return this.#ledger.handle(request);
      } catch (error) {
        if (error instanceof StoreError && error.reason === 'io') return UNAVAILABLE;
        throw error;
      }
    });
    return { replies, batch: undefined };
  }
}
