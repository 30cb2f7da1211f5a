import { randomUUID } from 'node:crypto';
import type { DataFolder } from '../../data-folder.ts';
import type { BooksAddress } from './postgres/address.ts';

/** Books in a database that several banks share. */
export interface SharedBooks {
  readonly address: BooksAddress;
  /** File of the PIN key that all these banks have; null: the one in the data folder. */
  readonly pinKeyFile: string | null;
}

/** Where a bank keeps its books, and all else. */
export interface BooksPlace {
  readonly data: DataFolder;
  /** null: in the data folder, in SQLite. */
  readonly shared: SharedBooks | null;
  /** Tells this start of the bank from every other one that has the same books open. */
  readonly bank: string;
}

export function booksPlace(data: DataFolder, shared: SharedBooks | null = null): BooksPlace {
  return { data, shared, bank: randomUUID() };
}
