import { LOGIN_MS } from '../contract/limits.ts';

/** Every delay of the terminal client, by name, in ms. */
export interface Timing {
  /** From opening the socket to the bank's answer to `hello`. */
  readonly connect: number;
  /** For any single reply; later the link counts as broken (a half-open one answers nothing for ever). */
  readonly reply: number;
  /** How long a log-in waits for a link that is being made. */
  readonly login: number;
  /** From asking a money request to the moment when it is said to be of unknown outcome. */
  readonly outcome: number;
  /** Closing: time for a money request under way to be answered. */
  readonly closing: number;
  /** First wait before connecting again, doubled with each failure up to `retryMost`. */
  readonly retryFirst: number;
  readonly retryMost: number;
  /** A link that lived this long was a good one: the next failure starts from the first wait again. */
  readonly steady: number;
  /** A link that has had no customer for so long is cut off without a word: a bank that hears us would have closed it. */
  readonly unused: number;
}

/** A person at an ATM gives up after about twenty seconds. */
export const TIMING: Timing = {
  connect: 5_000,
  reply: 10_000,
  login: 6_000,
  outcome: 20_000,
  closing: 2_000,
  retryFirst: 250,
  retryMost: 10_000,
  steady: 5_000,
  unused: LOGIN_MS + 5_000,
};

/**
 * The wait before attempt number `attempt` (1, 2, …): doubling, and somewhere in the upper half of that, so that
 * many ATMs that lost the same bank do not come back in step.
 * @param random in [0, 1).
 */
export function retryDelay(attempt: number, timing: Timing, random: number): number {
  const ceiling = Math.min(timing.retryMost, timing.retryFirst * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling * (0.5 + random / 2));
}
