import { checkPin, type PinKey } from '../ledger/pins/pin.ts';
import type { AccountNumber } from '../ledger/request.ts';
import type { LedgerState } from '../ledger/store.ts';
import { OPENING_ACCOUNTS } from '../store/found-ledger.ts';

/** PINs by account number. */
export type DemoPins = Readonly<Record<AccountNumber, string>>;

/** The PINs of the opening accounts that nobody has changed: the documents tell them, so windows may show them. */
export function demoPinsOf({ accounts }: LedgerState, pinKey: PinKey): DemoPins {
  const unchanged = OPENING_ACCOUNTS.filter(({ number, pin }) => {
    const account = accounts.get(number);
    return account !== undefined && checkPin(pinKey, number, pin, account.pin);
  });
  return Object.fromEntries(unchanged.map(({ number, pin }) => [number, pin]));
}
