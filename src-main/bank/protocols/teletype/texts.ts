import { isAscii, isUtf8 } from 'node:buffer';
import { type Cents, formatDollars } from '../../../contract/money.ts';
import type { Refusal } from '../../../contract/refusals.ts';

/** Every text of the teletype protocol, byte for byte. All of it is ASCII. */
export const ASK_ACCOUNT = 'Enter account number: ';
export const ASK_PIN = 'Enter PIN: ';
export const ASK_DEPOSIT = 'Enter amount to deposit: ';
export const ASK_WITHDRAWAL = 'Enter amount to withdraw: ';
export const AUTHENTICATED = 'Authentication successful.\n';
export const NOT_AUTHENTICATED = 'Authentication failed.\n';
export const LOCKED = 'Account locked. Try again later.\n';
export const MENU = '\nOptions:\n1. Check Balance\n2. Deposit\n3. Withdraw\n4. Exit\nChoose an option: ';
export const DEPOSITED = 'Deposit successful.\n';
export const WITHDRAWN = 'Withdrawal successful.\n';
const INSUFFICIENT = 'Insufficient funds.\n';
export const INVALID_OPTION = 'Invalid option. Try again.\n';
export const INVALID_AMOUNT = 'Invalid amount. Try again.\n';
export const LINE_TOO_LONG = 'Line too long.\n';
export const TIMED_OUT = 'Session timed out.';
export const CLOSING = 'The bank is closing.';
export const FULL = 'The bank is full. Try again later.\n';
export const UNAVAILABLE = 'Service unavailable. Try again later.\n';
const LIMIT_EXCEEDED = 'Daily limit exceeded.\n';
const BALANCE_TOO_LARGE = 'The account cannot hold this amount.\n';
const CASH_TOO_LARGE = 'The bank cannot hold this amount.\n';
export const OUTCOME_UNKNOWN = 'The outcome of this request is unknown. Check your balance.\n';

export function balanceLine(balance: Cents): string {
  return `Your balance is: ${formatDollars(balance)}\n`;
}

export function finalBalanceLine(balance: Cents): string {
  return `Your final balance is: ${formatDollars(balance)}\n`;
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** What was typed, without surrounding white space; bytes that are not UTF-8 read as nothing. */
export function typedText(line: Buffer): string {
  // Every second answer is one digit, the choice at the menu.
  const digit = line.length === 1 ? DIGITS[(line[0] ?? 0) - 0x30] : undefined;
  if (digit !== undefined) return digit;
  if (isAscii(line)) return line.toString('latin1').trim();
  return isUtf8(line) ? line.toString('utf8').trim() : '';
}

/** What a refused request is told. */
export function refusalText(refusal: Refusal): string {
  switch (refusal) {
    case 'insufficient_funds':
      return INSUFFICIENT;
    case 'invalid_amount':
      return INVALID_AMOUNT;
    case 'limit_exceeded':
      return LIMIT_EXCEEDED;
    case 'balance_too_large':
      return BALANCE_TOO_LARGE;
    case 'cash_too_large':
      return CASH_TOO_LARGE;
    case 'account_locked':
      return LOCKED;
    // The rest can't follow from what this protocol asks, or is the bank's own trouble.
    default:
      return UNAVAILABLE;
  }
}
