import { isCrowdAccount } from '../../contract/crowd.ts';
import type { Cents } from '../../contract/money.ts';
import { type Account, isCustomer, newAccount } from './account.ts';
import { isPin } from './pins/pin.ts';
import type { AccountNumber, AccountView, LedgerReply, OrderedRequest } from './request.ts';

/** What the office may use of the ledger, in the batch at work. */
export interface OfficeRecords {
  account(number: AccountNumber): Account | undefined;
  /** The account is about to change. */
  touch(account: Account): void;
  /** Adds an account with its first money from cash. */
  open(account: Account, amount: Cents): void;
  hasRoomFor(amount: Cents): boolean;
  /** Tells terminals that are logged in to the account that it is locked. */
  lock(number: AccountNumber): void;
  verifier(number: AccountNumber, pin: string): string;
  /** As `PinDesk.forgive`. */
  forgive(account: Account): void;
}

/** What the bank's own people do with accounts while it runs. No protocol can ask for it. */
export function administer(
  request: Extract<OrderedRequest, { op: 'administer' }>,
  records: OfficeRecords,
  now: number,
): LedgerReply<'administer'> {
  const { account: number, change, pin, amount } = request;
  const known = records.account(number);
  if (change === 'add') {
    if (known !== undefined || isCrowdAccount(number)) return { ok: false, refusal: 'account_exists' };
    if (!isPin(pin)) return { ok: false, refusal: 'invalid_pin' };
    if (!records.hasRoomFor(amount)) return { ok: false, refusal: 'cash_too_large' };
    records.open(newAccount(number, records.verifier(number, pin), now), amount);
    return { ok: true };
  }
  if (change === 'reset-pin' && !isPin(pin)) return { ok: false, refusal: 'invalid_pin' };
  if (known === undefined || !isCustomer(known)) return { ok: false, refusal: 'account_not_found' };
  records.touch(known);
  if (change === 'lock') {
    known.lockedByBank = true;
    records.lock(number);
    return { ok: true };
  }
  if (change === 'unlock') known.lockedByBank = false;
  else known.pin = records.verifier(number, pin);
  records.forgive(known);
  return { ok: true };
}

/** The customers after one number, in the order of their numbers. */
export function accountPage(
  accounts: Iterable<Account>,
  { after, limit, crowd }: Extract<OrderedRequest, { op: 'accounts' }>,
): LedgerReply<'accounts'> {
  const found: Account[] = [];
  for (const account of accounts) {
    const wanted = isCustomer(account) && (crowd || !isCrowdAccount(account.number));
    if (wanted && inOrder(after, account.number) < 0) found.push(account);
  }
  found.sort((a, b) => inOrder(a.number, b.number));
  return { ok: true, accounts: found.slice(0, limit).map(accountView), more: found.length > limit };
}

/** By size, as numbers; '' is before all. */
function inOrder(a: AccountNumber, b: AccountNumber): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function accountView({ number, balance, held, lockedByBank, lockedUntil, dailyLimit }: Account): AccountView {
  return { number, balance, held, lockedByBank, lockedUntil, dailyLimit };
}
