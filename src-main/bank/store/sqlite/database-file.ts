import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../../contract/failure.ts';
import type { DataFolder } from '../../../data-folder.ts';
import { NotAFile, requireRegularFile } from '../../../regular-file.ts';
import { StoreError } from '../../ledger/store.ts';
import { guarded } from './guarded.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** How long to wait for a read that holds up a copy of the log into the database, ms. */
const BUSY_MS = 5_000;

/** SQLITE_BUSY (sqlite.org/rescode.html): another process holds the lock. */
const SQLITE_BUSY = 5;

/**
 * Pages in the log before it is copied into the database, which costs one commit two more fsyncs: 16 MB. The log is
 * read at a start after a crash, in some 20 ms.
 */
const CHECKPOINT_PAGES = 4_000;

/**
 * Opens the database file and holds it alone until it is closed. What the tables have in them is not looked at.
 * @param create whether file and tables are made where there are none
 * @throws Failure `no_ledger` where there are none and they are not to be made, `database_newer`, `database_foreign`;
 *   StoreError.
 */
export function lockDatabase(data: DataFolder, create = true): DatabaseSync {
  requireFiles(data);
  if (create) claimFile(data.database);
  else requireLedger(data);
  return guarded(() => {
    const database = new LockedDatabase(data);
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      // On macOS an ordinary fsync leaves the bytes in the drive's own cache; elsewhere this changes nothing.
      database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
      database.exec(
        `PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; BEGIN IMMEDIATE; COMMIT`,
      );
      if (numberOf(database, 'SELECT count(*) FROM sqlite_schema') > 0) checkVersion(database, data);
      else if (create) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
      else throw noLedger(data);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** SQLite would follow a link, and wait for ever at a pipe. @throws Failure `database_unavailable` */
function requireFiles({ database, lock }: DataFolder): void {
  for (const path of [database, `${database}-wal`, `${database}-shm`, lock]) {
    try {
      requireRegularFile(path);
    } catch (cause) {
      if (!(cause instanceof NotAFile)) throw cause;
      throw new Failure(
        'database_unavailable',
        `The ledger ${path} is a link or a pipe. Move it away, or choose another folder with --data DIR.`,
        { cause },
      );
    }
  }
}

/** Whether file or folder can't be written, as in a backup on a read-only medium: SQLite could make no log there. */
export function isReadOnly(data: DataFolder): boolean {
  try {
    for (const path of [data.database, data.path]) accessSync(path, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/**
 * Opens a database that can't be written, to read it only. It is not locked: a bank that runs has a log beside it.
 * @throws Failure `database_unavailable` if there is a log, `database_newer`, `database_foreign`; StoreError.
 */
export function readDatabase(data: DataFolder): DatabaseSync {
  requireFiles(data);
  // Without being written into the database, a log's commits would be missing.
  if (existsSync(`${data.database}-wal`)) {
    throw new Failure(
      'database_unavailable',
      `The ledger ${data.database} has a log beside it and can't be written. Copy its folder to where you may write, and use the copy.`,
    );
  }
  return guarded(() => {
    const url = pathToFileURL(data.database);
    // SQLite then asks for neither lock nor log (sqlite.org/uri.html).
    url.searchParams.set('immutable', '1');
    const database = new DatabaseSync(url, { readOnly: true });
    try {
      checkVersion(database, data);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * The database with a lock on all of it, which SQLite's own would not give: the history thread reads beside the ledger.
 * The lock is SQLite's on an empty file beside it, so it goes with the process however that ends.
 */
class LockedDatabase extends DatabaseSync {
  readonly #lock: DatabaseSync;

  /** @throws what SQLite says */
  constructor(data: DataFolder) {
    claimFile(data.lock);
    const lock = new DatabaseSync(data.lock, { timeout: 0 });
    try {
      // Nothing is written, so it needs no journal.
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      super(data.database, { timeout: BUSY_MS });
    } catch (error) {
      lock.close();
      throw error;
    }
    this.#lock = lock;
  }

  override close(): void {
    super.close();
    this.#lock.close();
  }
}

/**
 * Makes the file where it is missing, for the owner only; SQLite gives its log the same rights. One that is there is
 * not touched: closing it would take this process's locks away, which belong to the file and not to the descriptor.
 */
function claimFile(path: string): void {
  try {
    if (existsSync(path)) return;
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new StoreError('io', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function checkVersion(database: DatabaseSync, data: DataFolder): void {
  if (numberOf(database, 'PRAGMA application_id') !== APPLICATION_ID) {
    throw new Failure(
      'database_foreign',
      `The file ${data.database} is not a Lobby ledger. Move it away, or choose another folder with --data DIR.`,
    );
  }
  const version = numberOf(database, 'PRAGMA user_version');
  if (version > SCHEMA_VERSION) {
    throw new Failure(
      'database_newer',
      `The ledger ${data.database} was written by a newer Lobby. Start that one, or choose another folder with --data DIR.`,
    );
  }
  // The definitions of the tables lie in the file too and can be damaged like everything else.
  const made = new DatabaseSync(':memory:');
  made.exec(SCHEMA);
  const right = version === SCHEMA_VERSION && definitions(database) === definitions(made);
  made.close();
  if (!right) throw new StoreError('damaged', 'the definitions of the tables are not what was written');
}

function definitions(database: DatabaseSync): string {
  return JSON.stringify(database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid').all());
}

/** Whether nothing has been written into the tables: the bank has never been opened, or its first start was cut off. */
export function isEmpty(database: DatabaseSync): boolean {
  return guarded(
    () =>
      numberOf(database, 'SELECT count(*) FROM head') === 0 &&
      numberOf(database, 'SELECT count(*) FROM (SELECT 1 FROM transfers LIMIT 1)') === 0,
  );
}

/**
 * Looks at the file only. One without a byte is what the very first moment of a bank leaves when it is cut off.
 * @throws Failure `no_ledger` if no bank has been opened in this folder, `database_unavailable` if it is no file.
 */
export function requireLedger(data: DataFolder): void {
  requireFiles(data);
  if (!hasLedger(data)) throw noLedger(data);
}

/** Whether a bank has been opened in this folder, as far as the file tells. */
export function hasLedger(data: DataFolder): boolean {
  return (statSync(data.database, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** No bank has been opened in this folder, or its first start was cut off. */
export function noLedger(data: DataFolder): Failure {
  return new Failure(
    'no_ledger',
    `There is no ledger in ${data.path} yet. Start the bank once, or choose another folder with --data DIR.`,
  );
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0]);
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
