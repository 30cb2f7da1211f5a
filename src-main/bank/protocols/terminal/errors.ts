import type { TerminalErrorCode } from '../../../contract/terminal.ts';

/** One sentence for each error of the terminal protocol, fit to be shown by a client that knows no better words. */
export const ERROR_WORDS: Readonly<Record<TerminalErrorCode, string>> = {
  unavailable: "The bank can't write to its books right now. Nothing was done. Try again later.",
  key_reused: 'This key was used for another request. Use a new key for each request.',
  authentication_failed: 'The account number or the PIN is wrong.',
  account_locked: 'This account is locked. Try again later.',
  account_not_found: 'There is no account with this number.',
  account_exists: 'There is an account with this number already.',
  same_account: 'Money cannot be sent to the account it comes from.',
  invalid_amount: 'This is not an amount the bank takes.',
  invalid_pin: 'A PIN is 3 to 12 digits.',
  transfer_not_found: 'There is no such transfer on this account.',
  not_pending: 'This withdrawal was settled already.',
  already_reversed: 'This transfer was reversed already.',
  limit_exceeded: 'This is more than the daily limit leaves, or too many withdrawals of the account are open.',
  insufficient_funds: 'There is not enough money in the account.',
  balance_too_large: 'The account cannot hold this amount.',
  cash_too_large: 'The bank cannot hold this amount.',
  bad_message: 'This is not a message of the protocol.',
  unsupported_version: 'This bank does not speak this version.',
  not_logged_in: 'Log in first.',
  already_logged_in: 'This session is logged in already.',
  too_many_sessions: 'The bank is full. Try again later.',
  closing: 'The bank is closing. Nothing was done.',
};
