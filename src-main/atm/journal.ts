import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import type { Cents } from '../contract/money.ts';
import type { AtmState, Notes } from '../contract/windows.ts';
import { type Cassette, FULL_CASSETTES, notesTotal, payOut } from './cassette.ts';

/** A money request whose outcome the machine does not know (yet). */
const openRequestSchema = z.object({
  key: z.string(),
  kind: z.enum(['deposit', 'withdraw', 'transfer']),
  account: z.string(),
  amount: z.number().int(),
  /** The receiver of a transfer. */
  receiver: z.string().nullable(),
  /** ms since the epoch. */
  askedAt: z.number().int(),
  /** A withdrawal's reservation, once the bank has confirmed it. */
  reservation: z.number().int().nullable(),
  /** Cents of notes that a withdrawal has paid; null: none came out. */
  paid: z.number().int().nullable(),
});
export type OpenRequest = z.infer<typeof openRequestSchema>;
export type MoneyRequest = Omit<OpenRequest, 'reservation' | 'paid'>;

/** What became of a customer's request, to be told at the next log-in. */
const newsSchema = z.object({
  key: z.string(),
  kind: openRequestSchema.shape.kind,
  account: z.string(),
  amount: z.number().int(),
  outcome: z.enum(['done', 'not_done']),
});

const unbookedSchema = z.object({ key: z.string(), paid: z.number().int() });

const cassetteSchema = z.object({
  denomination: z.number().int(),
  counted: z.number().int(),
  present: z.number().int(),
});

/**
 * How a request ended: `unbooked` is the bank's loss, notes that were paid on a reservation which had run out
 * before the bank could be told, from an account that no longer held as much.
 */
export type Outcome = 'done' | 'refused' | 'not_done' | 'unbooked';

