import type { Account } from '../../ledger/account.ts';
import type { AccountNumber, Sequence } from '../../ledger/request.ts';
import {
  type BatchNeeds,
  type Head,
  type Journal,
  type LedgerState,
  type LedgerStore,
  StoreError,
  type Tail,
} from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { accountOfRow, headOfRow, headSeal, type Row, refusedOfRow, transferOfRow } from '../rows.ts';
import { COMMIT, type Connection } from './connection.ts';
import { DatabaseError, KEY_TAKEN } from './errors.ts';
import { FetchedBatch } from './fetched-batch.ts';
import { PostgresHistory } from './postgres-history.ts';
import { ACCOUNTS, CHANNEL, FENCE, KEPT_BATCHES, names, REFUSED, TRANSFERS } from './schema.ts';
import { BEGIN, BY_KEYS, BY_SEQUENCES, CONFIRM, LOOK_UPS, ONE_MOMENT, TAIL, TAKE_TURN, TURN } from './statements.ts';
import { transfersOfLines } from './transfer-lines.ts';
import { writeOf } from './write-batch.ts';

/** Accounts that are read at once while loading: some MB. */
const LOAD_ROWS = 20_000;

/**
 * After it was overtaken a bank waits for its turn before it decides, and goes back to deciding first once so many
 * batches in a row have found that nobody else had written.
 */
const QUIET_TURNS = 8;

/** SQLSTATEs of a transaction that the server ended in favour of another: it is to be tried again. */
const TRY_AGAIN = new Set(['40001', '40P01']);

/**
 * The ledger in PostgreSQL, shared by any number of banks. The head's row lock is the turn to write: batches are in one
 * order, whoever makes them.
 *
 * While nobody else writes, a batch is one statement, which does nothing if the head has moved. A bank that was overtaken
 * takes the lock first, learns what others did, and then decides, so that a fast bank can't keep a slow one out.
 */
export class PostgresStore implements LedgerStore {
  readonly isShared = true;
  readonly committed: PostgresHistory;
  readonly #connection: Connection;
  readonly #bank: string;
  readonly #pinKey: string;
  #batch: FetchedBatch | undefined;
  /** Whether the batch at work holds the turn. */
  #holdsTurn = false;
  /** Whether the batch at work, which writes nothing, was begun with what all banks had committed. */
  #hasLooked = false;
  /** Commits of the head that the next batch was decided on before, if it is decided again; undefined: it is a new one. */
  #decidedOn: number | undefined;
  /** Batches that take the turn first, before the next one that does not. */
  #turnsFirst = 0;

  /**
   * @param connection belongs to it from now on; the tables are there
   * @param bank tells this bank from all others, and from itself before a restart
   * @param pinKey fingerprint of the PIN key, as in the head row
   */
  constructor(connection: Connection, bank: string, pinKey: string) {
    this.#connection = connection;
    this.#bank = bank;
    this.#pinKey = pinKey;
    this.committed = new PostgresHistory((statement, values) => connection.run(statement, values));
  }

  async load(): Promise<LedgerState | undefined> {
    const script = `${ONE_MOMENT};
SELECT * FROM lobby.head WHERE id = 1;
SELECT ${names(TRANSFERS)} FROM lobby.pending JOIN lobby.transfers USING (sequence) ORDER BY sequence;
SELECT ${names(REFUSED)} FROM lobby.refused ORDER BY number;
DECLARE loading NO SCROLL CURSOR FOR
  SELECT ${names(ACCOUNTS)} FROM lobby.accounts ORDER BY length(number), number`;
    const [, heads = [], pending = [], refused = []] = await this.#connection.script(script);
    const accounts = new Map<AccountNumber, Account>();
    for (;;) {
      const [rows = []] = await this.#connection.script(`FETCH ${LOAD_ROWS} FROM loading`);
      if (rows.length === 0) break;
      for (const row of rows) {
        const account = accountOfRow(row);
        accounts.set(account.number, account);
      }
    }
    await this.#connection.script(`COMMIT; ${LOOK_UPS}`);
    const { head } = headOf(heads);
    if (head.commits === 0) return undefined;
    const reserves = pending.map(transferOfRow);
    return {
      accounts,
      head,
      pending: new Map(reserves.map((reserve) => [reserve.sequence, reserve])),
      refused: refused.map(refusedOfRow),
    };
  }

