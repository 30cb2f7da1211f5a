import { Failure } from '../contract/failure.ts';
import type { TerminalErrorCode } from '../contract/terminal.ts';

const WORDS: Readonly<Record<TerminalErrorCode, string>> = {
  unavailable: 'The bank cannot write its books right now and did nothing. Try again later.',
  key_reused: 'The bank has this request under its key with other content and did nothing. Start the request anew.',
  authentication_failed: 'The account number or the PIN is wrong. Try again.',
  account_locked: 'This account is locked. Try again later or ask the bank.',
  account_not_found: 'The bank has no such account. Check the number.',
  account_exists: 'The bank already has this account.',
  same_account: 'Money cannot be sent to the account it comes from. Choose another account.',
  invalid_amount: 'This is not an amount that the bank takes. Enter another one.',
  invalid_pin: 'A new PIN has 3 to 12 digits. Choose another one.',
  transfer_not_found: 'The bank has no such transfer on this account.',
  not_pending: 'This reservation has already been settled.',
  already_reversed: 'This transfer has already been reversed.',
  limit_exceeded: 'This is more than may be withdrawn today. Choose a smaller amount.',
  insufficient_funds: 'There is not enough money on the account. Choose a smaller amount.',
  balance_too_large: 'The account cannot hold that much.',
  cash_too_large: 'The bank cannot hold that much.',
  bad_message: 'The bank did not understand this ATM. Update Lobby on both machines.',
  unsupported_version: 'The bank speaks another version of the protocol. Update Lobby on both machines.',
  not_logged_in: 'Nobody is logged in. Enter account number and PIN.',
  already_logged_in: 'A customer is already logged in here. Leave first.',
  too_many_sessions: 'The bank is full right now. Try again in a moment.',
  closing: 'The bank is closing and did nothing. Try again later.',
};

/** The bank answered, and the answer is no. */
export class BankRefusal extends Failure {
  declare readonly code: TerminalErrorCode;

  /** @param retryAfter ms until it makes sense to try again, where the bank says. */
  constructor(code: TerminalErrorCode, retryAfter?: number) {
    const seconds = retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter / 1000));
    super(
      code,
      code === 'account_locked' && seconds !== undefined
        ? `This account is locked after too many wrong PINs. Try again in ${seconds} seconds.`
        : WORDS[code],
    );
    this.name = 'BankRefusal';
  }
}

/**
 * There is no answer: the link could not be made, broke, or carries what no bank says. What was asked and not
 * answered may have been done.
 */
export class LinkFailure extends Failure {
  constructor(code: 'bank_unreachable' | 'connection_lost' | 'bank_nonsense', message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.name = 'LinkFailure';
  }
}
