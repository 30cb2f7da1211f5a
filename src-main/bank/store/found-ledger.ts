import type { Cents } from '../../contract/money.ts';
import { newAccount } from '../ledger/account.ts';
import { Ledger } from '../ledger/ledger.ts';
import { type PinKey, pinVerifier } from '../ledger/pin.ts';
import type { AccountNumber } from '../ledger/request.ts';
import type { LedgerState, LedgerStore } from '../ledger/store.ts';
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
    refused: new Map(),
  };
}

/** Opens the first accounts with their opening transfers, in one commit. `now` in ms. */
export function openAccounts(
  state: LedgerState,
  store: LedgerStore,
  pinKey: PinKey,
  accounts: readonly OpeningAccount[],
  now: number,
): void {
  const ledger = new Ledger(state, store, pinKey);
  ledger.begin(now);
  for (const { number, pin, balance } of accounts) {
    ledger.open(newAccount(number, pinVerifier(pinKey, number, pin), now), balance);
  }
  const { head } = ledger.finish();
  store.commit(state.accounts.values(), head);
}
