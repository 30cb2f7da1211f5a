import { join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { DataFolder } from '../../data-folder.ts';
import { type Account, isCustomer, newAccount } from '../ledger/account.ts';
import { NOTHING_NEEDED } from '../ledger/batch-needs.ts';
import { Ledger } from '../ledger/ledger.ts';
import { copyPinKey, KEY_FILE } from '../ledger/pins/pin.ts';
import { type OpenBooks, openBooks } from './open-books.ts';
import { hasLedger } from './sqlite/database-file.ts';

/**
 * Opens new books with the customers of others: their PINs, limits, locks by the bank and balances, which come in as
 * opening transfers of today. The others are not changed. For books whose dates went wrong: a transfer is never
 * changed, so the way back is to begin anew from what everybody has.
 * @returns how many accounts
 * @throws Failure `ledger_exists`, `reserves_open`, and as `openBooks` of either folder
 */
export async function carryOver(from: DataFolder, to: DataFolder): Promise<number> {
  const old = await openBooks(from, [], false);
  try {
    if (old.state.pending.size > 0) {
      throw new Failure(
        'reserves_open',
        `${old.state.pending.size} withdrawals are under way in ${from.path}. Open that bank for ten minutes, so that they end, and try again.`,
      );
    }
    if (hasLedger(to)) {
      throw new Failure('ledger_exists', `There is a ledger in ${to.path} already. Choose an empty folder.`);
    }
    copyPinKey(join(from.secrets, KEY_FILE), to.secrets);
    const books = await openBooks(to, [], true);
    try {
      return await openAll([...old.state.accounts.values()].filter(isCustomer), books);
    } finally {
      await books.store.close();
    }
  } finally {
    await old.store.close();
  }
}

async function openAll(customers: readonly Account[], { store, state, pinKey }: OpenBooks): Promise<number> {
  const now = { date: Date.now(), steady: performance.now() };
  const ledger = new Ledger(state, pinKey, now);
  const { journal } = await store.begin(() => NOTHING_NEEDED, state.head);
  ledger.begin(now, journal);
  for (const { number, pin, balance, dailyLimit, lockedByBank, wrongTries, locks } of customers) {
    ledger.open({ ...newAccount(number, pin, now.date, dailyLimit), lockedByBank, wrongTries, locks }, balance);
  }
  const { touched, head } = ledger.finish();
  await store.commit(touched, head);
  return customers.length;
}
