import type { Refusal } from '../../contract/refusals.ts';
import type { Account } from './account.ts';
import type { AccountNumber, Sequence } from './request.ts';
import type { TransferRecord } from './transfer-record.ts';

/** The newest record's place in the chain. */
export interface Head {
  readonly sequence: Sequence;
  readonly hash: string;
  /** Time of the newest record: the bank's clock never goes behind it. */
  readonly at: number;
  /**
   * Commits so far. It makes every commit a write, so that a wrong PIN at an account that does not exist costs the
   * same time as one at an account that does; and it tells whether a commit that failed is on disk after all.
   */
  readonly commits: number;
}

/** A money request that was refused: the same key gets the same answer again. */
export interface RefusedKey {
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
  /** Newest last, at most REFUSED_KEYS. */
  readonly refused: Map<string, RefusedKey>;
}

/** What the ledger asks of the transfers it has made, the batch at work included. */
export interface Journal {
  /** Adds a record to the batch at work. @returns false, and does nothing, if its key is taken: check and write are one step. */
  append(record: TransferRecord): boolean;
  /** Remembers a refused key, and forgets the oldest beyond REFUSED_KEYS. */
  refuse(refused: RefusedKey): void;
  byKey(key: string): TransferRecord | undefined;
  bySequence(sequence: Sequence): TransferRecord | undefined;
  /** The reversal of that transfer, if there is one. */
  reversalOf(sequence: Sequence): TransferRecord | undefined;
  /** Transfers of the account with a sequence below `before`, newest first, at most `limit`. */
  page(account: AccountNumber, before: Sequence, limit: number): TransferRecord[];
}

/**
 * Where the ledger lives: one writer, one batch at a time. SQLite is the first; another has to pass the same
 * conformance tests (test/unit/store/store.test.ts).
 *
 * Every method can throw StoreError; after one, the batch must be given up and the store be opened anew.
 */
export interface LedgerStore extends Journal {
  load(): LedgerState;
  /** Ends the batch: when this returns, everything since the last commit is on disk, wholly. */
  commit(touched: Iterable<Account>, head: Head): void;
  /** Ends the batch of which nothing was written, or takes its writes back. */
  rollback(): void;
  /** Makes sure that what `load` found is on disk to stay, even after an fsync has failed. */
  settle(): void;
  close(): void;
}

/** Keys of refused requests that are remembered: enough for every terminal that could still repeat one. */
export const REFUSED_KEYS = 50_000;

/** The store could not do its work. Whether the batch is on disk is known only after opening it anew. */
export class StoreError extends Error {
  /** `io`: disk full, an I/O error, no access: may pass. `damaged`: what is stored can't be right. */
  readonly reason: 'io' | 'damaged';

  constructor(reason: 'io' | 'damaged', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.reason = reason;
  }
}
