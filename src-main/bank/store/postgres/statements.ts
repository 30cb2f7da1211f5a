import type { Statement } from './connection.ts';
import { ACCOUNTS, CHANNEL, type Columns, KEPT_BATCHES, names, REFUSED, TRANSFERS } from './schema.ts';
import { transferLines } from './transfer-lines.ts';

const T = names(TRANSFERS);

/** Whether nothing was made under these keys so far. */
const noneUnder = (keys: string) => `(SELECT count(*) FROM lobby.transfers WHERE key = ANY (${keys}::text[])) = 0`;

/** The head, and whether no transfer was made under the keys $1. */
export const CONFIRM: Statement = {
  name: 'confirm',
  text: `SELECT *, ${noneUnder('$1')} AS none FROM lobby.head WHERE id = 1`,
};

/** Transfers up to the sequence $2 that were made under these keys. */
export const BY_KEYS: Statement = {
  name: 'by-keys',
  text: `SELECT ${T} FROM lobby.transfers WHERE key = ANY ($1::text[]) AND sequence <= $2`,
};

/** These transfers, their reversals, and what they complete; none after the sequence $2. */
export const BY_SEQUENCES: Statement = {
  name: 'by-sequences',
  text: `WITH originals AS (SELECT * FROM lobby.transfers WHERE sequence = ANY ($1::bigint[]) AND sequence <= $2)
SELECT ${T} FROM originals
UNION ALL SELECT ${T} FROM lobby.transfers
  WHERE sequence IN (SELECT refers FROM originals) AND NOT sequence = ANY ($1::bigint[])
UNION ALL SELECT ${T} FROM lobby.transfers
  WHERE refers = ANY ($1::bigint[]) AND kind = 'reversal' AND sequence <= $2 AND NOT sequence = ANY ($1::bigint[])`,
};

/** The rows that a parameter has as a JSON list: one value costs less than an array for each column. */
function rowsOf(parameter: string, columns: Columns): string {
  return `json_to_recordset(${parameter}::json) AS rows (${columns.map((column) => column.join(' ')).join(', ')})`;
}

/** What a batch writes besides transfers and accounts. */
export interface Extras {
  /** It makes or ends reserves. */
  readonly reserves: boolean;
  /** It remembers or forgets refused keys, relies on keys being new, or is one in which old batches are forgotten. */
  readonly rest: boolean;
}

/**
 * Writes a whole batch, or nothing if what it was decided on does not hold: the head, and that nothing was made under
 * keys that it has refused. A statement that has to wait for another bank's looks at the head anew when that has ended.
 * One row if it was written; an error if a transfer's key is taken (`KEY_TAKEN`). Parts that most batches don't need are
 * left out, because each costs time even if it does nothing.
 *
 * Parameters: commits, sequence, hash, at and seal of the new head; the bank; numbers of changed accounts; transfers and
 * accounts as JSON; with `reserves`, sequences of those that are open after it, and of those that it ends; with `rest`,
 * refused keys as JSON, the newest one to forget (0: none), and keys that nothing may have been made under.
 */
export function writeStatement({ reserves, rest }: Extras): Statement {
  // In the order of the parameters.
  const [refused, forgotten, assumed] = reserves ? ['$12', '$13', '$14'] : ['$10', '$11', '$12'];
  const parts = [
    ...headParts(rest ? `AND ${noneUnder(assumed)}` : ''),
    `made AS (INSERT INTO lobby.transfers (${T}) SELECT rows.* FROM turn, ${rowsOf('$8', TRANSFERS)})`,
    `changed AS (
  INSERT INTO lobby.accounts (${names(ACCOUNTS)}) SELECT rows.* FROM turn, ${rowsOf('$9', ACCOUNTS)}
  ON CONFLICT (number) DO UPDATE SET ${ACCOUNTS.slice(1)
    .map(([name]) => `${name} = excluded.${name}`)
    .join(', ')}
)`,
  ];
  if (reserves) {
    parts.push(
      'reserved AS (INSERT INTO lobby.pending (sequence) SELECT open.* FROM turn, unnest($10::bigint[]) AS open)',
      'ended AS (DELETE FROM lobby.pending WHERE sequence = ANY ($11::bigint[]) AND EXISTS (SELECT FROM turn))',
    );
  }
  if (rest) {
    parts.push(
      `said_no AS (
  INSERT INTO lobby.refused (${names(REFUSED)}, commits)
  SELECT rows.*, turn.commits FROM turn, ${rowsOf(refused, REFUSED)}
)`,
      `forgotten AS (DELETE FROM lobby.refused WHERE number <= ${forgotten} AND EXISTS (SELECT FROM turn))`,
      `old_batches AS (
  DELETE FROM lobby.batches WHERE commits <= $1::bigint - ${KEPT_BATCHES} AND EXISTS (SELECT FROM turn)
)`,
    );
  }
  return written(`write${reserves ? '-reserves' : ''}${rest ? '-rest' : ''}`, parts);
}

/** @param isNew what has to hold besides, from AND on */
function headParts(isNew: string): string[] {
  return [
    `turn AS (
  UPDATE lobby.head SET commits = $1, sequence = $2, hash = $3, at = $4, seal = $5
  WHERE id = 1 AND commits = $1::bigint - 1 ${isNew} RETURNING commits
)`,
    'batch AS (INSERT INTO lobby.batches (commits, bank, touched) SELECT commits, $6::text, $7::text[] FROM turn)',
  ];
}