  async begin(
    needs: () => BatchNeeds,
    known: Head,
  ): Promise<{ readonly journal: Journal; readonly tail: Tail | null }> {
    let needed = needs();
    let tail: Tail | null = null;
    const isAgain = this.#decidedOn !== undefined;
    // Where nobody came between, a key was taken: that is no reason to wait for turns, which cost each batch more.
    if (isAgain && this.#decidedOn !== known.commits) this.#turnsFirst = QUIET_TURNS;
    this.#hasLooked = !needed.writes && !isAgain;
    if (this.#hasLooked) {
      tail = await this.tail(known);
    } else if (this.#turnsFirst > 0) {
      tail = await this.#takeTurn(known);
      needed = needs();
    }
    // What is needed of earlier transfers is in memory or taken not to be there, but for what makes that unlikely.
    const mustFetch = isAgain || needed.reservations.length > 0 || needed.sequences.length > 0;
    const earlier = mustFetch ? await this.#fetch(needed, (tail?.head ?? known).sequence) : undefined;
    this.#batch = new FetchedBatch(needed, earlier);
    return { journal: this.#batch, tail };
  }

  async commit(touched: Iterable<Account>, head: Head): Promise<'done' | 'overtaken'> {
    const { batch, holdsTurn } = this.#end();
    const [write, values] = writeOf(batch, [...touched], head, { bank: this.#bank, pinKey: this.#pinKey });
    try {
      if ((await this.#connection.count(write, values, holdsTurn)) > 0) return this.#done();
      if (holdsTurn && batch.isFetched) throw new StoreError('damaged', 'the head moved while it was locked');
    } catch (error) {
      if (!(error instanceof DatabaseError) || !mayTryAgain(error, batch)) throw error;
      // It was in the way of another transaction.
      if (error.state !== KEY_TAKEN.code) this.#turnsFirst = QUIET_TURNS;
    }
    return this.#mustDecideAgain(head.commits - 1);
  }

  async confirm(head: Head): Promise<'done' | 'overtaken'> {
    const { batch, holdsTurn } = this.#end();
    if (this.#hasLooked) return 'done';
    const values = [[...batch.assumed]];
    const [[row] = []] = await this.#connection.together([CONFIRM, values], ...(holdsTurn ? [[COMMIT] as const] : []));
    const holds = row !== undefined && isSame(headOfRow(row).head, head) && row['none'] === true;
    return holds ? this.#done() : this.#mustDecideAgain(head.commits);
  }

  async rollback(): Promise<void> {
    this.#batch = undefined;
    if (!this.#holdsTurn) return;
    this.#holdsTurn = false;
    await this.#connection.script('ROLLBACK');
  }

  async tail(known: Head): Promise<Tail | null> {
    return tailOf(known, await this.#connection.run(TAIL, [known.commits, known.sequence]));
  }

  async settle({ commits }: Head): Promise<boolean> {
    // It waits for a transaction that is still under way…
    const [, heads = []] = await this.#connection.script(TAKE_TURN);
    const { head } = headOf(heads);
    const [found = []] = await this.#connection.script(`SELECT bank FROM lobby.batches WHERE commits = ${commits}`);
    if (found.length === 0 && commits <= head.commits - KEPT_BATCHES) {
      throw new StoreError('damaged', 'too much was committed since to find out what became of a batch');
    }
    // …and moves the head, so that a statement that is still on its way to the server does nothing.
    const next = { ...head, commits: head.commits + 1 };
    await this.#connection.script(`
UPDATE lobby.head SET commits = ${next.commits}, seal = '${headSeal(next, this.#pinKey)}' WHERE id = 1;
INSERT INTO lobby.batches (commits, bank, touched) VALUES (${next.commits}, '${FENCE}', '{}');
COMMIT`);
    return found[0]?.['bank'] === this.#bank;
  }

  async onChange(listener: () => void): Promise<void> {
    await this.#connection.listen(CHANNEL, listener);
  }

  async close(): Promise<void> {
    this.#batch = undefined;
    await this.#connection.close();
  }

  #end(): { readonly batch: FetchedBatch; readonly holdsTurn: boolean } {
    const batch = this.#batch;
    if (batch === undefined) throw new Error('postgres: there is no batch');
    const holdsTurn = this.#holdsTurn;
    this.#batch = undefined;
    this.#holdsTurn = false;
    return { batch, holdsTurn };
  }

  #done(): 'done' {
    this.#decidedOn = undefined;
    return 'done';
  }

  /** @param commits of the head that it was decided on */
  #mustDecideAgain(commits: number): 'overtaken' {
    this.#decidedOn = commits;
    return 'overtaken';
  }

  /** @param newest sequence after which nothing is to be found */
  async #fetch({ keys, reservations, sequences }: BatchNeeds, newest: Sequence): Promise<TransferRecord[]> {
    const found = await Promise.all([
      this.#connection.run(BY_KEYS, [[...keys, ...reservations], newest]),
      sequences.length === 0 ? [] : this.#connection.run(BY_SEQUENCES, [sequences, newest]),
    ]);
    return found.flat().map(transferOfRow);
  }

  async #takeTurn(known: Head): Promise<Tail | null> {
    this.#holdsTurn = true;
    const [, , rows = []] = await this.#connection.together([BEGIN], [TURN], [TAIL, [known.commits, known.sequence]]);
    const tail = tailOf(known, rows);
    this.#turnsFirst = tail === null ? this.#turnsFirst - 1 : QUIET_TURNS;
    return tail;
  }
}

function headOf(rows: readonly Row[]): ReturnType<typeof headOfRow> {
  const [row] = rows;
  if (row === undefined) throw new StoreError('damaged', 'the head is missing');
  return headOfRow(row);
}

function mayTryAgain({ state }: DatabaseError, { isFetched }: FetchedBatch): boolean {
  return state === KEY_TAKEN.code ? !isFetched : TRY_AGAIN.has(state ?? '');
}

function isSame(one: Head, other: Head): boolean {
  return one.commits === other.commits && one.hash === other.hash;
}

/** @param rows of TAIL @throws StoreError if the books do not lead from the known head to the one there */
function tailOf(known: Head, rows: readonly Row[]): Tail | null {
  const [row] = rows;
  const { head } = headOf(rows);
  if (row === undefined || isSame(head, known)) return null;
  const isContinued = known.sequence === 0 || row['hash_before'] === known.hash;
  // After that the books are loaded anew.
  if (!isContinued || head.commits < known.commits) throw new StoreError('io', 'the books are not those of before');
  if (row['batches'] !== head.commits - known.commits) throw new StoreError('io', 'too far behind the others');
  const list = (name: string) => (row[name] ?? []) as Row[];
  return {
    head,
    accounts: list('accounts').map(accountOfRow),
    transfers: transfersOfLines(row['transfers']),
    refused: list('refused').map(refusedOfRow),
  };
}
