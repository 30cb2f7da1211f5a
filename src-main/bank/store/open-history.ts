import { Failure } from '../../contract/failure.ts';
import type { CommittedTransfers } from '../ledger/store.ts';
import type { BooksPlace } from './books-place.ts';
import { openPostgresHistory } from './postgres/postgres-history.ts';
import { copyDatabase } from './sqlite/copy-database.ts';
import { openSqliteHistory } from './sqlite/sqlite-history.ts';

/** What is committed, read beside the ledger that writes it. */
export interface History extends CommittedTransfers {
  close(): Promise<void>;
}

/**
 * Opens books for reading while a ledger has them open for writing.
 * @throws StoreError
 */
export function openHistory({ data, shared }: BooksPlace): History {
  return shared === null ? openSqliteHistory(data) : openPostgresHistory(shared.address);
}

/**
 * Copies the books as they are at one moment, while a ledger writes them. To be called where the ledger can hold back
 * who reads them (history-thread).
 * @throws StoreError, what `onPart` throws, and Failure `check_elsewhere` for books in a database
 */
export async function copyBooks(
  { data, shared }: BooksPlace,
  to: string,
  onPart: (part: number) => void,
): Promise<void> {
  if (shared === null) return await copyDatabase(data, to, onPart);
  // A database has a moment of its own to look at; who checks it needs no copy.
  throw new Failure(
    'check_elsewhere',
    "Books in PostgreSQL are checked where they are, while banks use them: 'npm run lobby -- audit --books URL'.",
  );
}
