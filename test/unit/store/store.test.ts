/**
 * What every LedgerStore must do, whatever it is made of: a table of stores (SQLite so far, on a real file) goes
 * through the same tests. `reopen` is a restart: only what was committed may be there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newAccount } from '../../../src-main/bank/ledger/account.ts';
import type { TransferKind } from '../../../src-main/bank/ledger/request.ts';
import { type Head, type LedgerStore, REFUSED_KEYS } from '../../../src-main/bank/ledger/store.ts';
import { CASH, GENESIS, recordHash, type TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';
import { lockDatabase } from '../../../src-main/bank/store/sqlite/database-file.ts';
import { SCHEMA } from '../../../src-main/bank/store/sqlite/schema.ts';
import { SqliteStore } from '../../../src-main/bank/store/sqlite/sqlite-store.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';

const STORES: readonly (readonly [string, (folder: string) => LedgerStore])[] = [
  ['SQLite', (folder) => new SqliteStore(lockDatabase(openDataFolder(folder)), '0123456789abcdef')],
];

describe.each(STORES)('a store in %s', (_name, open) => {
  let folder: string;
  let store: LedgerStore;
  const cash = newAccount(CASH, null, 1);
  const alice = { ...newAccount('1999', 'ab'.repeat(32), 2, 5_000), balance: 70, held: 3, wrongTries: 1, locks: 2 };
  const head: Head = { sequence: 0, hash: GENESIS, at: 0, commits: 1 };

  const reopen = () => {
    store.close();
    store = open(folder);
    return store.load();
  };

  /** A record that only has to be stored, not to be right. */
  const record = (sequence: number, kind: TransferKind, more: Partial<TransferRecord> = {}): TransferRecord => {
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
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lobby-store-'));
    store = open(folder);
    store.commit([cash, alice], head);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  test('gives back accounts and head as they were committed', () => {
    const state = reopen();
    expect([...state.accounts.values()]).toEqual([alice, cash]);
    expect(state.head).toEqual(head);
    expect([state.pending.size, state.refused.size]).toEqual([0, 0]);
  });

  test('gives back records in every field, by number and by key, before and after the commit', () => {
    const reserve = record(1, 'reserve', { debit: '1999', credit: CASH, expires: 99_000 });
    const reversal = record(2, 'reversal', { refers: 1, amount: Number.MAX_SAFE_INTEGER, key: 'ключ 鍵 \'"' });
    const look = () => {
      expect([store.bySequence(1), store.byKey(reversal.key), store.reversalOf(1)]).toEqual([
        reserve,
        reversal,
        reversal,
      ]);
      expect([store.bySequence(3), store.byKey('nothing'), store.reversalOf(2)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    };
    expect([store.append(reserve), store.append(reversal)]).toEqual([true, true]);
    look();
    store.commit([], { ...head, commits: 2 });
    reopen();
    look();
  });

  test('does not append a record whose key is taken, and goes on', () => {
    expect(store.append(record(1, 'deposit', { key: 'same' }))).toBe(true);
    expect(store.append(record(2, 'deposit', { key: 'same', amount: 9 }))).toBe(false);
    expect(store.append(record(2, 'deposit', { key: 'other' }))).toBe(true);
    store.commit([], { ...head, commits: 2 });
    reopen();
    expect([store.byKey('same')?.amount, store.bySequence(2)?.key]).toEqual([5, 'other']);
  });

  test('forgets a batch that is taken back', () => {
    store.append(record(1, 'deposit'));
    store.refuse({ key: 'no', content: 'withdraw 1999 1', refusal: 'insufficient_funds' });
    store.rollback();
    expect(store.bySequence(1)).toBeUndefined();
    store.rollback();
    expect(reopen().refused.size).toBe(0);
  });

  test('forgets a batch that was never committed', () => {
    store.append(record(1, 'deposit'));
    expect(reopen().head).toEqual(head);
    expect(store.bySequence(1)).toBeUndefined();
  });

  test('keeps open reserves apart until they are posted or voided', () => {
    const reserves = [1, 2, 3].map((sequence) => record(sequence, 'reserve', { expires: 5 }));
    for (const reserve of reserves) store.append(reserve);
    store.append(record(4, 'post', { refers: 1 }));
    store.append(record(5, 'void', { refers: 3 }));
    store.commit([], { ...head, commits: 2 });
    expect([...reopen().pending]).toEqual([[2, reserves[1]]]);
  });

  test('pages the transfers of an account newest first, whichever side it is on', () => {
    const sides = [
      { debit: CASH, credit: '1999' },
      { debit: '1999', credit: CASH },
      { debit: CASH, credit: '1998' },
      { debit: '1998', credit: '1999' },
      { debit: '1999', credit: '1998' },
    ];
    for (const [index, side] of sides.entries()) store.append(record(index + 1, 'transfer', side));
    const page = (account: string, before: number, limit: number) =>
      store.page(account, before, limit).map((one) => one.sequence);
    expect(page('1999', Number.MAX_SAFE_INTEGER, 10)).toEqual([5, 4, 2, 1]);
    expect(page('1999', 5, 2)).toEqual([4, 2]);
    expect(page('1998', 100, 2)).toEqual([5, 4]);
    expect(page('4040', 100, 2)).toEqual([]);
  });

  test('keeps the newest refused keys', () => {
    for (let index = 0; index < REFUSED_KEYS + 10; index += 1) {
      store.refuse({ key: `key ${index}`, content: 'withdraw 1999 1', refusal: 'insufficient_funds' });
    }
    store.commit([], { ...head, commits: 2 });
    const { refused } = reopen();
    expect([refused.size, refused.keys().next().value]).toEqual([REFUSED_KEYS, 'key 10']);
    store.refuse({ key: 'after', content: 'deposit 1999 1', refusal: 'balance_too_large' });
    store.commit([], { ...head, commits: 3 });
    expect(reopen().refused.get('after')).toEqual({
      key: 'after',
      content: 'deposit 1999 1',
      refusal: 'balance_too_large',
    });
  });

  test('can be settled at any time', () => {
    store.append(record(1, 'deposit'));
    store.commit([alice], { ...head, commits: 2 });
    store.settle();
    expect(reopen().head.commits).toBe(2);
  });
});

test('SQLite does not call a commit settled while its log can not be copied into the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-store-'));
  const path = join(folder, 'ledger.db');
  // Not held alone, so that a reader can hold the log back.
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${SCHEMA}`);
  const reader = new DatabaseSync(path, { readOnly: true });
  reader.exec('BEGIN; SELECT count(*) FROM head');
  const store = new SqliteStore(database, '0123456789abcdef');
  store.commit([], { sequence: 0, hash: GENESIS, at: 0, commits: 1 });
  expect(() => store.settle()).toThrow(expect.objectContaining({ name: 'StoreError', reason: 'io' }));
  reader.close();
  store.settle();
  store.close();
  rmSync(folder, { recursive: true });
});

test('SQLite waits for the disk at every commit: WAL, synchronous=FULL, and a real flush on macOS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-store-'));
  const database = lockDatabase(openDataFolder(folder));
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect(['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync', 'locking_mode'].map(pragma)).toEqual([
    'wal',
    2,
    1,
    1,
    'exclusive',
  ]);
  database.close();
  rmSync(folder, { recursive: true });
});
