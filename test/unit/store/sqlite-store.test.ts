/** What the store in SQLite promises beyond the conformance tests: how it treats the disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { lockDatabase } from '../../../src-main/bank/store/sqlite/database-file.ts';
import { SCHEMA } from '../../../src-main/bank/store/sqlite/schema.ts';
import { SqliteStore } from '../../../src-main/bank/store/sqlite/sqlite-store.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { FIRST } from './stores.ts';

test('does not call a commit settled while its log can not be copied into the database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-store-'));
  const path = join(folder, 'ledger.db');
  // Not held alone, so that a reader can hold the log back.
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${SCHEMA}`);
  const reader = new DatabaseSync(path, { readOnly: true });
  reader.exec('BEGIN; SELECT count(*) FROM head');
  const store = new SqliteStore(database, '0123456789abcdef');
  await store.commit([], FIRST);
  await expect(store.settle(FIRST)).rejects.toThrow(expect.objectContaining({ name: 'StoreError', reason: 'io' }));
  reader.close();
  await store.settle(FIRST);
  await store.close();
  rmSync(folder, { recursive: true });
});

test('waits for the disk at every commit: WAL, synchronous=FULL, and a real flush on macOS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-store-'));
  const database = lockDatabase(openDataFolder(folder));
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect(['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync'].map(pragma)).toEqual(['wal', 2, 1, 1]);
  database.close();
  rmSync(folder, { recursive: true });
});

test('is held alone, also against a Lobby of the version before, and can be read by its own bank', () => {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-store-')));
  const database = lockDatabase(data);
  const busy = expect.objectContaining({
    name: 'StoreError',
    reason: 'io',
    cause: expect.objectContaining({ errcode: 5 }),
  });
  expect(() => lockDatabase(data)).toThrow(busy);
  // It knows no lock file, and took the whole database for itself.
  const before = new DatabaseSync(data.database, { timeout: 0 });
  expect(() => before.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE')).toThrow(
    'database is locked',
  );
  before.close();
  const reader = new DatabaseSync(data.database, { readOnly: true });
  expect(reader.prepare('SELECT count(*) AS heads FROM head').get()).toEqual({ heads: 0 });
  reader.close();
  database.close();
  lockDatabase(data).close();
  rmSync(data.path, { recursive: true });
});
