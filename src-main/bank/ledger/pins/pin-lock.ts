import { PIN_LOCK_MAX_MS, PIN_LOCK_MS, PIN_TRIES } from '../../../contract/limits.ts';

/** How often a PIN was wrong. Counted per account, over all connections and restarts. */
export interface PinTries {
  /** Wrong tries in a row since the last right one or the last lock, 0..PIN_TRIES - 1. */
  wrongTries: number;
  /** Locks in a row since the last right PIN. */
  locks: number;
  /** End of the lock, ms since the epoch; 0: never locked. */
  lockedUntil: number;
}

/** How long the nth lock in a row lasts, ms: doubles from PIN_LOCK_MS up to PIN_LOCK_MAX_MS. `locks` from 1. */
export function lockDuration(locks: number): number {
  return Math.min(PIN_LOCK_MS * 2 ** (locks - 1), PIN_LOCK_MAX_MS);
}

/** Counts a wrong PIN. @returns whether this one locked the account. */
export function countWrongPin(tries: PinTries, now: number): boolean {
  tries.wrongTries += 1;
  if (tries.wrongTries < PIN_TRIES) return false;
  tries.wrongTries = 0;
  tries.locks += 1;
  tries.lockedUntil = now + lockDuration(tries.locks);
  return true;
}

/** A right PIN forgets the wrong ones. */
export function countRightPin(tries: PinTries): void {
  tries.wrongTries = 0;
  tries.locks = 0;
  tries.lockedUntil = 0;
}
