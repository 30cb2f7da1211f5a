import { chmodSync, closeSync, lstatSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { MONEY_KINDS, type Settled, settledSchema } from '../../contract/atm.ts';
import { Failure } from '../../contract/failure.ts';
import type { Cents } from '../../contract/money.ts';

/** A money request whose outcome the machine does not know (yet). */
const openRequestSchema = z.object({
  key: z.string(),
  kind: z.enum(MONEY_KINDS),
  account: z.string(),
  /** The bank's name for the books that it was asked of; null: from before journals said so. */
  books: z.string().nullable(),
  amount: z.number().int(),
  /** The receiver of a transfer. */
  receiver: z.string().nullable(),
  /** ms since the epoch. */
  askedAt: z.number().int(),
  /** The sequence of a withdrawal's reserve, once the bank has confirmed it. */
  sequence: z.number().int().nullable(),
  /** Cents of notes that a withdrawal has paid; null: none came out. */
  paid: z.number().int().nullable(),
});
export type OpenRequest = z.infer<typeof openRequestSchema>;

const unbookedSchema = z.object({ key: z.string(), paid: z.number().int() });

const cassetteSchema = z.object({
  denomination: z.number().int(),
  counted: z.number().int(),
  present: z.number().int(),
});

/** What a machine must know of its journal at any time. */
export interface Contents {
  /** Oldest first. */
  readonly unsettled: readonly OpenRequest[];
  /** The largest notes first. */
  readonly cassettes: readonly z.infer<typeof cassetteSchema>[];
  /** Cents of notes that were paid and stand in no booking, by the key of their withdrawal. */
  readonly unbooked: ReadonlyMap<string, Cents>;
}

/** SQLite's primary result code for a file that another connection holds. */
const SQLITE_BUSY = 5;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS unsettled (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, receiver TEXT,
    askedAt INTEGER NOT NULL, sequence INTEGER, paid INTEGER, books TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS unbooked (key TEXT PRIMARY KEY, paid INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS news (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, outcome TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS cassette (
    denomination INTEGER PRIMARY KEY, counted INTEGER NOT NULL, present INTEGER NOT NULL
  ) STRICT;
`;

const VERSION = 2;
/** Version 1 did not say which books a request was asked of. */
const ADD_BOOKS = 'ALTER TABLE unsettled ADD COLUMN books TEXT;';
/** Version 0 had other names for a withdrawal and the sequence of its reserve. */
const RENAME_SEQUENCE = 'ALTER TABLE unsettled RENAME COLUMN reservation TO sequence;';
const RENAME_KIND = ['unsettled', 'news']
  .map((table) => `UPDATE ${table} SET kind = 'withdrawal' WHERE kind = 'withdraw';`)
  .join(' ');

/**
 * The SQLite file of one journal. It is held with SQLite's exclusive lock, which the system lets go of when the process
 * dies: a file that can be opened belongs to nobody alive. All of it throws Failure `journal` where the file can't be
 * read or written.
 */
export class JournalFile {
  readonly path: string;
  readonly #database: DatabaseSync;

  /**
   * @param waitMs how long to wait for who holds it now
   * @returns null if another machine holds it
   */
  static open(path: string, waitMs: number): JournalFile | null {
    return guarded(path, () => {
      keepPrivate(path);
      const database = new DatabaseSync(path, { timeout: waitMs });
      try {
        database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
        // The lock is taken by the first write, and kept.
        database.exec('BEGIN IMMEDIATE');
        putInShape(database);
        database.exec('COMMIT');
        return new JournalFile(path, database);
      } catch (error) {
        database.close();
        if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY) return null;
        throw error;
      }
    });
  }

  private constructor(path: string, database: DatabaseSync) {
    this.path = path;
    this.#database = database;
  }

  contents(): Contents {
    return guarded(this.path, () => this.#contents());
  }

  /** What became of this customer's requests, to be told at the next log-in. */
  news(account: string): Settled[] {
    return guarded(this.path, () => this.#rows(settledSchema, 'SELECT * FROM news WHERE account = ?', account));
  }

  /**
   * Adds a record, and does with it what follows from it: both are on disk when this returns, or neither.
   * @returns what the journal has then
   */
  record(key: string, step: string, detail: object, change: (database: DatabaseSync) => void): Contents {
    const database = this.#database;
    return guarded(this.path, () => {
      database.exec('BEGIN IMMEDIATE');
      try {
        database
          .prepare('INSERT INTO journal (at, key, step, detail) VALUES (?, ?, ?, ?)')
          .run(Date.now(), key, step, JSON.stringify(detail));
        change(database);
        // Read while it can still be undone: what was committed must not end in a failure.
        const contents = this.#contents();
        database.exec('COMMIT');
        return contents;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  close(): void {
    this.#database.close();
  }

  #contents(): Contents {
    const unbooked = this.#rows(unbookedSchema, 'SELECT key, paid FROM unbooked');
    return {
      unsettled: this.#rows(openRequestSchema, 'SELECT * FROM unsettled ORDER BY askedAt'),
      cassettes: this.#rows(cassetteSchema, 'SELECT * FROM cassette ORDER BY denomination DESC'),
      unbooked: new Map(unbooked.map(({ key, paid }) => [key, paid])),
    };
  }

  #rows<Row>(schema: z.ZodType<Row>, sql: string, ...values: readonly string[]): Row[] {
    return z.array(schema).parse(this.#database.prepare(sql).all(...values));
  }
}

/**
 * Lets only its owner read the journal, which has the keys of reservations: a new one before its first byte, since
 * SQLite gives the files beside it the mode of the file itself. Nothing that is there is opened: closing it would drop
 * the locks that this process has on it (fcntl, POSIX).
 * @throws Error if what is there is no file, such as a link or a pipe
 */
function keepPrivate(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    closeSync(openSync(path, 'ax', 0o600));
    return;
  }
  if (!found.isFile()) throw new Error('it is not a file');
  for (const part of [path, `${path}-wal`, `${path}-shm`]) {
    const there = lstatSync(part, { throwIfNoEntry: false });
    if (there?.isFile() && (there.mode & 0o077) !== 0) chmodSync(part, 0o600);
  }
}

/** Makes the tables, or brings those of an earlier Lobby to the form of today. Writes nothing where they have it. */
function putInShape(database: DatabaseSync): void {
  const { user_version: version } = z
    .object({ user_version: z.number() })
    .parse(database.prepare('PRAGMA user_version').get());
  if (version === VERSION) return;
  const old = database.prepare("SELECT name FROM sqlite_schema WHERE name = 'unsettled'").get() !== undefined;
  const renames = old && version === 0 ? RENAME_SEQUENCE : '';
  database.exec(`${renames} ${old ? ADD_BOOKS : ''} ${SCHEMA} ${RENAME_KIND} PRAGMA user_version = ${VERSION};`);
}

/** Turns what `work` throws into a Failure that says what to do. @param path of the journal that it is about */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw unusable(path, cause);
  }
}

export function unusable(path: string, cause: unknown): Failure {
  const words = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return new Failure(
    'journal',
    `The ATM's journal ${path} cannot be used (${words}). No money is asked for without it: free the disk, or move the file away if it is damaged.`,
    { cause },
  );
}
