import type { DataFolder } from '../../data-folder.ts';
import type { PinKey } from '../ledger/pins/pin.ts';
import type { LedgerState, LedgerStore } from '../ledger/store.ts';
import { emptyState, foundLedger, OPENING_ACCOUNTS, type OpeningAccount } from './found-ledger.ts';
import { startFailure } from './sqlite/database-file.ts';
import { openDatabase } from './sqlite/open-database.ts';

/** Books that are open: where they are kept, and what the ledger has to know of them. */
export interface OpenBooks {
  readonly store: LedgerStore;
  /** As loaded, once: loading checks every account. */
  readonly state: LedgerState;
  readonly pinKey: PinKey;
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
  const { store, pinKey } = openDatabase(data, create);
  try {
    const now = Date.now();
    const loaded = await store.load();
    // Cash alone: nobody has been given an account yet.
    const isUnused = loaded === undefined || (loaded.accounts.size === 1 && accounts.length > 0);
    const state = loaded ?? emptyState(now);
    return { store, state: isUnused ? await foundLedger(state, store, pinKey, accounts, now) : state, pinKey };
  } catch (error) {
    await store.close().catch(() => undefined);
    throw startFailure(error, data);
  }
}
