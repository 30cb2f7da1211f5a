import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Notes, Settled } from '../../contract/atm.ts';
import { Failure } from '../../contract/failure.ts';
import type { Cents } from '../../contract/money.ts';
import { type Cassette, FULL_CASSETTES, notesTotal, payOut } from '../cash/cassette.ts';
import { type Contents, JournalFile, type OpenRequest, unusable } from './journal-file.ts';

export type MoneyRequest = Omit<OpenRequest, 'sequence' | 'paid'>;

/**
 * How a request ended: `unbooked` is the bank's loss, notes that were paid on a reservation which had run out
 * before the bank could be told, from an account that no longer held as much.
 */
export type Outcome = 'done' | 'refused' | 'not_done' | 'unbooked';

export const EXTENSION = '.journal';
/** How long the file of a machine that is just closing is waited for, ms. */
const WAIT_MS = 50;
/** Names tried until one is free: more machines than this never share a folder. */
const MOST_MACHINES = 1_000;

/**
 * One machine's electronic journal and its cassettes: what it asked for, what it paid, how that ended. Records are
 * only ever added, and each is on disk (synchronous commit) before the method returns, so that a request's key
 * outlives the machine that sends it. A file that can be opened belongs to nobody alive, and what is open in it may be
 * taken over.
 */
export class Journal {
  readonly name: string;
  readonly #file: JournalFile;
  /** As on disk, so that reading never waits for it and never fails. */
  #contents: Contents;

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
      const path = join(folder, `${slug}${number === 1 ? '' : `-${number}`}${EXTENSION}`);
      const file = JournalFile.open(path, WAIT_MS);
      if (file === null) continue;
      try {
        return new Journal(number === 1 ? name : `${name} ${number}`, file);
      } catch (error) {
        file.close();
        throw error;
      }
    }
    throw new Failure('journal', `All ${MOST_MACHINES} ATM journals in ${folder} are in use. Close some ATMs.`);
  }

  private constructor(name: string, file: JournalFile) {
    this.#file = file;
    this.name = name;
    this.#contents = file.contents();
    if (this.cassettes.length === 0) this.load(FULL_CASSETTES);
  }

  get path(): string {
    return this.#file.path;
  }

  /** Oldest first. */
  get unsettled(): readonly OpenRequest[] {
    return this.#contents.unsettled;
  }

  get cassettes(): readonly Cassette[] {
    return this.#contents.cassettes;
  }

  /** Cents of notes that were paid and stand in no booking, by the key of their withdrawal. */
  get unbooked(): ReadonlyMap<string, Cents> {
    return this.#contents.unbooked;
  }

  /**
   * Makes sure that the file is still where a machine would look for it after a crash.
   * @throws Failure `journal` if it isn't
   */
  async assertThere(): Promise<void> {
    await stat(this.path).catch((cause: unknown) => {
      throw unusable(this.path, cause);
    });
  }

  /** To be called before the request is sent for the first time. */
  asked(request: MoneyRequest): void {
    this.#record(request.key, 'asked', request, (database) =>
      insert(database, { ...request, sequence: null, paid: null }),
    );
  }

  /** @param sequence that of the reserve */
  reserved(key: string, sequence: number): void {
    this.#record(key, 'reserved', { sequence }, (database) => {
      database.prepare('UPDATE unsettled SET sequence = ? WHERE key = ?').run(sequence, key);
    });
  }

  /** Pays notes and records them: one step, for the notes and the record of them never differ. */
  pay(key: string, amount: Cents): Notes {
    const { paid, left } = payOut(amount, this.cassettes);
    this.#record(key, 'paid', { notes: paid }, (database) => {
      putCassettes(database, left);
      database.prepare('UPDATE unsettled SET paid = ? WHERE key = ?').run(notesTotal(paid), key);
    });
    return paid;
  }

  settled(key: string, outcome: Outcome, sequence: number | null): void {
    this.#record(key, 'settled', { outcome, sequence }, (database) => {
      if (outcome === 'unbooked') addUnbooked(database, key);
      else forgetUnbooked(database, key);
      forget(database, key);
    });
  }

  /** As `settled`, while the customer is not there to be told: told at the next log-in. */
  settledUnseen(news: Settled, sequence: number | null): void {
    const { key, outcome } = news;
    this.#record(key, 'settled', { outcome, sequence }, (database) => {
      database
        .prepare(
          'INSERT OR REPLACE INTO news (key, kind, account, amount, outcome) VALUES (:key, :kind, :account, :amount, :outcome)',
        )
        .run({ ...news });
      forgetUnbooked(database, key);
      forget(database, key);
    });
  }

  /** What was settled while the customer was away, to be shown once. */
  takeNews(account: string): Settled[] {
    const news = this.#file.news(account);
    if (news.length === 0) return news;
    this.#record('', 'told', { keys: news.map(({ key }) => key) }, (database) => {
      database.prepare('DELETE FROM news WHERE account = ?').run(account);
    });
    return news;
  }

  /** The bank had voided the reservation by the time it was told of the notes: they stand in no booking. */
  ranOut(key: string): void {
    this.#record(key, 'ran-out', {}, (database) => addUnbooked(database, key));
  }

  /** Who brings the cassettes counts what is missing: what can't be booked any more is settled with that. */
  load(cassettes: readonly Cassette[]): void {
    this.#record('', 'loaded', { cassettes }, (database) => {
      putCassettes(database, cassettes);
      database.exec('DELETE FROM unbooked WHERE key NOT IN (SELECT key FROM unsettled)');
    });
  }

  /**
   * Takes over what is unsettled in the journal at that path, if its machine is gone. A crash in the middle leaves a
   * request in both: it is settled twice under the same key, which the bank answers alike.
   * @returns whether nothing is left to take over there; false while a machine holds it or it can't be read, which its
   *   own machine says when it is next opened
   * @throws Failure `journal` if this machine's own can't be written
   */
  adoptFrom(path: string): boolean {
    const orphan = unlessDamaged(() => JournalFile.open(path, 0));
    if (orphan === null) return false;
    try {
      const contents = unlessDamaged(() => orphan.contents());
      for (const request of contents?.unsettled ?? []) {
        this.#record(request.key, 'adopted', { ...request, from: basename(path) }, (database) =>
          insert(database, request),
        );
        orphan.record(request.key, 'handed-over', { to: this.name }, (database) => {
          forgetUnbooked(database, request.key);
          forget(database, request.key);
        });
      }
      return contents !== null;
    } finally {
      orphan.close();
    }
  }

  close(): void {
    this.#file.close();
  }

  #record(...record: Parameters<JournalFile['record']>): void {
    this.#contents = this.#file.record(...record);
  }
}

