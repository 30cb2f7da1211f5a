import { join } from 'node:path';
import { Failure } from '../../../contract/failure.ts';
import { createPinKey, KEY_FILE, type PinKey, readKeyFile } from '../../ledger/pins/pin.ts';
import { StoreError } from '../../ledger/store.ts';
import { headOfRow, type Row } from '../rows.ts';
import type { BooksAddress } from './address.ts';
import { booksFailure } from './books-failure.ts';
import { Connection } from './connection.ts';
import { PostgresStore } from './postgres-store.ts';
import { foundingScript, SCHEMA_VERSION } from './schema.ts';

export interface PostgresOpening {
  /** Folder of the bank's own PIN key. */
  readonly secrets: string;
  /** As `BooksPlace.bank`. */
  readonly bank: string;
  /** Whether tables are made where there are none. */
  readonly create: boolean;
  /** How long to try while no host takes writes, ms. */
  readonly patience: number;
}

/**
 * Opens books in PostgreSQL. Where there are none yet the tables are made, and a PIN key in the data folder if it has
 * none and no file was named.
 * @throws Failure `no_ledger`, `pin_key_missing`, `pin_key_other`, `pin_key_unreadable`, `database_newer`,
 *   `database_damaged`, and the `books_…` codes.
 */
export async function openPostgres(
  books: { readonly address: BooksAddress; readonly pinKeyFile: string | null },
  { secrets, bank, create, patience }: PostgresOpening,
): Promise<{ readonly store: PostgresStore; readonly pinKey: PinKey }> {
  const { address } = books;
  let connection: Connection | undefined;
  try {
    connection = await Connection.open(address, { patience });
    const isNew = !(await hasTables(connection));
    if (isNew && !create) throw noBooks(address);
    const path = books.pinKeyFile ?? join(secrets, KEY_FILE);
    const pinKey =
      readKeyFile(path) ?? (isNew && books.pinKeyFile === null ? createPinKey(secrets) : missing(path, address));
    if (isNew) await connection.script(foundingScript(pinKey.fingerprint));
    await checkHead(connection, pinKey, path, address);
    return { store: new PostgresStore(connection, bank, pinKey.fingerprint), pinKey };
  } catch (error) {
    await connection?.close();
    throw booksFailure(error, address);
  }
}

export function noBooks({ shown }: BooksAddress): Failure {
  return new Failure('no_ledger', `There are no books at ${shown} yet. Start a bank on them once.`);
}

export async function hasTables(connection: Connection): Promise<boolean> {
  const [rows = []] = await connection.script("SELECT to_regclass('lobby.head') IS NOT NULL AS there");
  return rows[0]?.['there'] === true;
}

function missing(path: string, { shown }: BooksAddress): never {
  throw new Failure(
    'pin_key_missing',
    `The PIN key ${path} is missing. All banks on ${shown} have the same one: copy it from secrets/pin.key of the bank that was first, or name it with --pin-key FILE.`,
  );
}

async function checkHead(connection: Connection, key: PinKey, path: string, address: BooksAddress): Promise<void> {
  const [rows = []] = await connection.script('SELECT * FROM lobby.head');
  const row: Row | undefined = rows[0];
  if (row === undefined) throw new StoreError('damaged', 'the head is missing');
  if (Number(row['version']) > SCHEMA_VERSION) {
    throw new Failure(
      'database_newer',
      `The books at ${address.shown} were made by a newer Lobby. Start that one on this machine too.`,
    );
  }
  if (headOfRow(row).pinKey !== key.fingerprint) {
    throw new Failure(
      'pin_key_other',
      `The PIN key ${path} is not the one of the books at ${address.shown}: they are another bank's, or it has to be copied from one of this bank's other machines.`,
    );
  }
}
