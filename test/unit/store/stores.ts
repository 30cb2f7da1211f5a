import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Account, newAccount } from '../../../src-main/bank/ledger/account.ts';
import { NOTHING_NEEDED } from '../../../src-main/bank/ledger/batch-needs.ts';
import type { Head, Journal, LedgerStore } from '../../../src-main/bank/ledger/store.ts';
import { CASH, GENESIS, recordHash, type TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';
import { parseBooksAddress } from '../../../src-main/bank/store/postgres/address.ts';
import { Connection } from '../../../src-main/bank/store/postgres/connection.ts';
import { PostgresStore } from '../../../src-main/bank/store/postgres/postgres-store.ts';
import { foundingScript } from '../../../src-main/bank/store/postgres/schema.ts';
import { lockDatabase } from '../../../src-main/bank/store/sqlite/database-file.ts';
import { SqliteStore } from '../../../src-main/bank/store/sqlite/sqlite-store.ts';
import type { TransferKind } from '../../../src-main/contract/money.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { findPostgres } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { MemoryStore, SharedBooks } from './memory-store.ts';

/** Books that nobody has opened yet. */
export interface NewBooks {
  /** Opens them, once more each time. @param bank the same name is the same bank */
  readonly open: (bank?: string) => Promise<LedgerStore>;
  readonly remove: () => Promise<void>;
}

/** A kind of store that goes through the conformance tests. */
export interface StoreRow {
  readonly name: string;
  readonly make: () => Promise<NewBooks>;
  /** Whether the books can be open several times at once. */
  readonly shared: boolean;
  /** How many random histories it goes through: each may take a second. */
  readonly histories: number;
}

/** Fingerprint of the PIN key of these books. */
const PIN_KEY = '0123456789abcdef';

const inMemory = (name: string, looksFirst: boolean): StoreRow => ({
  name,
  shared: true,
  histories: 200,
  make: async () => {
    const books = new SharedBooks();
    return { open: async (bank = 'first') => new MemoryStore(books, looksFirst, bank), remove: async () => {} };
  },
});

const inPostgres: StoreRow = {
  name: 'PostgreSQL',
  shared: true,
  histories: 12,
  make: async () => {
    const address = parseBooksAddress((await testCluster()).url());
    const open = async (bank = 'first') => {
      const connection = await Connection.open(address, { patience: 0 });
      await connection.script(foundingScript(PIN_KEY));
      return new PostgresStore(connection, bank, PIN_KEY);
    };
    return { open, remove: dropBooks };
  },
};

/** To add a store, add a row. */
export const STORES: readonly StoreRow[] = [
  {
    name: 'SQLite',
    shared: false,
    histories: 0,
    make: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lobby-store-'));
      return {
        open: async () => new SqliteStore(lockDatabase(openDataFolder(folder)), PIN_KEY),
        remove: async () => rmSync(folder, { recursive: true }),
      };
    },
  },
  inMemory('memory (the model)', false),
  inMemory('memory that looks before each batch', true),
  ...(findPostgres() === undefined ? [] : [inPostgres]),
];

export const cash = newAccount(CASH, null, 1);
export const alice = {
  ...newAccount('1999', 'ab'.repeat(32), 2, 5_000),
  balance: 70,
  held: 3,
  wrongTries: 1,
  locks: 2,
};
export const FIRST: Head = { sequence: 0, hash: GENESIS, at: 0, commits: 1 };

/** A record that only has to be stored, not to be right. */
export function record(sequence: number, kind: TransferKind, more: Partial<TransferRecord> = {}): TransferRecord {
  const fields = {
    sequence,
    kind,
    debit: CASH,
    credit: '1999',
    amount: 5,
    key: `key ${sequence}`,
    refers: null,
    at: 1_000 + sequence,
    expires: null,
    balanceAfter: 5,
    ...more,
  };
  return { ...fields, hash: recordHash(GENESIS, fields) };
}

/** A store as one bank uses it: it knows the head that its next batch is decided on. */
export class StoreBank {
  readonly store: LedgerStore;
  head: Head;

  constructor(store: LedgerStore, head: Head) {
    this.store = store;
    this.head = head;
  }

  /** Begins a batch that needs these keys and transfers. */
  async begin(keys: readonly string[] = [], sequences: readonly number[] = []): Promise<Journal> {
    const needs = { ...NOTHING_NEEDED, keys, sequences };
    const { journal, tail } = await this.store.begin(() => needs, this.head);
    if (tail !== null) this.head = tail.head;
    return journal;
  }

  async commit(
    touched: readonly Account[] = [],
    sequence = this.head.sequence,
    hash = this.head.hash,
  ): Promise<'done' | 'overtaken'> {
    const head = { ...this.head, sequence, hash, commits: this.head.commits + 1 };
    const outcome = await this.store.commit(touched, head);
    if (outcome === 'done') this.head = head;
    return outcome;
  }

  /** One batch of these records. */
  async write(records: readonly TransferRecord[]): Promise<void> {
    const journal = await this.begin();
    for (const one of records) expect(journal.append(one)).toBe(true);
    await this.commit([], records.at(-1)?.sequence, records.at(-1)?.hash);
  }
}

/** Opens new books with two accounts in them. */
export async function openNew(make: StoreRow['make']): Promise<{ books: NewBooks; bank: StoreBank }> {
  const books = await make();
  const store = await books.open();
  expect(await store.load()).toBeUndefined();
  const bank = new StoreBank(store, { ...FIRST, commits: 0 });
  await bank.begin();
  await bank.commit([cash, alice]);
  return { books, bank };
}
