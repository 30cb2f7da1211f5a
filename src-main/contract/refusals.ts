/**
 * Why the ledger can refuse a request, in the order in which reasons are checked: where two apply, the earlier
 * one is the answer. A refusal is an ordinary, final answer; an exception is a bug.
 */
export const REFUSALS = [
  'unavailable', // the store can't write (disk full, fsync failed): nothing was done
  'key_reused', // the idempotency key was used with other content
  'authentication_failed', // unknown account or wrong PIN, never told apart; no PIN is looked at during a lock by PINs
  'account_locked', // too many wrong PINs, or locked by the bank; a lock does not keep a reserve from its post or void
  'account_not_found', // the other account of a transfer, or an administrator's request
  'account_exists', // adding an account that is there
  'same_account', // a transfer to oneself
  'invalid_amount', // not a whole number of cents in 1..MAX_AMOUNT_CENTS; told last: a post of more than was reserved
  'invalid_pin', // a new PIN that is not 3 to 12 digits
  'transfer_not_found', // look-up, post, void or reverse of what isn't there (or isn't yours); post and void say it even before key_reused
  'not_pending', // post or void of a reserve that was posted or voided
  'already_reversed', // reverse of a transfer that was reversed
  'limit_exceeded', // the daily withdrawal limit (without one, MAX_DAY_CENTS), or OPEN_RESERVES; before all else: more payees asked about than PAYEE_CHECKS
  'insufficient_funds', // the balance (less what is reserved) would go below zero
  'balance_too_large', // the balance would pass MAX_BALANCE_CENTS
  'cash_too_large', // all customers together would have more than MAX_CASH_CENTS
] as const;

export type Refusal = (typeof REFUSALS)[number];
