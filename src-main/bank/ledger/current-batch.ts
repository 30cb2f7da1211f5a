import type { Cents } from '../../contract/money.ts';
import { type Account, available, book } from './account.ts';
import { assert, type Invariants } from './invariants.ts';
import type { Moment } from './moment.ts';
import type { OpenReserves } from './open-reserves.ts';
import type { AccountNumber } from './request.ts';
import type { Head, Journal, LedgerState } from './store.ts';
import { recordHash, type TransferRecord } from './transfer-record.ts';
import type { Draft } from './transfer-rules.ts';

/** What one batch did, checked against the invariants and ready to be committed. */
export interface Batch {
  /** Whether there is anything to commit. */
  readonly dirty: boolean;
  readonly touched: readonly Account[];
  readonly head: Head;
  /** Over all accounts, in cents: 0, or the batch would not have ended. */
  readonly sum: Cents;
  readonly records: readonly TransferRecord[];
  /** Accounts that the bank locked in this batch. */
  readonly locked: readonly AccountNumber[];
}

/** Outside of a batch nothing may be asked or written. */
const outside = (): never => {
  throw new Error('ledger: there is no batch at work');
};
const NO_BATCH: Journal = {
  append: outside,
  refuse: outside,
  forget: outside,
  byKey: outside,
  bySequence: outside,
  reversalOf: outside,
};

/** The batch at work: what it has changed so far, and how that is taken back. */
export class CurrentBatch {
  now: Moment = { date: 0, steady: 0 };
  journal: Journal = NO_BATCH;
  readonly #state: LedgerState;
  readonly #invariants: Invariants;
  readonly #reserves: OpenReserves;
  #start: Head;
  #opened: AccountNumber[] = [];
  #locked: AccountNumber[] = [];
  #dirty = false;

  constructor(state: LedgerState, invariants: Invariants, reserves: OpenReserves) {
    this.#state = state;
    this.#start = state.head;
    this.#invariants = invariants;
    this.#reserves = reserves;
  }

  begin(now: Moment, journal: Journal): void {
    this.now = now;
    this.journal = journal;
    this.#start = this.#state.head;
    this.#invariants.begin(this.#start);
    this.#reserves.begin();
    this.#opened = [];
    this.#locked = [];
    this.#dirty = false;
  }

  undo(): void {
    this.#invariants.undo();
    this.#reserves.undo();
    for (const number of this.#opened) this.#state.accounts.delete(number);
    this.#state.head = this.#start;
  }

  /** Whatever it changes, it is committed. */
  mustCommit(): void {
    this.#dirty = true;
  }

  /** The account is about to change. */
  touch(account: Account): void {
    this.#dirty = true;
    this.#invariants.touch(account);
  }

  /** The bank has locked this account. */
  lock(number: AccountNumber): void {
    this.#locked.push(number);
  }

  open(account: Account): void {
    assert(!this.#state.accounts.has(account.number), `account ${account.number} is there already`);
    this.#state.accounts.set(account.number, account);
    this.#opened.push(account.number);
    this.touch(account);
  }

  /** Writes and books a transfer. @returns undefined, with nothing changed, if the key is taken. */
  write(draft: Draft, key: string, owner: Account): TransferRecord | undefined {
    const { kind, debit, credit, amount, refers, expires, counted } = draft;
    const { head } = this.#state;
    const fields = {
      sequence: head.sequence + 1,
      kind,
      debit: debit.number,
      credit: credit.number,
      amount,
      key,
      refers,
      at: this.now.date,
      expires,
      balanceAfter: available(owner) + balanceChange(draft, owner),
    };
    const record: TransferRecord = { ...fields, hash: recordHash(head.hash, fields) };
    if (!this.journal.append(record)) return undefined;
    this.touch(debit);
    this.touch(credit);
    book(record, debit, credit, counted);
    assert(available(owner) === record.balanceAfter, `transfer ${record.sequence} left another balance than it says`);
    const released = kind === 'post' || kind === 'void' ? counted : undefined;
    if (released !== undefined) this.#reserves.delete(released);
    if (kind === 'reserve') this.#reserves.add(record, this.now);
    this.#invariants.add(record, released);
    this.#state.head = { sequence: record.sequence, hash: record.hash, at: record.at, commits: head.commits };
    return record;
  }

  /** @throws Error if it broke an invariant */
  finish(): Batch {
    let { head } = this.#state;
    const checked = this.#invariants.end(head);
    if (this.#dirty) {
      head = { ...head, commits: head.commits + 1 };
      this.#state.head = head;
    }
    return { ...checked, head, dirty: this.#dirty, locked: this.#locked };
  }
}

/** What the transfer does to the owner's available balance. */
function balanceChange(draft: Draft, owner: Account): Cents {
  if (draft.kind === 'post') return (draft.counted?.amount ?? 0) - draft.amount;
  return draft.credit === owner ? draft.amount : -draft.amount;
}