/** @param more of the row that says that it was written, from the comma on */
function written(name: string, parts: readonly string[], more = ''): Statement {
  return { name, text: `WITH ${parts.join(', ')} SELECT commits, pg_notify('${CHANNEL}', '')${more} FROM turn` };
}

/**
 * As `writeStatement`, for one transfer between two accounts that are there already: what a customer waits for where
 * nobody else asks for anything. Without JSON, and without an insertion that the account there turns into a change, it
 * costs the server a tenth to a quarter less (docs/many-banks.md). Where one of the accounts is not there, it divides by
 * zero, and nothing is written.
 *
 * Parameters: the first seven of `writeStatement`; the transfer's columns; those of one account, then of the other.
 */
export const WRITE_ONE: Statement = (() => {
  let parameters = 7;
  const next = () => {
    parameters += 1;
    return `$${parameters}`;
  };
  const made = TRANSFERS.map(([, type]) => `${next()}::${type}`).join(', ');
  const changed = (part: string) => {
    const where = `number = ${next()}`;
    const set = ACCOUNTS.slice(1).map(([name]) => `${name} = ${next()}`);
    return `${part} AS (UPDATE lobby.accounts SET ${set.join(', ')} FROM turn WHERE ${where} RETURNING number)`;
  };
  const parts = [`made AS (INSERT INTO lobby.transfers (${T}) SELECT ${made} FROM turn)`];
  parts.push(changed('one'), changed('other'));
  return written('write-one', [...headParts(''), ...parts], ', 1 / (SELECT count(*) FROM one, other)');
})();

/** Begins a transaction… */
export const BEGIN: Statement = { name: 'begin', text: 'BEGIN' };
/** …that waits for the turn, and keeps it until it ends. */
export const TURN: Statement = { name: 'turn', text: 'SELECT FROM lobby.head WHERE id = 1 FOR UPDATE' };
/** Both, for once, and the head as it is then. */
export const TAKE_TURN = 'BEGIN; SELECT * FROM lobby.head WHERE id = 1 FOR UPDATE';

/** All rows of a query as one value: a list of objects, null if there is none. */
const all = (query: string) => `(SELECT json_agg(one) FROM (${query}) AS one)`;
const NEWER_BATCHES = 'commits > $1 AND commits <= head.commits';

/**
 * The head, and what follows an older one with $1 commits and the transfer $2: number of batches, hash of that transfer,
 * changed accounts, transfers and refused keys. The upper bounds change nothing, but let the server plan it once.
 */
export const TAIL: Statement = {
  name: 'tail',
  text: `SELECT *,
  (SELECT count(*) FROM lobby.batches WHERE ${NEWER_BATCHES}) AS batches,
  (SELECT hash FROM lobby.transfers WHERE sequence = $2) AS hash_before,
  ${all(`SELECT ${names(ACCOUNTS)} FROM lobby.accounts
    WHERE number = ANY (ARRAY (SELECT unnest(touched) FROM lobby.batches WHERE ${NEWER_BATCHES}))`)} AS accounts,
  ${transferLines(`SELECT * FROM lobby.transfers
    WHERE transfers.sequence > $2 AND transfers.sequence <= head.sequence ORDER BY transfers.sequence`)} AS transfers,
  ${all(`SELECT ${names(REFUSED)} FROM lobby.refused WHERE ${NEWER_BATCHES} ORDER BY number`)} AS refused
FROM lobby.head WHERE id = 1`,
};

/**
 * What a bank asks after it has loaded the books are look-ups by key, and they stay so however the tables grow: each is
 * planned once, by the indexes, though the tables were small then.
 */
export const LOOK_UPS = 'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off';

/** All reads of the transaction see the same moment. */
export const ONE_MOMENT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

export const FIND_BY_KEY: Statement = { name: 'by-key', text: `SELECT ${T} FROM lobby.transfers WHERE key = $1` };
export const FIND_BY_SEQUENCE: Statement = {
  name: 'by-sequence',
  text: `SELECT ${T} FROM lobby.transfers WHERE sequence = $1`,
};
/** One statement, so that all of it is of one commit. */
export const SNAPSHOT: Statement = {
  name: 'snapshot',
  text: `SELECT opened, balance - held AS available, head.sequence FROM lobby.accounts, lobby.head
WHERE number = $1 AND head.id = 1`,
};

/** Later transfers have later times, so half of what is left falls away with each look at one. */
export const SEQUENCE_AT: Statement = {
  name: 'sequence-at',
  text: `WITH RECURSIVE search (low, high) AS (
  SELECT 0::bigint, coalesce(max(sequence), 0) FROM lobby.transfers
  UNION ALL
  SELECT CASE WHEN at <= $1 THEN sequence ELSE low END, CASE WHEN at <= $1 THEN high ELSE sequence - 1 END
  FROM search JOIN lobby.transfers ON sequence = (low + high + 1) / 2 WHERE low < high
) SELECT low AS sequence FROM search WHERE low = high`,
};

const halfPage = (side: 'debit' | 'credit') =>
  `(SELECT ${T} FROM lobby.transfers WHERE ${side} = $1 AND ${side} <> 'cash' AND sequence < $2
    ORDER BY sequence DESC LIMIT $3)`;
export const PAGE: Statement = {
  name: 'page',
  text: `${halfPage('debit')} UNION ALL ${halfPage('credit')} ORDER BY sequence DESC LIMIT $3`,
};
