import type { Cents } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';
import type { Account } from './account.ts';
import type { AccountNumber, Sequence } from './request.ts';
import { CASH, type TransferRecord } from './transfer-record.ts';

/** The newest record's place in the chain. */
export interface Head {
  readonly sequence: Sequence;
  readonly hash: string;
  /** Time of the newest record: the bank's clock never goes behind it. */
  readonly at: number;
  /**
   * Commits so far. It makes every commit a write, so that a wrong PIN at an account that does not exist costs the
   * same time as one at an account that does; and it tells whether a commit that failed is stored after all.
   */
  readonly commits: number;
}

/** A money request that was refused: the same key gets the same answer again. */
export interface RefusedKey {
  /** Its place in the order of all refusals: grows, with gaps. */
  readonly number: number;
  readonly key: string;
  readonly content: string;
  readonly refusal: Refusal;
}

/** Everything the ledger keeps in memory; the transfers themselves stay in the store. */
export interface LedgerState {
  readonly accounts: Map<AccountNumber, Account>;
  head: Head;
  /** Reserves that are neither posted nor voided. */
  readonly pending: Map<Sequence, TransferRecord>;
  /** In the order of their numbers. */
  readonly refused: readonly RefusedKey[];
}

/**
 * Tells these books from all others: from those of other banks, and from those that were opened in their place. It is
 * when they were opened, which their own account, cash, has as long as they last.
 */
export function booksOf({ accounts }: Pick<LedgerState, 'accounts'>): string {
  const cash = accounts.get(CASH);
  if (cash === undefined) throw new Error('ledger: the cash account is missing');
  return `opened-${cash.opened}`;
}

/** What a batch may write, and the earlier transfers that may decide it (batch-needs.ts finds them). */
export interface BatchNeeds {
  /** Whether anything in it may change the books. */
  readonly writes: boolean;
  /**
   * Under which it may make transfers: nearly all are new. Without the bank's own (`opening/…`, `expired/…`), which
   * nobody else has.
   */
  readonly keys: readonly string[];
  /** Keys of reserves to be posted or voided that are not among the open ones. */
  readonly reservations: readonly string[];
  /** Open reserves to be posted or voided: they need no look-up. */
  readonly reserves: readonly TransferRecord[];
  /** Transfers to be reversed: each with its reversal, and of a post its reserve. */
  readonly sequences: readonly Sequence[];
}

/**
 * The transfers as the batch at work sees them: those that it needs of all that were made before, and its own. All of
 * it is synchronous, because the ledger decides a batch in one go: a store that has to wait for its answers fetches
 * them in `begin`.
 */
export interface Journal {
  /**
   * Adds a record to the batch. @returns false, and does nothing, if its key is taken: check and write are one step. A
   * store that takes the keys of requests for new finds that out when the batch ends (`overtaken`).
   */
  append(record: TransferRecord): boolean;
  /** Remembers a refused key. */
  refuse(refused: RefusedKey): void;
  /** Forgets the refused keys up to this number, if the batch is committed. */
  forget(number: number): void;
  byKey(key: string): TransferRecord | undefined;
  bySequence(sequence: Sequence): TransferRecord | undefined;
  /** The reversal of that transfer, if there is one. */
  reversalOf(sequence: Sequence): TransferRecord | undefined;
}

/** What other banks on the same books have committed after a head that this one knows. */
export interface Tail {
  readonly head: Head;
  /** Accounts that changed or were opened, as they are now. */
  readonly accounts: readonly Account[];
  /** In the order of their sequence. */
  readonly transfers: readonly TransferRecord[];
  readonly refused: readonly RefusedKey[];
}

/** An account as the newest commit left it. */
export interface AccountSnapshot {
  /** When it was opened, ms since the epoch. */
  readonly opened: number;
  /** Available balance. */
  readonly available: Cents;
  /** The newest transfer of the books, which that balance includes. */
  readonly sequence: Sequence;
}

