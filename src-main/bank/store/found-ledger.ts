import type { Cents } from '../../contract/money.ts';
import { newAccount } from '../ledger/account.ts';
import { NOTHING_NEEDED } from '../ledger/batch-needs.ts';
import { Ledger } from '../ledger/ledger.ts';
import { type PinKey, pinVerifier } from '../ledger/pins/pin.ts';
import type { AccountNumber } from '../ledger/request.ts';
import { type LedgerState, type LedgerStore, StoreError } from '../ledger/store.ts';
import { CASH, GENESIS } from '../ledger/transfer-record.ts';

export interface OpeningAccount {
  readonly number: AccountNumber;
  readonly pin: string;
  readonly balance: Cents;
}

/** The accounts that an empty bank opens with. */
export const OPENING_ACCOUNTS: readonly OpeningAccount[] = [
  { number: '1999', pin: '999', balance: 500_000 },
  { number: '1998', pin: '998', balance: 300_000 },
  { number: '1997', pin: '997', balance: 700_000 },
];

/** A ledger with the bank's own account alone. */
export function emptyState(now: number): LedgerState {
  return {
    accounts: new Map([[CASH, newAccount(CASH, null, now)]]),
    head: { sequence: 0, hash: GENESIS, at: 0, commits: 0 },
    pending: new Map(),
    refused: [],
  };
}

/**
 * Opens the first accounts with their opening transfers, in one commit. `now` in ms.
 * @returns the state with them
 * @throws StoreError
 */
export async function foundLedger(
  state: LedgerState,
  store: LedgerStore,
  pinKey: PinKey,
  accounts: readonly OpeningAccount[],
  now: number,
): Promise<LedgerState> {
  const moment = { date: now, steady: 0 };
  const ledger = new Ledger(state, pinKey, moment);
  const { journal, tail } = await store.begin(() => NOTHING_NEEDED, state.head);
  if (tail !== null) {
    await store.rollback();
    return await foundByOthers(store);
  }
  ledger.begin(moment, journal);
  for (const { number, pin, balance } of accounts) {
    ledger.open(newAccount(number, pinVerifier(pinKey, number, pin), now), balance);
  }
  const { head } = ledger.finish();
  const done = await store.commit(state.accounts.values(), head);
  if (done !== 'done') return await foundByOthers(store);
  // As `load` gives them.
  const sorted = [...state.accounts].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return { ...state, accounts: new Map(sorted) };
}

/** Another bank on the same books was the first: its accounts are the ones. */
async function foundByOthers(store: LedgerStore): Promise<LedgerState> {
  const state = await store.load();
  if (state === undefined) throw new StoreError('damaged', 'the head is missing');
  return state;
}
