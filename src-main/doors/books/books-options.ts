import { resolve } from 'node:path';
import type { SharedBooks } from '../../bank/store/books-place.ts';
import { parseBooksAddress } from '../../bank/store/postgres/address.ts';
import { UsageFailure } from '../../contract/failure.ts';

/** Options of the doors that can use books in PostgreSQL. */
export const BOOKS_OPTIONS = { books: { type: 'string' }, 'pin-key': { type: 'string' } } as const;

interface BooksValues {
  readonly books?: string | undefined;
  readonly 'pin-key'?: string | undefined;
}

/** @returns null: the books are in the data folder. @throws UsageFailure */
export function parseBooks({ books, 'pin-key': pinKey }: BooksValues): SharedBooks | null {
  if (books !== undefined) {
    return { address: parseBooksAddress(books), pinKeyFile: pinKey === undefined ? null : resolve(pinKey) };
  }
  if (pinKey !== undefined) throw new UsageFailure('--pin-key is given together with --books.');
  return null;
}