/** Reads of what is committed, which need no place in the order of batches. */
export interface CommittedTransfers {
  /** Transfers of the account with a sequence below `before`, newest first, at most `limit`. */
  page(account: AccountNumber, before: Sequence, limit: number): Promise<TransferRecord[]>;
  /** undefined: there is no such account. */
  snapshot(account: AccountNumber): Promise<AccountSnapshot | undefined>;
  /** Sequence of the newest transfer that was made at that time or before, ms since the epoch; 0: there is none. */
  sequenceAt(at: number): Promise<Sequence>;
  find(by: { readonly sequence: Sequence } | { readonly key: string }): Promise<TransferRecord | undefined>;
}

/**
 * Where the books are kept: the port of the ledger thread. One batch at a time; every method may wait.
 *
 * ```
 * load ──▶ begin ──▶ (the ledger decides the batch) ──▶ commit, or confirm: nothing to write ──▶ begin …
 *            │                                             └──'overtaken'──▶ tail ──▶ begin (the same batch again)
 *            └──▶ rollback: given up
 * ```
 *
 * Books that one process holds alone (SQLite) are never overtaken, and their tail is always null. Where several banks
 * share them, a bank is overtaken when another has committed after its own head; a store may also wait for its turn
 * in `begin`, and hands over what came in between as `tail`. A batch also counts as overtaken if the store had taken a
 * key for new that is not; begun again, its journal knows all.
 *
 * A store has to pass the conformance tests (test/unit/store/conformance.test.ts). Every method can reject with, and
 * the journal throw, StoreError; after one the batch must be given up and the store be opened anew.
 */
export interface LedgerStore {
  /** Whether other banks may commit to the same books. */
  readonly isShared: boolean;
  readonly committed: CommittedTransfers;
  /** undefined: nothing was ever committed. */
  load(): Promise<LedgerState | undefined>;
  /**
   * Begins a batch.
   * @param needs for stores that have to fetch them: called once, and again if the store has waited for its turn, by
   *   when requests may have joined the batch
   * @param known head of the state that it will be decided on
   * @returns its journal, and what has to be applied to that state before; the journal has nothing that was committed
   *   after the head of that tail, or after `known` where there is none
   */
  begin(needs: () => BatchNeeds, known: Head): Promise<{ readonly journal: Journal; readonly tail: Tail | null }>;
  /**
   * Ends the batch: when this resolves to 'done', everything since `begin` is durable, wholly; with 'overtaken'
   * nothing of it was written.
   */
  commit(touched: Iterable<Account>, head: Head): Promise<'done' | 'overtaken'>;
  /**
   * Ends a batch that writes nothing. 'done': all that it was decided on holds, at a moment after it began; 'overtaken':
   * it does not.
   * @param head as the batch was decided on
   */
  confirm(head: Head): Promise<'done' | 'overtaken'>;
  /** Gives the batch up, or takes its writes back. */
  rollback(): Promise<void>;
  /** What others have committed after `known`; null: nothing. */
  tail(known: Head): Promise<Tail | null>;
  /**
   * Finds out what became of a batch whose commit failed, on a store that was opened anew.
   * @param head the one that the batch leads to
   * @returns whether it is stored. What this says stays so: it is durable though a flush has failed, or it does not come
   *   after all though it was still on its way.
   */
  settle(head: Head): Promise<boolean>;
  /**
   * Calls the listener when others may have committed, and when the store can't be reached any more; not each time, but
   * at least once after the last.
   */
  onChange(listener: () => void): Promise<void>;
  close(): Promise<void>;
}

/** The store could not do its work. Whether the batch is stored is known only after opening it anew. */
export class StoreError extends Error {
  /**
   * `io`: an I/O error, a lost connection: may pass. `not-written`: as that, and surely nothing of the batch is stored.
   * `damaged`: what is stored can't be right.
   */
  readonly reason: 'io' | 'not-written' | 'damaged';

  constructor(reason: StoreError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.reason = reason;
  }
}
