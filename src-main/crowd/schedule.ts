import type { CrowdMix, CrowdOperation } from '../contract/crowd.ts';

/**
 * No client is silent for longer, so that the bank does not end its session (SESSION_IDLE_MS): the lowest rate is one
 * operation of each client in this time.
 */
export const MOST_THINK_MS = 100_000;

const OPERATIONS: readonly CrowdOperation[] = ['balance', 'deposit', 'withdraw', 'transfer'];

/**
 * Numbers in [0, 1) that are the same for the same seed: mulberry32 by Tommy Ettinger, 32 bits of state. Good enough
 * to spread clients over time, and no more is asked of it.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param random in [0, 1). */
export function drawOperation(mix: CrowdMix, random: number): CrowdOperation {
  let rest = random * 100;
  for (const operation of OPERATIONS) {
    rest -= mix[operation];
    if (rest < 0) return operation;
  }
  throw new RangeError('the shares of a mix add up to 100');
}

/** Mean time between two operations of one client, ms, so that all together have `rate` operations a second. */
export function meanThinkTime(clients: number, rate: number): number {
  return (clients / rate) * 1000;
}

/**
 * Time from one operation of a client to its next, ms: exponentially distributed, as between independent customers
 * (a Poisson process), by inverting the distribution function: −mean · ln(1 − u). At most MOST_THINK_MS.
 * @param random in [0, 1).
 */
export function thinkTime(meanMs: number, random: number): number {
  return Math.min(MOST_THINK_MS, -meanMs * Math.log(1 - random));
}
