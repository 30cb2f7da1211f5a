import { type Account, available } from '../../../src-main/bank/ledger/account.ts';
import type { AccountNumber, Sequence } from '../../../src-main/bank/ledger/request.ts';
import type {
  AccountSnapshot,
  BatchNeeds,
  CommittedTransfers,
  Head,
  Journal,
  LedgerState,
  LedgerStore,
  RefusedKey,
  Tail,
} from '../../../src-main/bank/ledger/store.ts';
import type { TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';

/** A thing and the number of the commit that brought it. */
interface Committed<T> {
  readonly commits: number;
  readonly value: T;
}

/** Books that any number of MemoryStores share: what a database would hold. */
export class SharedBooks {
  head: Head | undefined;
  readonly accounts = new Map<AccountNumber, Committed<Account>>();
  readonly transfers: Committed<TransferRecord>[] = [];
  refused: Committed<RefusedKey>[] = [];
  /** Who made each commit. */
  readonly batches = new Map<number, string>();
  readonly listeners = new Map<LedgerStore, () => void>();

  tail(known: Head): Tail | null {
    const { head } = this;
    if (head === undefined || head.commits === known.commits) return null;
    const since = <T>(all: Iterable<Committed<T>>): T[] =>
      [...all].filter(({ commits }) => commits > known.commits).map(({ value }) => structuredClone(value));
    return {
      head,
      accounts: since(this.accounts.values()),
      transfers: since(this.transfers),
      refused: since(this.refused),
    };
  }
}

/** What is committed in such books. */
class SharedTransfers implements CommittedTransfers {
  readonly #books: SharedBooks;

  constructor(books: SharedBooks) {
    this.#books = books;
  }

  async page(account: AccountNumber, before: Sequence, limit: number): Promise<TransferRecord[]> {
    const own = this.#books.transfers.map(({ value }) => value);
    return own
      .filter(({ sequence, debit, credit }) => sequence < before && (debit === account || credit === account))
      .reverse()
      .slice(0, limit);
  }

  async snapshot(account: AccountNumber): Promise<AccountSnapshot | undefined> {
    const { accounts, head } = this.#books;
    const found = accounts.get(account)?.value;
    if (found === undefined || head === undefined) return undefined;
    return { opened: found.opened, available: available(found), sequence: head.sequence };
  }

  async sequenceAt(at: number): Promise<Sequence> {
    return this.#books.transfers.findLast(({ value }) => value.at <= at)?.value.sequence ?? 0;
  }

  async find(by: { readonly sequence: Sequence } | { readonly key: string }): Promise<TransferRecord | undefined> {
    const all = this.#books.transfers.map(({ value }) => value);
    return all.find((one) => ('key' in by ? one.key === by.key : one.sequence === by.sequence));
  }
}

/**
 * The store port as simply as it can be said, for books that several banks share: the model that real stores are
 * compared with, and what the ledger's handling of other banks is tested on. A batch gets from it what it has said
 * that it needs, and nothing else: what `batchNeeds` forgets is an error here.
 */
export class MemoryStore implements LedgerStore {
  readonly isShared = true;
  readonly committed: CommittedTransfers;
  readonly #books: SharedBooks;
  /** Whether `begin` hands over what others did; else a batch finds out when it is committed. */
  readonly #looksFirst: boolean;
  /** The bank that has it open, also when it opens it anew. */
  readonly #bank: string;
  #batch: Batch | undefined;
  /** Whether the batch at work only reads, and was begun with what others did. */
  #onlyReads = false;

  constructor(books: SharedBooks, looksFirst: boolean, bank: string) {
    this.committed = new SharedTransfers(books);
    this.#books = books;
    this.#looksFirst = looksFirst;
    this.#bank = bank;
  }

  async load(): Promise<LedgerState | undefined> {
    const { head, accounts, transfers, refused } = this.#books;
    if (head === undefined) return undefined;
    const sorted = [...accounts.values()].map(({ value }) => structuredClone(value));
    sorted.sort((a, b) => a.number.length - b.number.length || (a.number < b.number ? -1 : 1));
    const ended = new Set(transfers.filter(({ value }) => value.kind !== 'reversal').map(({ value }) => value.refers));
    const pending = transfers.filter(({ value }) => value.kind === 'reserve' && !ended.has(value.sequence));
    return {
      head,
      accounts: new Map(sorted.map((account) => [account.number, account])),
      pending: new Map(pending.map(({ value }) => [value.sequence, value])),
      refused: refused.map(({ value }) => value),
    };
  }

  async begin(
    needs: () => BatchNeeds,
    known: Head,
  ): Promise<{ readonly journal: Journal; readonly tail: Tail | null }> {
    let needed = needs();
    const tail = this.#looksFirst ? this.#books.tail(known) : null;
    if (this.#looksFirst) needed = needs();
    this.#onlyReads = this.#looksFirst && !needed.writes;
    this.#batch = new Batch(this.#books, needed, tail?.head ?? known);
    return { journal: this.#batch, tail };
  }

  async commit(touched: Iterable<Account>, head: Head): Promise<'done' | 'overtaken'> {
    const batch = this.#batch;
    if (batch === undefined) throw new Error('there is no batch');
    this.#batch = undefined;
    // Others come in while this one is on its way.
    await new Promise((resolve) => setImmediate(resolve));
    const books = this.#books;
    if (books.head !== undefined && books.head.commits !== batch.known.commits) return 'overtaken';
    const { commits } = head;
    for (const account of touched) books.accounts.set(account.number, { commits, value: structuredClone(account) });
    for (const value of batch.records) books.transfers.push({ commits, value });
    for (const value of batch.refused) books.refused.push({ commits, value });
    books.refused = books.refused.filter(({ value }) => value.number > batch.forgotten);
    books.head = head;
    books.batches.set(commits, this.#bank);
    for (const [store, listener] of books.listeners) if (store !== this) listener();
    return 'done';
  }

  async confirm(head: Head): Promise<'done' | 'overtaken'> {
    this.#batch = undefined;
    const isNewest = (this.#books.head?.commits ?? 0) === head.commits;
    return isNewest || this.#onlyReads ? 'done' : 'overtaken';
  }

  async rollback(): Promise<void> {
    this.#batch = undefined;
  }

  async tail(known: Head): Promise<Tail | null> {
    return this.#books.tail(known);
  }

  async settle({ commits }: Head): Promise<boolean> {
    const books = this.#books;
    // A commit that is still on its way must not come after all.
    if (books.head !== undefined) books.head = { ...books.head, commits: books.head.commits + 1 };
    return books.batches.get(commits) === this.#bank;
  }

  async onChange(listener: () => void): Promise<void> {
    this.#books.listeners.set(this, listener);
  }

  async close(): Promise<void> {
    this.#batch = undefined;
    this.#books.listeners.delete(this);
  }
}

/** What was fetched for one batch, and what it adds. */
class Batch implements Journal {
  readonly known: Head;
  readonly records: TransferRecord[] = [];
  readonly refused: RefusedKey[] = [];
  /** Number of the newest refused key that is to be forgotten. */
  forgotten = 0;
  readonly #fetched: readonly TransferRecord[];
  readonly #keys: ReadonlySet<string>;

  constructor(books: SharedBooks, needs: BatchNeeds, known: Head) {
    this.known = known;
    this.#keys = new Set([...needs.keys, ...needs.reservations, ...needs.reserves.map(({ key }) => key)]);
    // As of the head that the batch is decided on: what came later would contradict the state.
    const all = books.transfers.filter(({ commits }) => commits <= known.commits).map(({ value }) => value);
    const reversed = new Set(needs.sequences);
    const reserves = new Set(all.filter(({ sequence }) => reversed.has(sequence)).map(({ refers }) => refers));
    this.#fetched = all.filter(
      ({ key, sequence, refers }) =>
        this.#keys.has(key) ||
        reversed.has(sequence) ||
        reserves.has(sequence) ||
        (refers !== null && reversed.has(refers)),
    );
  }

  append(record: TransferRecord): boolean {
    if (this.#find(({ key }) => key === record.key) !== undefined) return false;
    this.records.push(record);
    return true;
  }

  refuse(refused: RefusedKey): void {
    this.refused.push(refused);
  }

  forget(number: number): void {
    this.forgotten = Math.max(this.forgotten, number);
  }

  byKey(key: string): TransferRecord | undefined {
    if (!this.#keys.has(key)) throw new Error(`the batch did not say that it needs the key ${key}`);
    return this.#find((one) => one.key === key);
  }

  bySequence(sequence: Sequence): TransferRecord | undefined {
    return this.#find((one) => one.sequence === sequence);
  }

  reversalOf(sequence: Sequence): TransferRecord | undefined {
    return this.#find((one) => one.kind === 'reversal' && one.refers === sequence);
  }

  #find(wanted: (record: TransferRecord) => boolean): TransferRecord | undefined {
    return this.records.find(wanted) ?? this.#fetched.find(wanted);
  }
}
