import type { Account } from '../ledger/account.ts';
import { batchNeeds } from '../ledger/batch-needs.ts';
import type { Batch } from '../ledger/current-batch.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Moment } from '../ledger/moment.ts';
import type { PinKey } from '../ledger/pins/pin.ts';
import type { AccountNumber, LedgerReply, OrderedRequest } from '../ledger/request.ts';
import { type LedgerState, type LedgerStore, StoreError, type Tail } from '../ledger/store.ts';
import { type BankClock, bankClock } from './bank-clock.ts';

/** After the store was opened anew, how long writes are refused at once before it is tried again, ms. */
const RETRY_MS = 200;

const UNAVAILABLE: LedgerReply = { ok: false, refusal: 'unavailable' };

export interface Committed {
  /** One for each request, in their order. */
  readonly replies: readonly LedgerReply[];
  /** undefined: the store could not write, and nothing was done. */
  readonly batch: Batch | undefined;
  readonly learned: Learned;
  /** When the rules were done and the disk began, by `performance.now()`; absent: nothing was decided. */
  readonly decidedAt?: number;
  /** The store was opened anew, and this is all it has. */
  readonly reloaded?: LedgerState;
}

/** What other banks committed before a batch. */
export interface Learned {
  /** Oldest first. */
  readonly tails: Tail[];
  /** Accounts that have another PIN now… */
  readonly pinChanged: AccountNumber[];
  /** …and those that the bank's people have locked. */
  readonly locked: AccountNumber[];
}

/** The store and what was loaded from it. */
export type Opened = { readonly store: LedgerStore; readonly state: LedgerState };

/** Whoever reads the books beside the ledger. */
export interface Readers {
  /** Has them closed, because the ledger opens them anew or closes them. */
  release(): Promise<void>;
  /** They may be opened again. */
  resume(): void;
}

const NOBODY: Readers = { release: async () => {}, resume: () => {} };

/** A batch that is decided and not committed yet. */
interface Decided {
  readonly replies: readonly LedgerReply[];
  readonly batch: Batch;
  readonly decidedAt: number;
}

/**
 * Runs batches of requests so that each is wholly durable, or not done at all, before it is answered. One batch at a
 * time: `run` must not be called while one is under way.
 *
 * When a commit fails it is not known whether the batch is stored: an fsync can fail after the last byte was written,
 * and a crash later would bring the batch back; a connection can be lost before the answer. So the store is opened anew,
 * which finds what is truly there: the batch, and its replies stand; or it is not, and all in it is refused as
 * `unavailable`, on shared books only if it fails once more.
 */
export class GroupCommit {
  readonly #open: () => Promise<Opened>;
  readonly #pinKey: PinKey;
  readonly #clock: BankClock;
  readonly #readers: Readers;
  #store: LedgerStore;
  #state: LedgerState;
  #ledger: Ledger;
  #running = false;
  #onChange: () => void = () => {};
  /** When the store was opened anew after a failed commit, ms of the steady clock; undefined once it was tried again. */
  #reopenedAt: number | undefined;

  /**
   * @param opened belongs to it from now on
   * @param reopen opens the store again after a failed commit
   * @throws Error if what the store has breaks an invariant.
   */
  constructor(
    opened: Opened,
    reopen: () => Promise<Opened>,
    pinKey: PinKey,
    clock: BankClock = bankClock(),
    readers = NOBODY,
  ) {
    this.#open = reopen;
    this.#pinKey = pinKey;
    this.#clock = clock;
    this.#readers = readers;
    this.#store = opened.store;
    this.#state = opened.state;
    this.#ledger = new Ledger(this.#state, pinKey, this.now);
  }

  /** The books as they are committed, between batches. */
  get state(): LedgerState {
    return this.#state;
  }

  /** As `LedgerStore.isShared`. */
  get isShared(): boolean {
    return this.#store.isShared;
  }

