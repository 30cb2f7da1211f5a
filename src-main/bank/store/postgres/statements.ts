import type { Statement } from './connection.ts';
import { ACCOUNTS, CHANNEL, KEPT_BATCHES, names, REFUSED, TRANSFERS } from './schema.ts';

const T = names(TRANSFERS);

export const HEAD: Statement = { name: 'head', text: 'SELECT * FROM lobby.head WHERE id = 1' };

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

/** Parameters of WRITE that come before the columns. */
const BEFORE_COLUMNS = 10;

/** `unnest` of one parameter a column. @param place how many columns come before */
function rowsOf(columns: typeof TRANSFERS, place: number): string {
  const parameters = columns.map(([, type], index) => `$${BEFORE_COLUMNS + place + index + 1}::${type}[]`);
  return `unnest(${parameters.join(', ')}) AS rows (${names(columns)})`;
}

/**
 * Writes a whole batch, or nothing if the head is not the one that it was decided on: a statement that has to wait for
 * another bank's looks at the head anew when that has ended. One row if it was written.
 *
 * Parameters: commits, sequence, hash, at and seal of the new head; the bank; numbers of changed accounts; sequences of
 * reserves that are open after it, and of those that it ends; the newest refused key to forget (0: none); then the
 * columns of transfers, accounts and refused keys.
 */
export const WRITE: Statement = {
  name: 'write',
  text: `WITH turn AS (
  UPDATE lobby.head SET commits = $1, sequence = $2, hash = $3, at = $4, seal = $5
  WHERE id = 1 AND commits = $1::bigint - 1 RETURNING commits
), batch AS (
  INSERT INTO lobby.batches (commits, bank, touched) SELECT commits, $6::text, $7::text[] FROM turn
), old_batches AS (
  DELETE FROM lobby.batches WHERE $1::bigint % 1000 = 0 AND commits <= $1::bigint - ${KEPT_BATCHES}
    AND EXISTS (SELECT FROM turn)
), made AS (
  INSERT INTO lobby.transfers (${T}) SELECT rows.* FROM turn, ${rowsOf(TRANSFERS, 0)}
), reserved AS (
  INSERT INTO lobby.pending (sequence) SELECT rows.sequence FROM turn, unnest($8::bigint[]) AS rows (sequence)
), ended AS (
  DELETE FROM lobby.pending WHERE sequence = ANY ($9::bigint[]) AND EXISTS (SELECT FROM turn)
), changed AS (
  INSERT INTO lobby.accounts (${names(ACCOUNTS)}) SELECT rows.* FROM turn, ${rowsOf(ACCOUNTS, TRANSFERS.length)}
  ON CONFLICT (number) DO UPDATE SET ${ACCOUNTS.slice(1)
    .map(([name]) => `${name} = excluded.${name}`)
    .join(', ')}
), said_no AS (
  INSERT INTO lobby.refused (${names(REFUSED)}, commits)
  SELECT rows.*, turn.commits FROM turn, ${rowsOf(REFUSED, TRANSFERS.length + ACCOUNTS.length)}
), forgotten AS (
  DELETE FROM lobby.refused WHERE number <= $10 AND EXISTS (SELECT FROM turn)
)
SELECT commits, pg_notify('${CHANNEL}', '') FROM turn`,
};

/** Begins a transaction and waits for the turn, which it keeps until it ends. */
export const TAKE_TURN = 'BEGIN; SELECT * FROM lobby.head WHERE id = 1 FOR UPDATE';

/** What follows a head: number of batches, hash of the head's transfer, changed accounts, transfers, refused keys. */
export function tailScript({ commits, sequence }: { readonly commits: number; readonly sequence: number }): string {
  for (const number of [commits, sequence]) if (!Number.isSafeInteger(number)) throw new Error('a head is of numbers');
  return `SELECT count(*) AS batches FROM lobby.batches WHERE commits > ${commits};
SELECT hash FROM lobby.transfers WHERE sequence = ${sequence};
SELECT ${names(ACCOUNTS)} FROM lobby.accounts WHERE number IN
  (SELECT DISTINCT unnest(touched) FROM lobby.batches WHERE commits > ${commits});
SELECT ${T} FROM lobby.transfers WHERE sequence > ${sequence} ORDER BY sequence;
SELECT ${names(REFUSED)} FROM lobby.refused WHERE commits > ${commits} ORDER BY number`;
}

/** All reads of the transaction see the same moment. */
export const ONE_MOMENT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

export const FIND_BY_KEY: Statement = { name: 'by-key', text: `SELECT ${T} FROM lobby.transfers WHERE key = $1` };
export const FIND_BY_SEQUENCE: Statement = {
  name: 'by-sequence',
  text: `SELECT ${T} FROM lobby.transfers WHERE sequence = $1`,
};
export const OPENED: Statement = { name: 'opened', text: 'SELECT opened FROM lobby.accounts WHERE number = $1' };

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
