import type { Moment } from '../ledger/moment.ts';
import { steadyNow } from '../steady-clock.ts';

/** The moment by both clocks; the date is never before `floor` nor before what was told last. */
export type BankClock = (floor: number) => Moment;

/** What is wrong with the machine's date, for the log. */
export type ClockNotice =
  /** The newest transfer is dated so much later than the machine has it, ms: one of them is wrong. */
  | { readonly type: 'behind-books'; readonly ms: number }
  /** It has jumped ahead by so much, ms: the bank goes on with its own date for a while. */
  | { readonly type: 'jumped'; readonly ms: number }
  /** It has stayed there, so the bank takes it over. */
  | { readonly type: 'followed'; readonly ms: number }
  /** It has come back. */
  | { readonly type: 'returned' };

/** A jump ahead of more than this is not taken over at once, ms: a day. */
export const JUMP_MS = 86_400_000;
/**
 * It is taken over when it has lasted for so long, ms: as long as a reserve, and longer than any set-up takes to set
 * it right.
 */
export const JUMP_WAIT_MS = 600_000;

export interface ClockSources {
  /** ms since the epoch, as the machine has it. */
  readonly wall?: () => number;
  /** ms from any start, never set. */
  readonly steady?: () => number;
}

/**
 * The bank's clock: the machine's, but its date neither goes back nor stands still, and a short
 * jump by more than a day never gets into the books.
 *
 * - Where the machine's date is set back, time goes on from where it was, as the steady clock measures it.
 * - Where it jumps ahead by more than a day, time goes on in the same way until the jump has lasted for JUMP_WAIT_MS: a
 *   machine that slept for a week is right, one that was set wrong for a second is not.
 *
 * The first date is taken as it is: the books may have been closed for years.
 */
export function bankClock(onNotice: (notice: ClockNotice) => void = () => {}, sources: ClockSources = {}): BankClock {
  const { wall = Date.now, steady = steadyNow } = sources;
  let told = Number.NEGATIVE_INFINITY;
  let toldAt = steady();
  /** The date is ahead since then. */
  let aheadSince: number | undefined;
  return (floor) => {
    const now = steady();
    const passed = Math.floor(now - toldAt);
    toldAt += passed;
    const own = Math.max(floor, told + passed);
    const date = wall();
    const first = told === Number.NEGATIVE_INFINITY;
    if (first && floor - date > JUMP_MS) onNotice({ type: 'behind-books', ms: floor - date });
    const ahead = first ? 0 : date - own;
    if (ahead > JUMP_MS) {
      if (aheadSince === undefined) {
        aheadSince = now;
        onNotice({ type: 'jumped', ms: ahead });
      }
      if (now - aheadSince < JUMP_WAIT_MS) {
        told = own;
        return { date: told, steady: now };
      }
      onNotice({ type: 'followed', ms: ahead });
    } else if (aheadSince !== undefined) {
      onNotice({ type: 'returned' });
    }
    aheadSince = undefined;
    told = Math.max(date, own);
    return { date: told, steady: now };
  };
}

/** For the log; `ms` stands beside it. */
export const CLOCK_WORDS: Readonly<Record<ClockNotice['type'], string>> = {
  'behind-books': "the newest transfer is dated after this machine's date: one of them is wrong",
  jumped: "the machine's date jumped ahead by more than a day: the bank goes on with its own for now",
  followed: "the machine's date has stayed ahead, and the bank takes it over",
  returned: "the machine's date is no longer ahead",
};