/** @returns null for a damaged file: its own machine says so when it is next opened, this one can do without. */
function unlessDamaged<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function insert(database: DatabaseSync, request: OpenRequest): void {
  database
    .prepare(
      `INSERT OR IGNORE INTO unsettled (key, kind, account, amount, receiver, askedAt, sequence, paid, books)
       VALUES (:key, :kind, :account, :amount, :receiver, :askedAt, :sequence, :paid, :books)`,
    )
    .run({ ...request });
}

function forget(database: DatabaseSync, key: string): void {
  database.prepare('DELETE FROM unsettled WHERE key = ?').run(key);
}

function addUnbooked(database: DatabaseSync, key: string): void {
  database
    .prepare('INSERT OR IGNORE INTO unbooked (key, paid) SELECT key, paid FROM unsettled WHERE key = ? AND paid > 0')
    .run(key);
}

function forgetUnbooked(database: DatabaseSync, key: string): void {
  database.prepare('DELETE FROM unbooked WHERE key = ?').run(key);
}

function putCassettes(database: DatabaseSync, cassettes: readonly Cassette[]): void {
  database.exec('DELETE FROM cassette');
  const put = database.prepare('INSERT INTO cassette (denomination, counted, present) VALUES (?, ?, ?)');
  for (const { denomination, counted, present } of cassettes) put.run(denomination, counted, present);
}
