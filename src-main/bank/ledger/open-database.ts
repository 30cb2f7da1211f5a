import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../contract/failure.ts';
import type { DataFolder } from '../../data-folder.ts';
import { foundBank } from './opening.ts';
import { createPinKey, type PinKey, readPinKey } from './pin.ts';
import { GENESIS, recordHash } from './record.ts';
import { headOfRow, transferOfRow } from './sqlite-rows.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './sqlite-schema.ts';
import { guarded, SqliteStore } from './sqlite-store.ts';
import { type Head, StoreError } from './store.ts';

/** Files up to this size are checked page by page at the start (about 0.1 s); larger ones by the audit only. */
const QUICK_CHECK_BYTES = 64 * 1024 * 1024;
/** The newest records, of which the chain is checked at the start (about 0.2 s). */
const TAIL_RECORDS = 50_000;
/** SQLITE_BUSY (sqlite.org/rescode.html): another process holds the lock. */
const SQLITE_BUSY = 5;

export interface OpenedDatabase {
  readonly store: SqliteStore;
  /** For reads that are none of the ledger's: the audit. */
  readonly database: DatabaseSync;
  readonly pinKey: PinKey;
}

/**
 * Opens the ledger's database and holds it alone until it is closed. Where there is none yet it is made, with its
 * PIN key and the accounts that a bank opens with.
 *
 * The checks cost the same whatever the size: header, version, lock, key, and the newest part of the chain. Loading
 * checks the accounts. The audit checks everything.
 * @throws Failure `database_damaged`, `database_newer`, `database_locked`, `database_unavailable`,
 *   `pin_key_missing`, `pin_key_other`, `pin_key_unreadable`.
 */
export function openDatabase(data: DataFolder): OpenedDatabase {
  let database: DatabaseSync | undefined;
  try {
    const opened = guarded(() => new DatabaseSync(data.database, { timeout: 0 }));
    database = opened;
    return guarded(() => {
      const isNew = prepareDatabase(opened, data);
      const pinKey = isNew ? (readPinKey(data.secrets) ?? createPinKey(data.secrets)) : checkedPinKey(opened, data);
      const store = new SqliteStore(opened, pinKey.fingerprint);
      if (isNew) foundBank(store, pinKey, Date.now());
      else checkTail(opened);
      return { database: opened, store, pinKey };
    });
  } catch (error) {
    if (database?.isOpen) database.close();
    throw startFailure(error, data);
  }
}

/** Locks the file, checks that it is ours, and makes the tables where they are missing. @returns whether the bank is new. */
function prepareDatabase(database: DatabaseSync, data: DataFolder): boolean {
  const isSmall = existsSync(data.database) && statSync(data.database).size <= QUICK_CHECK_BYTES;
  // Exclusive before WAL: the lock is then held for good, and SQLite needs no shared-memory file, which a full disk
  // could take away under a running bank.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('PRAGMA cache_size = -65536; BEGIN IMMEDIATE; COMMIT');
  const tables = numberOf(database, 'SELECT count(*) FROM sqlite_schema');
  if (tables === 0) {
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
    return true;
  }
  const version = numberOf(database, 'PRAGMA user_version');
  if (numberOf(database, 'PRAGMA application_id') !== APPLICATION_ID || version < 1) {
    throw new Failure(
      'database_damaged',
      `The file ${data.database} is not a Lobby ledger. Move it away, or choose another folder with --data DIR.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new Failure(
      'database_newer',
      `The ledger ${data.database} was written by a newer Lobby. Start that one, or choose another folder with --data DIR.`,
    );
  }
  if (isSmall && database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') {
    throw new StoreError('damaged', 'the pages of the file contradict each other');
  }
  // A first start that was cut off between the tables and the accounts is done again.
  return (
    numberOf(database, 'SELECT count(*) FROM head') === 0 &&
    numberOf(database, 'SELECT count(*) FROM (SELECT 1 FROM transfers LIMIT 1)') === 0
  );
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0]);
}

function checkedPinKey(database: DatabaseSync, data: DataFolder): PinKey {
  const row = database.prepare('SELECT * FROM head WHERE id = 1').get();
  if (row === undefined) throw new StoreError('damaged', 'the head is missing');
  const key = readPinKey(data.secrets);
  if (key === undefined) {
    throw new Failure(
      'pin_key_missing',
      `The PIN key ${data.secrets}/pin.key is missing, so nobody could log in. Put it back from a backup.`,
    );
  }
  if (key.fingerprint !== headOfRow(row).pinKey) {
    throw new Failure(
      'pin_key_other',
      `The PIN key ${data.secrets}/pin.key is not the one of this ledger. Put the right one back from a backup.`,
    );
  }
  return key;
}

function checkTail(database: DatabaseSync): void {
  const { head } = headOfRow(database.prepare('SELECT * FROM head WHERE id = 1').get() ?? {});
  const first = Math.max(1, head.sequence - TAIL_RECORDS + 1);
  const before = database.prepare('SELECT hash FROM transfers WHERE sequence = ?').get(first - 1)?.['hash'];
  let newest: Pick<Head, 'sequence' | 'hash'> = {
    sequence: first - 1,
    hash: first === 1 ? GENESIS : String(before),
  };
  for (const row of database.prepare('SELECT * FROM transfers WHERE sequence >= ? ORDER BY sequence').iterate(first)) {
    const record = transferOfRow(row);
    if (record.sequence !== newest.sequence + 1 || record.hash !== recordHash(newest.hash, record)) {
      throw new StoreError('damaged', `transfer ${newest.sequence + 1} is not what was written`);
    }
    newest = record;
  }
  if (newest.sequence !== head.sequence || newest.hash !== head.hash) {
    throw new StoreError('damaged', `the newest transfer is ${newest.sequence}, not ${head.sequence}`);
  }
}

/** Says in one sentence why the ledger can't be opened and what to do. What is no StoreError is given back. */
export function startFailure(error: unknown, data: DataFolder): unknown {
  if (!(error instanceof StoreError)) return error;
  if (error.reason === 'damaged') {
    return new Failure(
      'database_damaged',
      `The ledger ${data.database} is damaged (${error.message}). Put it back from a backup; the bank does not open it.`,
      { cause: error },
    );
  }
  const { errcode } = (error.cause ?? {}) as { readonly errcode?: number };
  if (errcode !== undefined && (errcode & 0xff) === SQLITE_BUSY) {
    return new Failure(
      'database_locked',
      `Another Lobby uses the ledger ${data.database}. Close it first, or choose another folder with --data DIR.`,
      { cause: error },
    );
  }
  return new Failure(
    'database_unavailable',
    `The ledger ${data.database} can't be opened (${error.message}). Check the disk and the rights of the folder.`,
    { cause: error },
  );
}
