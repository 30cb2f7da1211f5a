import { PIN_TRIES } from '../../../contract/limits.ts';
import { type Account, isCustomer } from '../account.ts';
import type { AccountNumber, Refused } from '../request.ts';
import { checkPin, isPin, type PinKey, pinVerifier } from './pin.ts';
import { countRightPin, countWrongPin, type PinTries } from './pin-lock.ts';

/** Unknown accounts that are remembered for their wrong PINs, so that they lock as real ones do. */
export const STRANGERS = 10_000;

/** What the desk may change, in the batch at work. */
export interface PinRecords {
  account(number: AccountNumber): Account | undefined;
  /** The account is about to change. */
  touch(account: Account): void;
  /** Makes this batch a commit: a wrong PIN at an account that does not exist must cost what others cost. */
  mustCommit(): void;
  /** Wrong PINs have locked this account. */
  lock(number: AccountNumber): void;
}

/**
 * Checks PINs. Order: a lock by wrong PINs (while it lasts no PIN is looked at) → the PIN → a lock by the bank.
 * A wrong PIN and an unknown account do the same work and get the same answers, the lock included.
 */
export class PinDesk {
  readonly #key: PinKey;
  readonly #records: PinRecords;
  /** Not kept over a restart; docs/security.md says why. Oldest first. */
  readonly #strangers = new Map<AccountNumber, PinTries>();
  /** Before the batch, those that it counted. */
  readonly #before = new Map<AccountNumber, PinTries | undefined>();

  constructor(key: PinKey, records: PinRecords) {
    this.#key = key;
    this.#records = records;
  }

  begin(): void {
    this.#before.clear();
  }

  /** Takes the batch back. */
  undo(): void {
    for (const [number, tries] of this.#before) {
      if (tries === undefined) this.#strangers.delete(number);
      else this.#strangers.set(number, tries);
    }
  }

  /** @returns the account if the PIN is right at the time `now`. */
  check(number: AccountNumber, pin: string, now: number): Account | Refused {
    const found = this.#records.account(number);
    const account = found !== undefined && isCustomer(found) ? found : undefined;
    const right = checkPin(this.#key, number, pin, account?.pin ?? null);
    const tries = account ?? this.#strangers.get(number) ?? { wrongTries: 0, locks: 0, lockedUntil: 0 };
    if (tries.lockedUntil > now) {
      return { ok: false, refusal: 'account_locked', retryAfter: tries.lockedUntil - now };
    }
    if (account === undefined || !right) {
      if (account === undefined) this.#keepStranger(number, tries);
      else this.#records.touch(account);
      if (!countWrongPin(tries, now)) {
        return { ok: false, refusal: 'authentication_failed', triesLeft: PIN_TRIES - tries.wrongTries };
      }
      if (account !== undefined) this.#records.lock(number);
      return { ok: false, refusal: 'authentication_failed', triesLeft: 0, retryAfter: tries.lockedUntil - now };
    }
    if (account.lockedByBank) return { ok: false, refusal: 'account_locked' };
    if (account.wrongTries > 0 || account.locks > 0) {
      this.#records.touch(account);
      countRightPin(account);
    }
    return account;
  }

  change(number: AccountNumber, pin: string, newPin: string, now: number): { readonly ok: true } | Refused {
    const account = this.check(number, pin, now);
    if ('ok' in account) return account;
    if (!isPin(newPin)) return { ok: false, refusal: 'invalid_pin' };
    this.#records.touch(account);
    account.pin = pinVerifier(this.#key, number, newPin);
    return { ok: true };
  }

  /** Whether it is the account's PIN. Counts as no try: only the bank itself may ask. */
  fits({ number, pin: verifier }: Account, pin: string): boolean {
    return checkPin(this.#key, number, pin, verifier);
  }

  /** What is kept of the PIN of a new account. */
  verifier(number: AccountNumber, pin: string): string {
    return pinVerifier(this.#key, number, pin);
  }

  #keepStranger(number: AccountNumber, tries: PinTries): void {
    this.#records.mustCommit();
    if (!this.#before.has(number)) {
      const known = this.#strangers.get(number);
      this.#before.set(number, known === undefined ? undefined : { ...known });
    }
    this.#strangers.delete(number);
    this.#strangers.set(number, tries);
    if (this.#strangers.size > STRANGERS) {
      const oldest = this.#strangers.keys().next();
      if (!oldest.done) this.#strangers.delete(oldest.value);
    }
  }
}
