import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../../contract/failure.ts';
import type { DataFolder } from '../../../data-folder.ts';
import { createPinKey, type PinKey, readPinKey } from '../../ledger/pins/pin.ts';
import { type Head, StoreError } from '../../ledger/store.ts';
import { GENESIS, recordHash } from '../../ledger/transfer-record.ts';
import { headOfRow, transferOfRow } from '../rows.ts';
import { isEmpty, lockDatabase, noLedger, startFailure } from './database-file.ts';
import { guarded } from './guarded.ts';
import { SqliteStore } from './sqlite-store.ts';

/** Files up to this size are checked page by page at the start (about 0.1 s); larger ones by the audit only. */
const QUICK_CHECK_BYTES = 64 * 1024 * 1024;
/** The newest records, of which the chain is checked at the start (about 0.2 s). */
const TAIL_RECORDS = 50_000;

export interface OpenedDatabase {
  readonly store: SqliteStore;
  readonly pinKey: PinKey;
}

/**
 * Opens the ledger's database and holds it alone until the store is closed. Where there is none yet it is made, with
 * its PIN key, unless `create` is false.
 *
 * The checks cost the same whatever the size: header, version, lock, key, and the newest part of the chain. Loading
 * the store checks the accounts. The audit checks everything.
 * @throws Failure `no_ledger`, `database_damaged`, `database_foreign`, `database_newer`, `database_locked`,
 *   `database_unavailable`, `pin_key_missing`, `pin_key_other`, `pin_key_unreadable`.
 */
export function openDatabase(data: DataFolder, create = true): OpenedDatabase {
  let database: DatabaseSync | undefined;
  try {
    const opened = lockDatabase(data, create);
    database = opened;
    return guarded(() => {
      const isNew = isEmpty(opened);
      if (isNew && !create) throw noLedger(data);
      if (!isNew) checkPages(opened, data);
      const pinKey = isNew ? (readPinKey(data.secrets) ?? createPinKey(data.secrets)) : checkedPinKey(opened, data);
      if (!isNew) checkTail(opened);
      return { store: new SqliteStore(opened, pinKey.fingerprint), pinKey };
    });
  } catch (error) {
    if (database?.isOpen) database.close();
    throw startFailure(error, data);
  }
}

function checkPages(database: DatabaseSync, data: DataFolder): void {
  if (statSync(data.database).size > QUICK_CHECK_BYTES) return;
  if (database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') {
    throw new StoreError('damaged', 'the pages of the file contradict each other');
  }
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
