import { StoreError } from '../../ledger/store.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html) for a file that can't be right. */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Runs `work`, and turns what SQLite throws into a StoreError. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error);
  }
}

/** As `guarded`, of work that takes a while. */
export async function guardedAsync<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}

function storeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errcode } = error as Error & { readonly code?: string; readonly errcode?: number };
  // A stored number beyond the safe integers: nothing of ours.
  if (code === 'ERR_OUT_OF_RANGE') return new StoreError('damaged', error.message, { cause: error });
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return error;
  const primary = errcode & 0xff;
  const reason = primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB ? 'damaged' : 'io';
  return new StoreError(reason, `${error.message} (SQLite ${errcode})`, { cause: error });
}