  get now(): Moment {
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
   * @param join called if the store had to wait for its turn: more requests, which came meanwhile and join the batch
   * @returns with replies to all, also to those that have joined
   * @throws StoreError if the store is damaged or can't be opened any more, Error if an invariant is broken: the
   *   ledger must stop, and what was asked has no known outcome.
   */
  async run(requests: readonly OrderedRequest[], join: () => readonly OrderedRequest[] = () => []): Promise<Committed> {
    if (this.#running) throw new Error('ledger: a batch is under way');
    this.#running = true;
    const committed = await this.#run([...requests], join);
    // Not after an error: the ledger must stop then.
    this.#running = false;
    return committed;
  }

  /**
   * Calls the listener when other banks may have committed: then it is time for a batch. At once, too: what they have
   * committed before it listened is told by nobody else. @throws StoreError
   */
  async onChange(listener: () => void): Promise<void> {
    this.#onChange = listener;
    await this.#store.onChange(listener);
    if (this.#store.isShared) listener();
  }

  async #run(requests: OrderedRequest[], join: () => readonly OrderedRequest[]): Promise<Committed> {
    const learned: Learned = { tails: [], pinChanged: [], locked: [] };
    if (this.#isPausing()) return { replies: this.#refuseWrites(requests), batch: undefined, learned };
    let reloaded: { readonly reloaded?: LedgerState } = {};
    for (let isLast = !this.#store.isShared; ; isLast = true) {
      let decided: Decided | undefined;
      try {
        do {
          // What was overtaken is not stored, should deciding anew fail.
          decided = undefined;
          decided = await this.#decide(requests, join, learned);
        } while (!(await this.#commit(decided.batch, learned)));
        return { ...decided, learned, ...reloaded };
      } catch (error) {
        if (!(error instanceof StoreError) || error.reason === 'damaged') throw error;
        const isUnknown = decided?.batch.dirty === true && error.reason === 'io';
        const stored = await this.#reopen(isUnknown ? decided?.batch : undefined, learned);
        reloaded = { reloaded: this.#state };
        // What was lost is a connection: it is there again, perhaps to another server.
        if (!isLast) this.#reopenedAt = undefined;
        if (decided !== undefined && stored) return { ...decided, learned, ...reloaded };
        if (isLast) return { replies: this.#refuseWrites(requests), batch: undefined, learned, ...reloaded };
      }
    }
  }

  async close(): Promise<void> {
    await this.#readers.release();
    await this.#store.close();
  }

  /** Decides all requests, and those that join them, on what is committed by now. */
  async #decide(requests: OrderedRequest[], join: () => readonly OrderedRequest[], learned: Learned): Promise<Decided> {
    let hasWaited = false;
    const needs = () => {
      if (hasWaited) requests.push(...join());
      hasWaited = true;
      return batchNeeds(requests, (key) => this.#ledger.openReserve(key));
    };
    const { journal, tail } = await this.#store.begin(needs, this.#state.head);
    this.#apply(tail, learned);
    this.#ledger.begin(this.now, journal);
    this.#ledger.expireReserves();
    const replies = requests.map((request) => this.#ledger.handle(request));
    return { replies, batch: this.#ledger.finish(), decidedAt: performance.now() };
  }

  /** @returns false: another bank was faster, nothing was written, and the batch has to be decided again. */
  async #commit(batch: Batch, learned: Learned): Promise<boolean> {
    const { dirty, touched, head } = batch;
    const outcome = await (dirty ? this.#store.commit(touched, head) : this.#store.confirm(head));
    if (outcome === 'done') return true;
    this.#ledger.undo();
    this.#apply(await this.#store.tail(this.#state.head), learned);
    return false;
  }

  #apply(tail: Tail | null, learned: Learned): void {
    if (tail === null) return;
    this.#compare(tail.accounts, learned);
    this.#ledger.apply(tail, this.now);
    learned.tails.push(tail);
  }

  /** Finds what those who are logged in here have to be told of accounts that others changed. */
  #compare(accounts: Iterable<Account>, { pinChanged, locked }: Learned): void {
    for (const account of accounts) {
      const before = this.#state.accounts.get(account.number);
      if (before === undefined) continue;
      if (before.pin !== account.pin) pinChanged.push(account.number);
      if (account.lockedByBank && !before.lockedByBank) locked.push(account.number);
    }
  }

  /** A failing disk is not tried again with every batch. */
  #isPausing(): boolean {
    if (this.#reopenedAt === undefined) return false;
    if (this.now.steady - this.#reopenedAt < RETRY_MS) return true;
    this.#reopenedAt = undefined;
    return false;
  }

  /**
   * @param batch of which it is not known whether it is stored
   * @returns whether it is
   */
  async #reopen(batch: Batch | undefined, learned: Learned): Promise<boolean> {
    // As long as anybody else has the file open, SQLite takes over what the log was thought to have, and does not look.
    await this.#readers.release();
    try {
      await this.#store.rollback();
      await this.#store.close();
    } catch (error) {
      // A store that has failed is expected to fail here too; opening it shows what is stored.
      if (!(error instanceof StoreError)) throw error;
    }
    const { store, state } = await this.#open();
    this.#compare(state.accounts.values(), learned);
    this.#store = store;
    this.#state = state;
    this.#ledger = new Ledger(state, this.#pinKey, this.now);
    // Only now: loading a large ledger can take longer than the pause, and the thread would do nothing else.
    this.#reopenedAt = this.now.steady;
    const stored = batch !== undefined && (await store.settle(batch.head));
    // Before the tail is read: what others commit after that is told.
    await store.onChange(this.#onChange);
    // It may have been stored only after the books were loaded.
    this.#apply(await store.tail(state.head), learned);
    this.#readers.resume();
    return stored;
  }

  /** While nothing can be written, what changes nothing is answered all the same. */
  #refuseWrites(requests: readonly OrderedRequest[]): LedgerReply[] {
    return requests.map((request) =>
      request.op === 'balance' || request.op === 'payee' ? this.#ledger.read(request, this.now) : UNAVAILABLE,
    );
  }
}
