import { UsageFailure } from '../../../contract/failure.ts';
import { GENESIS } from '../../ledger/transfer-record.ts';
import { headSeal } from '../rows.ts';

/** Raised with every change of the tables; kept in the head row. */
export const SCHEMA_VERSION = 1;

/** The oldest server that has all that is used here (`tcp_user_timeout`), as `server_version_num` says it. */
export const OLDEST_SERVER = 120_000;

/** The channel on which banks notify each other: at most one notification a batch. */
export const CHANNEL = 'lobby_books';

/**
 * How many commits back the list of changed accounts goes. A bank that is further behind loads everything anew; one
 * that has lost a connection in the middle of a commit, and comes back after so many, can't learn any more what became
 * of it. At 300 commits a second it is five minutes.
 */
export const KEPT_BATCHES = 100_000;

/** The bank of a batch without content, which only moves the head (PostgresStore.settle). */
export const FENCE = 'fence';

/**
 * The tables as in SQLite (sqlite/schema.ts), in a schema of their own, and beside them `batches`: which bank made each
 * of the newest commits, and which accounts it changed. That is how a bank learns what others did without an index on
 * the accounts that every change of a balance would have to keep, and how it finds out whether a commit whose
 * connection was lost is its own.
 *
 * Texts compare by their bytes, whatever the database's own order is. The fill factor leaves room in the pages of rows
 * that change often, so that a change needs no new entries in the indexes.
 */
const TABLES = `
CREATE SCHEMA lobby;
CREATE TABLE lobby.transfers (
  sequence bigint PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  debit text COLLATE "C" NOT NULL,
  credit text COLLATE "C" NOT NULL,
  amount bigint NOT NULL,
  key text COLLATE "C" NOT NULL UNIQUE,
  refers bigint,
  at bigint NOT NULL,
  expires bigint,
  balance_after bigint NOT NULL,
  hash text COLLATE "C" NOT NULL
);
CREATE INDEX transfers_debit ON lobby.transfers (debit, sequence) WHERE debit <> 'cash';
CREATE INDEX transfers_credit ON lobby.transfers (credit, sequence) WHERE credit <> 'cash';
CREATE INDEX transfers_refers ON lobby.transfers (refers) WHERE refers IS NOT NULL;
CREATE TABLE lobby.accounts (
  number text COLLATE "C" PRIMARY KEY,
  balance bigint NOT NULL,
  held bigint NOT NULL,
  pin text COLLATE "C",
  wrong_tries bigint NOT NULL,
  locks bigint NOT NULL,
  locked_until bigint NOT NULL,
  locked_by_bank bigint NOT NULL,
  daily_limit bigint,
  day bigint NOT NULL,
  withdrawn bigint NOT NULL,
  opened bigint NOT NULL,
  seal text COLLATE "C" NOT NULL
) WITH (fillfactor = 60);
CREATE TABLE lobby.pending (sequence bigint PRIMARY KEY);
CREATE TABLE lobby.refused (
  number bigint PRIMARY KEY,
  key text COLLATE "C" NOT NULL,
  content text COLLATE "C" NOT NULL,
  refusal text COLLATE "C" NOT NULL,
  seal text COLLATE "C" NOT NULL,
  commits bigint NOT NULL
);
CREATE INDEX refused_commits ON lobby.refused (commits);
CREATE TABLE lobby.batches (
  commits bigint PRIMARY KEY,
  bank text COLLATE "C" NOT NULL,
  touched text[] NOT NULL
);
CREATE TABLE lobby.head (
  id bigint PRIMARY KEY CHECK (id = 1),
  version bigint NOT NULL,
  sequence bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  commits bigint NOT NULL,
  pin_key text COLLATE "C" NOT NULL,
  seal text COLLATE "C" NOT NULL
) WITH (fillfactor = 10);
`;

/** What a bank needs to do with tables that are there, and no more: nobody can change or delete a transfer by it. */
const RIGHTS: readonly (readonly [rights: string, tables: readonly string[]])[] = [
  ['SELECT, INSERT', ['transfers']],
  ['SELECT, INSERT, UPDATE', ['accounts']],
  ['SELECT, UPDATE', ['head']],
  ['SELECT, INSERT, DELETE', ['pending', 'refused', 'batches']],
];

/** What the server takes for everybody, or for nobody, also in quotes: no role has such a name. */
const NO_ROLES: ReadonlySet<string> = new Set(['public', 'none']);

/**
 * Statements that let this role run a bank on the books that are there.
 * @param role as it is named in the database
 * @throws UsageFailure if no role can be named so
 */
export function grantsTo(role: string): string {
  if (NO_ROLES.has(role)) throw new UsageFailure(`'${role}' is no role: name the one that is to run a bank.`);
  // In quotes whatever it is: a plain name can be a word of SQL, such as `user`.
  const name = `"${role.replaceAll('"', '""')}"`;
  const tables = RIGHTS.map(
    ([rights, names]) => `GRANT ${rights} ON ${names.map((one) => `lobby.${one}`).join(', ')} TO ${name};`,
  );
  return [`GRANT USAGE ON SCHEMA lobby TO ${name};`, ...tables].join('\n');
}

/** Makes the tables, unless another bank has just made them; two that begin at once wait for each other. */
export function foundingScript(pinKey: string): string {
  const head = { sequence: 0, hash: GENESIS, at: 0, commits: 0 };
  if (!/^[0-9a-f]+$/.test(pinKey)) throw new Error('the fingerprint of a PIN key is hex');
  return `
DO $founding$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('lobby founding'));
  -- Not by to_regclass, which may still answer as before the wait.
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'lobby' AND tablename = 'head') THEN
    ${TABLES}
    INSERT INTO lobby.head (id, version, sequence, hash, at, commits, pin_key, seal)
    VALUES (1, ${SCHEMA_VERSION}, 0, '${GENESIS}', 0, 0, '${pinKey}', '${headSeal(head, pinKey)}');
  END IF;
END
$founding$`;
}

/** Columns of a table, in the order in which their values are sent. */
export type Columns = readonly (readonly [name: string, type: 'bigint' | 'text'])[];

/** A row of a table: all of its columns, and nothing else. */
export type RowOf<Table extends Columns> = Readonly<Record<Table[number][0], unknown>>;

export const TRANSFERS = [
  ['sequence', 'bigint'],
  ['kind', 'text'],
  ['debit', 'text'],
  ['credit', 'text'],
  ['amount', 'bigint'],
  ['key', 'text'],
  ['refers', 'bigint'],
  ['at', 'bigint'],
  ['expires', 'bigint'],
  ['balance_after', 'bigint'],
  ['hash', 'text'],
] as const satisfies Columns;
export const ACCOUNTS = [
  ['number', 'text'],
  ['balance', 'bigint'],
  ['held', 'bigint'],
  ['pin', 'text'],
  ['wrong_tries', 'bigint'],
  ['locks', 'bigint'],
  ['locked_until', 'bigint'],
  ['locked_by_bank', 'bigint'],
  ['daily_limit', 'bigint'],
  ['day', 'bigint'],
  ['withdrawn', 'bigint'],
  ['opened', 'bigint'],
  ['seal', 'text'],
] as const satisfies Columns;
export const REFUSED = [
  ['number', 'bigint'],
  ['key', 'text'],
  ['content', 'text'],
  ['refusal', 'text'],
  ['seal', 'text'],
] as const satisfies Columns;

/** For a list of columns in SQL. @param table to name it before each */
export const names = (columns: Columns, table?: string): string =>
  columns.map(([name]) => (table === undefined ? name : `${table}.${name}`)).join(', ');
