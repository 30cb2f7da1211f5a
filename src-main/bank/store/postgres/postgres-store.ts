import { type Account, accountSeal } from '../../ledger/account.ts';
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
import { accountOfRow, headOfRow, headSeal, type Row, refusedOfRow, refusedSeal, transferOfRow } from '../rows.ts';
import type { Connection } from './connection.ts';
import { DatabaseError } from './errors.ts';
import { FetchedBatch } from './fetched-batch.ts';
import { PostgresHistory } from './postgres-history.ts';
import { ACCOUNTS, CHANNEL, FENCE, KEPT_BATCHES, names, REFUSED, TRANSFERS } from './schema.ts';
import { BY_KEYS, BY_SEQUENCES, HEAD, ONE_MOMENT, TAKE_TURN, tailScript, WRITE } from './statements.ts';

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
  readonly #connection: Connection;
  readonly #bank: string;
  readonly #pinKey: string;
  readonly #history: PostgresHistory;
  #batch: FetchedBatch | undefined;
  /** Whether the batch at work holds the turn. */
  #holdsTurn = false;
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
    this.#history = new PostgresHistory((statement, values) => connection.run(statement, values));
  }

  async load(): Promise<LedgerState | undefined> {
    const script = `${ONE_MOMENT};
${HEAD.text};
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
    await this.#connection.script('COMMIT');
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
    const needed = needs();
    if (this.#turnsFirst === 0) {
      this.#batch = new FetchedBatch(needed, await this.#fetch(needed, known.sequence));
      return { journal: this.#batch, tail: null };
    }
    // Sent at once, because others wait for the turn.
    const [earlier, tail] = await Promise.all([this.#fetch(needed, Number.MAX_SAFE_INTEGER), this.#takeTurn(known)]);
    // What was fetched may be older than the turn: the tail has what came between.
    const missed = tail !== null && needed.sequences.length > 0;
    const all = missed ? await this.#fetch(needed, tail.head.sequence) : [...earlier, ...(tail?.transfers ?? [])];
    this.#batch = new FetchedBatch(needed, all);
    return { journal: this.#batch, tail };
  }

  async commit(touched: Iterable<Account>, head: Head): Promise<'done' | 'overtaken'> {
    const batch = this.#batch;
    if (batch === undefined) throw new Error('postgres: there is no batch');
    const holdsTurn = this.#holdsTurn;
    this.#batch = undefined;
    this.#holdsTurn = false;
    const values = this.#valuesOf(batch, [...touched], head);
    try {
      const rows = holdsTurn
        ? await this.#connection.runAndCommit(WRITE, values)
        : await this.#connection.run(WRITE, values);
      if (rows.length > 0) return 'done';
      if (holdsTurn) throw new StoreError('damaged', 'the head moved while it was locked');
    } catch (error) {
      if (!(error instanceof DatabaseError) || !TRY_AGAIN.has(error.state ?? '')) throw error;
    }
    this.#turnsFirst = QUIET_TURNS;
    return 'overtaken';
  }

  async rollback(): Promise<void> {
    this.#batch = undefined;
    if (!this.#holdsTurn) return;
    this.#holdsTurn = false;
    await this.#connection.script('ROLLBACK');
  }

  async tail(known: Head): Promise<Tail | null> {
    const { head } = headOf(await this.#connection.run(HEAD));
    if (isSame(head, known)) return null;
    const [, heads = [], ...rest] = await this.#connection.script(
      `${ONE_MOMENT}; ${HEAD.text}; ${tailScript(known)}; COMMIT`,
    );
    return tailOf(known, headOf(heads).head, rest);
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

  find(by: { readonly sequence: Sequence } | { readonly key: string }): Promise<TransferRecord | undefined> {
    return this.#history.find(by);
  }

  opened(account: AccountNumber): Promise<number | undefined> {
    return this.#history.opened(account);
  }

  sequenceAt(at: number): Promise<Sequence> {
    return this.#history.sequenceAt(at);
  }

  page(account: AccountNumber, before: Sequence, limit: number): Promise<TransferRecord[]> {
    return this.#history.page(account, before, limit);
  }

  async close(): Promise<void> {
    this.#batch = undefined;
    await this.#connection.close();
  }

  /** @param newest sequence after which nothing is to be found */
  async #fetch({ keys, sequences }: BatchNeeds, newest: Sequence): Promise<TransferRecord[]> {
    const found = await Promise.all([
      keys.length === 0 ? [] : this.#connection.run(BY_KEYS, [keys, newest]),
      sequences.length === 0 ? [] : this.#connection.run(BY_SEQUENCES, [sequences, newest]),
    ]);
    return found.flat().map(transferOfRow);
  }

  async #takeTurn(known: Head): Promise<Tail | null> {
    this.#holdsTurn = true;
    const [[, heads = []], tail] = await Promise.all([
      this.#connection.script(TAKE_TURN),
      this.#connection.script(tailScript(known)),
    ]);
    const { head } = headOf(heads);
    if (isSame(head, known)) {
      this.#turnsFirst -= 1;
      return null;
    }
    this.#turnsFirst = QUIET_TURNS;
    return tailOf(known, head, tail);
  }

  #valuesOf({ records, refused, forgotten }: FetchedBatch, touched: readonly Account[], head: Head): unknown[] {
    const { sequence, hash, at, commits } = head;
    const turn = [commits, sequence, hash, at, headSeal(head, this.#pinKey)];
    const ended = new Set(records.flatMap(({ kind, refers }) => (kind === 'post' || kind === 'void' ? [refers] : [])));
    const made = records.filter(({ kind }) => kind === 'reserve').map((reserve) => reserve.sequence);
    const open = made.filter((reserve) => !ended.has(reserve));
    return [
      ...[...turn, this.#bank, touched.map(({ number }) => number), open, [...ended], forgotten],
      ...columns(TRANSFERS, records, ({ balanceAfter, ...record }) => ({ ...record, balance_after: balanceAfter })),
      ...columns(ACCOUNTS, touched, rowOfAccount),
      ...columns(REFUSED, refused, (one) => ({ ...one, seal: refusedSeal(one) })),
    ];
  }
}

function headOf(rows: readonly Row[]): ReturnType<typeof headOfRow> {
  const [row] = rows;
  if (row === undefined) throw new StoreError('damaged', 'the head is missing');
  return headOfRow(row);
}

function isSame(one: Head, other: Head): boolean {
  return one.commits === other.commits && one.hash === other.hash;
}

/** @throws StoreError if the books do not lead from the known head to this one */
function tailOf(known: Head, head: Head, results: readonly (readonly Row[])[]): Tail {
  const [counts = [], before = [], accounts = [], transfers = [], refused = []] = results;
  const isContinued = known.sequence === 0 || before[0]?.['hash'] === known.hash;
  // After that the books are loaded anew.
  if (!isContinued || head.commits < known.commits) throw new StoreError('io', 'the books are not those of before');
  if (counts[0]?.['batches'] !== head.commits - known.commits) throw new StoreError('io', 'too far behind the others');
  return {
    head,
    accounts: accounts.map(accountOfRow),
    transfers: transfers.map(transferOfRow),
    refused: refused.map(refusedOfRow),
  };
}

function rowOfAccount(account: Account): Row {
  return {
    ...account,
    wrong_tries: account.wrongTries,
    locked_until: account.lockedUntil,
    locked_by_bank: account.lockedByBank ? 1 : 0,
    daily_limit: account.dailyLimit,
    seal: accountSeal(account),
  };
}

/** The values of each column, for `unnest`. */
function columns<T>(list: typeof TRANSFERS, things: readonly T[], rowOf: (thing: T) => Row): unknown[][] {
  const rows = things.map(rowOf);
  return list.map(([name]) => rows.map((row) => row[name]));
}
