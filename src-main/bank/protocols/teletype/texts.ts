import { isAscii, isUtf8 } from 'node:buffer';
import { type Cents, formatDollars } from '../../../contract/money.ts';
import { ALL_REFUSALS, type AnyRefusal } from '../../../contract/refusals.ts';

/** The texts of the teletype protocol, byte for byte, all ASCII; those of refusals are in contract/refusals.ts. */
export const ASK_ACCOUNT = 'Enter account number: ';
export const ASK_PIN = 'Enter PIN: ';
export const ASK_DEPOSIT = 'Enter amount to deposit: ';
export const ASK_WITHDRAWAL = 'Enter amount to withdraw: ';
export const AUTHENTICATED = 'Authentication successful.\n';
export const MENU = '\nOptions:\n1. Check Balance\n2. Deposit\n3. Withdraw\n4. Exit\nChoose an option: ';
export const DEPOSITED = 'Deposit successful.\n';
export const WITHDRAWN = 'Withdrawal successful.\n';
export const INVALID_OPTION = 'Invalid option. Try again.\n';
export const LINE_TOO_LONG = 'Line too long.\n';
export const PIN_CHANGED = 'The PIN was changed. Log in again.';
export const TIMED_OUT = 'Session timed out.';
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
export function refusalLine(refusal: AnyRefusal): string {
  return `${ALL_REFUSALS[refusal].teletype}\n`;
}