const EXTENSION = '.journal';
/** SQLite's primary result code for a file that another connection holds. */
const SQLITE_BUSY = 5;
/** Names tried until one is free: more machines than this never share a folder. */
const MOST_MACHINES = 1_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, step TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS unsettled (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, receiver TEXT,
    askedAt INTEGER NOT NULL, reservation INTEGER, paid INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS unbooked (key TEXT PRIMARY KEY, paid INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS news (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, outcome TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS cassette (
    denomination INTEGER PRIMARY KEY, counted INTEGER NOT NULL, present INTEGER NOT NULL
  ) STRICT;
`;

/**
 * One machine's electronic journal and its cassettes: what it asked for, what it paid, how that ended. Records are
 * only ever added, and each is on disk (synchronous commit) before the method returns, so that a request's key
 * outlives the machine that sends it.
 *
 * The file is held with SQLite's exclusive lock, which the system lets go of when the process dies: a file that can
 * be opened belongs to nobody alive, and what is open in it may be taken over.
 */
export class Journal {
  readonly name: string;
  readonly #folder: string;
  readonly #file: string;
  readonly #database: DatabaseSync;

  /**
   * Opens the journal that goes by the machine's name, or the first free one of `NAME 2`, `NAME 3`, … where another
   * machine at work has it.
   * @throws Failure `journal` if the folder can't be written or the file is damaged.
   */
  static open(folder: string, name: string): Journal {
    const slug =
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'atm';
    for (let number = 1; number <= MOST_MACHINES; number++) {
      const file = join(folder, `${slug}${number === 1 ? '' : `-${number}`}${EXTENSION}`);
      const database = openExclusively(file, 50);
      if (database !== null) return new Journal(folder, file, number === 1 ? name : `${name} ${number}`, database);
    }
    throw new Failure('journal', `All ${MOST_MACHINES} ATM journals in ${folder} are in use. Close some ATMs.`);
  }

  private constructor(folder: string, file: string, name: string, database: DatabaseSync) {
    this.#folder = folder;
    this.#file = file;
    this.#database = database;
    this.name = name;
    if (this.cassettes().length === 0) this.load(FULL_CASSETTES);
  }

  /** Oldest first. */
  unsettled(): OpenRequest[] {
    return readUnsettled(this.#database, this.#file);
  }

  cassettes(): Cassette[] {
    return guarded(this.#file, () =>
      z.array(cassetteSchema).parse(this.#database.prepare('SELECT * FROM cassette ORDER BY denomination DESC').all()),
    );
  }

  /** To be called before the request is sent for the first time. */
  asked(request: MoneyRequest): void {
    this.#record(request.key, 'asked', request, () => this.#insert({ ...request, reservation: null, paid: null }));
  }

  reserved(key: string, reservation: number): void {
    this.#record(key, 'reserved', { reservation }, () => {
      this.#database.prepare('UPDATE unsettled SET reservation = ? WHERE key = ?').run(reservation, key);
    });
  }

  /** Pays notes and records them: one step, for the notes and the record of them never differ. */
  pay(key: string, amount: Cents): Notes {
    const { paid, left } = payOut(amount, this.cassettes());
    this.#record(key, 'paid', { notes: paid }, () => {
      this.#putCassettes(left);
      this.#database.prepare('UPDATE unsettled SET paid = ? WHERE key = ?').run(notesTotal(paid), key);
    });
    return paid;
  }

  settled(key: string, outcome: Outcome, sequence: number | null): void {
    this.#record(key, 'settled', { outcome, sequence }, () => {
      if (outcome === 'unbooked') this.#addUnbooked(key);
      else this.#database.prepare('DELETE FROM unbooked WHERE key = ?').run(key);
      this.#forget(this.#database, key);
    });
  }

  /** As `settled`, while the customer is not there to be told: told at the next log-in. */
  settledUnseen(news: AtmState['settled'][number], sequence: number | null): void {
    const { key, outcome } = news;
    this.#record(key, 'settled', { outcome, sequence }, () => {
      this.#database
        .prepare(
          'INSERT OR REPLACE INTO news (key, kind, account, amount, outcome) VALUES (:key, :kind, :account, :amount, :outcome)',
        )
        .run({ ...news });
      this.#database.prepare('DELETE FROM unbooked WHERE key = ?').run(key);
      this.#forget(this.#database, key);
    });
  }

  /** The customer is here to be told: what was settled unseen, once. */
  takeNews(account: string): AtmState['settled'] {
    const news = guarded(this.#file, () =>
      z.array(newsSchema).parse(this.#database.prepare('SELECT * FROM news WHERE account = ?').all(account)),
    );
    for (const { key } of news) {
      this.#record(key, 'told', {}, () => this.#database.prepare('DELETE FROM news WHERE key = ?').run(key));
    }
    return news;
  }

  /** The bank had voided the reservation by the time it was told of the notes: they stand in no booking. */
  ranOut(key: string): void {
    this.#record(key, 'ran-out', {}, () => this.#addUnbooked(key));
  }

  /** Cents of notes that were paid and stand in no booking, by the key of their withdrawal. */
  unbooked(): ReadonlyMap<string, Cents> {
    return guarded(this.#file, () => {
      const rows = this.#database.prepare('SELECT key, paid FROM unbooked').all();
      return new Map(
        z
          .array(unbookedSchema)
          .parse(rows)
          .map(({ key, paid }) => [key, paid]),
      );
    });
  }

  /** Who brings the cassettes counts what is missing: what can't be booked any more is settled with that. */
  load(cassettes: readonly Cassette[]): void {
    this.#record('', 'loaded', { cassettes }, () => {
      this.#putCassettes(cassettes);
      this.#database.exec('DELETE FROM unbooked WHERE key NOT IN (SELECT key FROM unsettled)');
    });
  }

  /**
   * Takes over what is unsettled in the journals of machines that are gone. A crash in the middle leaves a request
   * in both: it is settled twice under the same key, which the bank answers alike.
   */
  adoptOrphans(): void {
    for (const entry of readdirSync(this.#folder)) {
      const file = join(this.#folder, entry);
      if (!entry.endsWith(EXTENSION) || file === this.#file) continue;
      const orphan = openOrphan(file);
      if (orphan === null) continue;
      try {
        for (const request of readUnsettled(orphan, file)) {
          this.#record(request.key, 'adopted', { ...request, from: entry }, () => this.#insert(request));
          append(orphan, file, request.key, 'handed-over', { to: this.name }, () => {
            orphan.prepare('DELETE FROM unbooked WHERE key = ?').run(request.key);
            this.#forget(orphan, request.key);
          });
        }
      } finally {
        orphan.close();
      }
    }
  }

  close(): void {
    this.#database.close();
  }

  #record(key: string, step: string, detail: object, change: () => void): void {
    append(this.#database, this.#file, key, step, detail, change);
  }

  #insert(request: OpenRequest): void {
    this.#database
      .prepare(
        `INSERT OR IGNORE INTO unsettled (key, kind, account, amount, receiver, askedAt, reservation, paid)
         VALUES (:key, :kind, :account, :amount, :receiver, :askedAt, :reservation, :paid)`,
      )
      .run({ ...request });
  }

  #forget(database: DatabaseSync, key: string): void {
    database.prepare('DELETE FROM unsettled WHERE key = ?').run(key);
  }

  #addUnbooked(key: string): void {
    this.#database
      .prepare('INSERT OR IGNORE INTO unbooked (key, paid) SELECT key, paid FROM unsettled WHERE key = ? AND paid > 0')
      .run(key);
  }

  #putCassettes(cassettes: readonly Cassette[]): void {
    this.#database.exec('DELETE FROM cassette');
    const put = this.#database.prepare('INSERT INTO cassette (denomination, counted, present) VALUES (?, ?, ?)');
    for (const { denomination, counted, present } of cassettes) put.run(denomination, counted, present);
  }
}

function append(
  database: DatabaseSync,
  file: string,
  key: string,
  step: string,
  detail: object,
  change: () => void,
): void {
  guarded(file, () => {
    database.exec('BEGIN IMMEDIATE');
    try {
      database
        .prepare('INSERT INTO journal (at, key, step, detail) VALUES (?, ?, ?, ?)')
        .run(Date.now(), key, step, JSON.stringify(detail));
      change();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  });
}

function readUnsettled(database: DatabaseSync, file: string): OpenRequest[] {
  return guarded(file, () =>
    z.array(openRequestSchema).parse(database.prepare('SELECT * FROM unsettled ORDER BY askedAt').all()),
  );
}

/** @returns null if another machine holds the file. */
function openExclusively(file: string, waitMs: number): DatabaseSync | null {
  return guarded(file, () => {
    const database = new DatabaseSync(file, { timeout: waitMs });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      // The lock is taken by the first write, and kept.
      database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
      return database;
    } catch (error) {
      database.close();
      if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY) return null;
      throw error;
    }
  });
}

/** @returns null also for a damaged file: its own machine says so when it is next opened, this one can do without. */
function openOrphan(file: string): DatabaseSync | null {
  try {
    return openExclusively(file, 0);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const words = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new Failure(
      'journal',
      `The ATM's journal ${file} cannot be used (${words}). No money is asked for without it: free the disk, or move the file away if it is damaged.`,
      { cause },
    );
  }
}
