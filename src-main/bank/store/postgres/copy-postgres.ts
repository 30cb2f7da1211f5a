import { Failure } from '../../../contract/failure.ts';
import { StoreError } from '../../ledger/store.ts';
import type { CopySource, CopyTarget, Table } from '../copy-books.ts';
import { headOfRow, type Row } from '../rows.ts';
import type { BooksAddress } from './address.ts';
import { auditPostgres } from './audit-postgres.ts';
import { booksFailure } from './books-failure.ts';
import { Connection } from './connection.ts';
import { hasTables, noBooks } from './open-postgres.ts';
import { ACCOUNTS, FENCE, foundingScript, names, REFUSED, SCHEMA_VERSION, TRANSFERS } from './schema.ts';
import { ONE_MOMENT } from './statements.ts';

/** Rows that are handed over at once. */
const ROWS = 5_000;

/** No limit between two statements: the other side of the copy may be slow. */
const PATIENT = 'SET idle_in_transaction_session_timeout = 0';

const COLUMNS = { transfers: TRANSFERS, accounts: ACCOUNTS, refused: REFUSED } as const;
const LISTS: Readonly<Record<Table, string>> = {
  transfers: names(TRANSFERS),
  accounts: names(ACCOUNTS),
  refused: names(REFUSED),
  pending: 'sequence',
  head: 'id, sequence, hash, at, commits, pin_key, seal',
};

/** Books as they are at one moment. @param pinKey fingerprint @throws Failure as `booksFailure`, `no_ledger` */
export async function postgresSource(address: BooksAddress, pinKey: string | undefined): Promise<CopySource> {
  const connection = await told(address, () => Connection.open(address, { patience: 0, mayRead: true }));
  await told(address, async () => {
    if (!(await hasTables(connection))) throw noBooks(address);
    await connection.script(`${PATIENT}; ${ONE_MOMENT}`);
  });
  return {
    shown: address.shown,
    audit: () => auditPostgres(address, pinKey),
    async *rows(table) {
      const order = table === 'transfers' ? 'ORDER BY sequence' : '';
      const cursor = `DECLARE copying NO SCROLL CURSOR FOR SELECT ${LISTS[table]} FROM lobby.${table} ${order}`;
      await told(address, () => connection.script(cursor));
      for (;;) {
        const [rows = []] = await told(address, () => connection.script(`FETCH ${ROWS} FROM copying`));
        if (rows.length === 0) break;
        yield rows;
      }
      await told(address, () => connection.script('CLOSE copying'));
    },
    close: () => connection.close(),
  };
}

/**
 * A database without books, or with tables that nobody has written to.
 * @param pinKey fingerprint of the PIN key that belongs to what comes
 * @throws Failure `ledger_exists`, as `booksFailure`
 */
export async function postgresTarget(address: BooksAddress, pinKey: string): Promise<CopyTarget> {
  const connection = await told(address, () => Connection.open(address, { patience: 0 }));
  await told(address, async () => {
    await connection.script(`${PATIENT}; BEGIN`);
    await connection.script(foundingScript(pinKey));
    const [heads = []] = await connection.script('SELECT * FROM lobby.head WHERE id = 1 FOR UPDATE');
    if (heads[0] === undefined) throw new StoreError('damaged', 'the head is missing');
    if (headOfRow(heads[0]).head.commits > 0) {
      throw new Failure('ledger_exists', `There are books at ${address.shown} already. Choose an empty database.`);
    }
  }).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return {
    shown: address.shown,
    write: (table, rows) => told(address, () => write(connection, table, rows)),
    commit: () => told(address, async () => void (await connection.script('COMMIT'))),
    audit: () => auditPostgres(address, pinKey),
    close: () => connection.close(),
  };
}

async function write(connection: Connection, table: Table, rows: readonly Row[]): Promise<void> {
  switch (table) {
    case 'transfers':
    case 'accounts':
    case 'refused': {
      const columns = COLUMNS[table];
      const parameters = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
      const text =
        table === 'refused'
          ? `INSERT INTO lobby.refused (${LISTS.refused}, commits) SELECT *, 0 FROM unnest(${parameters.join(', ')})`
          : `INSERT INTO lobby.${table} (${LISTS[table]}) SELECT * FROM unnest(${parameters.join(', ')})`;
      const values = columns.map(([name]) => rows.map((row) => row[name]));
      await connection.run({ name: `copy-${table}`, text }, values);
      return;
    }
    case 'pending': {
      const text = 'INSERT INTO lobby.pending (sequence) SELECT * FROM unnest($1::bigint[])';
      await connection.run({ name: 'copy-pending', text }, [rows.map(({ sequence }) => sequence)]);
      return;
    }
    case 'head': {
      const { head, pinKey } = headOfRow(rows[0] ?? {});
      const values = [head.sequence, head.hash, head.at, head.commits, pinKey, rows[0]?.['seal']];
      const text = `UPDATE lobby.head SET version = ${SCHEMA_VERSION}, sequence = $1, hash = $2, at = $3, commits = $4,
        pin_key = $5, seal = $6`;
      await connection.run({ name: 'copy-head', text }, values);
      const batch = `INSERT INTO lobby.batches (commits, bank, touched) VALUES ($1, '${FENCE}', '{}')`;
      await connection.run({ name: 'copy-batch', text: batch }, [head.commits]);
      return;
    }
  }
}

/** @throws Failure in place of a StoreError */
async function told<Result>(address: BooksAddress, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw booksFailure(error, address);
  }
}
