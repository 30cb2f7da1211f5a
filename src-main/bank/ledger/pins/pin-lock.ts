import {
  ACCOUNT_LOCK_MAX_MS,
  ACCOUNT_LOCK_MS,
  ACCOUNT_TRIES,
  PEER_LOCK_MAX_MS,
  PIN_LOCK_MAX_MS,
  PIN_LOCK_MS,
  PIN_TRIES,
} from '../../../contract/limits.ts';

/** How often a PIN was wrong. */
export interface PinTries {
  /** Wrong tries in a row since the last right one or the last lock, below the rule's `tries`. */
  wrongTries: number;
  /** Locks in a row since the last right PIN. */
  locks: number;
  /** End of the lock, ms since the epoch; 0: never locked. */
  lockedUntil: number;
}

export const NO_TRIES: Readonly<PinTries> = { wrongTries: 0, locks: 0, lockedUntil: 0 };

/** How many wrong PINs in a row lock, and for how long. */
export interface LockRule {
  readonly tries: number;
  /** The first lock, ms; it doubles with each further lock in a row… */
  readonly firstMs: number;
  /** …up to this, ms. */
  readonly mostMs: number;
}

/** For a terminal where the account was logged in lately. */
export const TERMINAL_RULE: LockRule = { tries: PIN_TRIES, firstMs: PIN_LOCK_MS, mostMs: PIN_LOCK_MAX_MS };
/** For one peer among all others. */
export const PEER_RULE: LockRule = { tries: PIN_TRIES, firstMs: PIN_LOCK_MS, mostMs: PEER_LOCK_MAX_MS };
/** For all peers together: what an attacker with any number of addresses has. */
export const ACCOUNT_RULE: LockRule = { tries: ACCOUNT_TRIES, firstMs: ACCOUNT_LOCK_MS, mostMs: ACCOUNT_LOCK_MAX_MS };

/** How long the nth lock in a row lasts, ms. `locks` from 1. */
export function lockDuration(locks: number, { firstMs, mostMs }: LockRule): number {
  return Math.min(firstMs * 2 ** (locks - 1), mostMs);
}

/** What the tries are after one more wrong PIN. */
export function withWrongPin(tries: Readonly<PinTries>, rule: LockRule, now: number): PinTries {
  const { wrongTries, locks, lockedUntil } = tries;
  // An earlier Lobby may have counted by another rule.
  if (wrongTries + 1 < rule.tries) return { wrongTries: wrongTries + 1, locks, lockedUntil };
  return { wrongTries: 0, locks: locks + 1, lockedUntil: now + lockDuration(locks + 1, rule) };
}

/** A right PIN forgets the wrong ones. */
export function countRightPin(tries: PinTries): void {
  Object.assign(tries, NO_TRIES);
}
