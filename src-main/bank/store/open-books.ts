import type { DataFolder } from '../../data-folder.ts';
import type { PinKey } from '../ledger/pins/pin.ts';
import type { LedgerState, LedgerStore } from '../ledger/store.ts';
import type { BooksPlace } from './books-place.ts';
import { emptyState, foundLedger, OPENING_ACCOUNTS, type OpeningAccount } from './found-ledger.ts';
import { booksFailure } from './postgres/books-failure.ts';
import { startFailure } from './sqlite/database-file.ts';
import { openDatabase } from './sqlite/open-database.ts';

/** Books that are open: where they are kept, and what the ledger has to know of them. */
export interface OpenBooks {
  readonly store: LedgerStore;
  /** As loaded, once: loading checks every account. */
  readonly state: LedgerState;
  readonly pinKey: PinKey;
}

interface Opening {
  /** Opened where no account has been yet. */
  readonly accounts?: readonly OpeningAccount[];
  /** Whether books are made where there are none yet. */
  readonly create?: boolean;
  /** How long a shared database is waited for that can't be reached, or takes no writes, ms. */
  readonly patience?: number;
}

/**
 * Opens a bank's books, wherever they are. Where there are none yet they are made, with their PIN key.
 * @throws Failure as `openBooks` or `openPostgres`
 */
export async function openBooksAt(place: BooksPlace, opening: Opening = {}): Promise<OpenBooks> {
  const { accounts = OPENING_ACCOUNTS, create = true, patience = 0 } = opening;
  const { data, shared, bank } = place;
  if (shared === null) return await openBooks(data, accounts, create);
  // Who has no database need not load what speaks to one.
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  const opened = await openPostgres(shared, { secrets: data.secrets, bank, create, patience });
  try {
    return await loadBooks(opened, accounts);
  } catch (error) {
    await opened.store.close().catch(() => undefined);
    throw booksFailure(error, shared.address);
  }
}

/**
 * Opens the books of a data folder. Where there are none yet they are made, with their PIN key, unless `create` is
 * false; where no account has been opened yet, `accounts` are.
 * @throws Failure as `openDatabase`; `database_damaged` also for accounts that are not what was written.
 */
export async function openBooks(
  data: DataFolder,
  accounts: readonly OpeningAccount[] = OPENING_ACCOUNTS,
  create = true,
): Promise<OpenBooks> {
  const opened = openDatabase(data, create);
  try {
    return await loadBooks(opened, accounts);
  } catch (error) {
    await opened.store.close().catch(() => undefined);
    throw startFailure(error, data);
  }
}

async function loadBooks(
  { store, pinKey }: { readonly store: LedgerStore; readonly pinKey: PinKey },
  accounts: readonly OpeningAccount[],
): Promise<OpenBooks> {
  const now = Date.now();
  const loaded = await store.load();
  // Cash alone: nobody has been given an account yet.
  const isUnused = loaded === undefined || (loaded.accounts.size === 1 && accounts.length > 0);
  const state = loaded ?? emptyState(now);
  return { store, state: isUnused ? await foundLedger(state, store, pinKey, accounts, now) : state, pinKey };
}

/** Says in one sentence why books can't be opened or used, and what to do. What is no StoreError is given back. */
export function placeFailure(error: unknown, { data, shared }: BooksPlace): unknown {
  return shared === null ? startFailure(error, data) : booksFailure(error, shared.address);
}
