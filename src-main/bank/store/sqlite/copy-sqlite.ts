import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Failure } from '../../../contract/failure.ts';
import type { DataFolder } from '../../../data-folder.ts';
import { readPinKey } from '../../ledger/pins/pin.ts';
import { auditDatabase } from '../audit.ts';
import type { CopySource, CopyTarget, Table } from '../copy-books.ts';
import type { Row } from '../rows.ts';
import { isEmpty, lockDatabase, requireLedger, startFailure } from './database-file.ts';
import { guarded } from './guarded.ts';

/** Rows that are handed over at once. */
const ROWS = 5_000;

/** Books in a data folder, held alone until `close`. @throws Failure as `lockDatabase` */
export function sqliteSource(data: DataFolder): CopySource {
  requireLedger(data);
  const database = open(data, false);
  return {
    shown: data.path,
    audit: async () => auditDatabase(database, readPinKey(data.secrets)?.fingerprint),
    async *rows(table) {
      let part: Row[] = [];
      for (const row of database.prepare(`SELECT * FROM ${table}`).iterate()) {
        part.push(row);
        if (part.length < ROWS) continue;
        yield part;
        part = [];
      }
      if (part.length > 0) yield part;
    },
    close: async () => database.close(),
  };
}

/** A data folder without books. @throws Failure `ledger_exists`, and as `lockDatabase` */
export function sqliteTarget(data: DataFolder): CopyTarget {
  const database = open(data, true);
  if (!isEmpty(database)) {
    database.close();
    throw new Failure('ledger_exists', `There is a ledger in ${data.path} already. Choose an empty folder.`);
  }
  const statements = new Map<Table, { readonly columns: readonly string[]; readonly insert: StatementSync }>();
  database.exec('BEGIN IMMEDIATE');
  const statementFor = (table: Table) => {
    const known = statements.get(table);
    if (known !== undefined) return known;
    const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
    const names = columns.map(({ name }) => String(name));
    const insert = database.prepare(`INSERT INTO ${table} VALUES (${names.map(() => '?').join(', ')})`);
    const made = { columns: names, insert };
    statements.set(table, made);
    return made;
  };
  return {
    shown: data.path,
    write: async (table, rows) =>
      guarded(() => {
        const { columns, insert } = statementFor(table);
        for (const row of rows) insert.run(...columns.map((column) => sqlValue(row[column])));
      }),
    commit: async () => guarded(() => database.exec('COMMIT')),
    audit: async () => auditDatabase(database, readPinKey(data.secrets)?.fingerprint),
    close: async () => database.close(),
  };
}

function open(data: DataFolder, create: boolean): DatabaseSync {
  try {
    return lockDatabase(data, create);
  } catch (error) {
    throw startFailure(error, data);
  }
}

function sqlValue(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
