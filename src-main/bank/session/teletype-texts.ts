import { type Cents, formatDollars } from '../../contract/money.ts';

/** Every text of the teletype protocol, byte for byte (wire.md). All of it is ASCII. */
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
export const INSUFFICIENT = 'Insufficient funds.\n';
export const INVALID_OPTION = 'Invalid option. Try again.\n';
export const INVALID_AMOUNT = 'Invalid amount. Try again.\n';
export const LINE_TOO_LONG = 'Line too long.\n';
export const TIMED_OUT = 'Session timed out.';
export const CLOSING = 'The bank is closing.';
export const FULL = 'The bank is full. Try again later.\n';
export const UNAVAILABLE = 'Service unavailable. Try again later.\n';
export const LIMIT_EXCEEDED = 'Daily limit exceeded.\n';
export const BALANCE_TOO_LARGE = 'The account cannot hold this amount.\n';
export const OUTCOME_UNKNOWN = 'The outcome of this request is unknown. Check your balance.\n';

export function balanceLine(balance: Cents): string {
  return `Your balance is: ${formatDollars(balance)}\n`;
}

export function finalBalanceLine(balance: Cents): string {
  return `Your final balance is: ${formatDollars(balance)}\n`;
}
