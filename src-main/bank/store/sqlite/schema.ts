/** Tells this file apart from other SQLite files: 'LBBY' (PRAGMA application_id). */
export const APPLICATION_ID = 0x4c424259;
/** Raised with every change of the tables (PRAGMA user_version). */
export const SCHEMA_VERSION = 1;

/**
 * `transfers` is only ever added to. `accounts` and `head` say where that has led, so that a start need not replay
 * it; `pending` and `refused` are small and kept in memory too.
 *
 * Statements read the two partial indexes; cash is left out of them because nobody asks for its statement and every
 * second entry would be its.
 */
export const SCHEMA = `
CREATE TABLE transfers (
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  amount INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE,
  refers INTEGER,
  at INTEGER NOT NULL,
  expires INTEGER,
  balance_after INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX transfers_debit ON transfers (debit, sequence) WHERE debit <> 'cash';
CREATE INDEX transfers_credit ON transfers (credit, sequence) WHERE credit <> 'cash';
CREATE INDEX transfers_refers ON transfers (refers) WHERE refers IS NOT NULL;
CREATE TABLE accounts (
  number TEXT PRIMARY KEY,
  balance INTEGER NOT NULL,
  held INTEGER NOT NULL,
  pin TEXT,
  wrong_tries INTEGER NOT NULL,
  locks INTEGER NOT NULL,
  locked_until INTEGER NOT NULL,
  locked_by_bank INTEGER NOT NULL,
  daily_limit INTEGER,
  day INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  seal TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  commits INTEGER NOT NULL,
  pin_key TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE TABLE pending (sequence INTEGER PRIMARY KEY) STRICT;
CREATE TABLE refused (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  content TEXT NOT NULL,
  refusal TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;
