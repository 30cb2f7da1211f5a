/**
 * A stopwatch or a timer on the wall; all times in ms of the steady clock.
 *
 *     startStopwatch, startTimer ──▶ running ◀──▶ paused
 *
 * A timer whose time is up stays running: that it is over is read from the clock, like all else.
 */
export type Timing = Stopwatch | Timer;
type Stopwatch = { readonly kind: 'stopwatch' } & Run;
type Timer = { readonly kind: 'timer'; readonly length: number } & Run;
/** `elapsed`: what had passed when it was started or paused last. */
type Run =
  | { readonly at: 'running'; readonly since: number; readonly elapsed: number }
  | { readonly at: 'paused'; readonly elapsed: number };

/** The longest timer, minutes. */
export const MOST_MINUTES = 600;

export function startStopwatch(now: number): Timing {
  return { kind: 'stopwatch', at: 'running', since: now, elapsed: 0 };
}

/** @param minutes 1..MOST_MINUTES, whole */
export function startTimer(minutes: number, now: number): Timing {
  return { kind: 'timer', length: minutes * 60_000, at: 'running', since: now, elapsed: 0 };
}

/** ms that it has run, without its pauses. */
export function elapsedOf(timing: Timing, now: number): number {
  return timing.elapsed + (timing.at === 'running' ? Math.max(0, now - timing.since) : 0);
}

/** Pauses what runs and resumes what is paused. A timer whose time is up stays as it is. */
export function toggle(timing: Timing, now: number): Timing {
  if (readTiming(timing, now).over) return timing;
  const elapsed = elapsedOf(timing, now);
  return timing.at === 'running'
    ? { ...timing, at: 'paused', elapsed }
    : { ...timing, at: 'running', since: now, elapsed };
}

/** What the wall shows of it. */
export interface TimingReading {
  readonly kind: Timing['kind'];
  /** Whole seconds: passed by the stopwatch, left by the timer. */
  readonly seconds: number;
  /** Hundredths beside them, of a stopwatch that was stopped; null: they are not shown. */
  readonly hundredths: number | null;
  readonly paused: boolean;
  /** The timer's time is up. */
  readonly over: boolean;
}

export function readTiming(timing: Timing, now: number): TimingReading {
  const elapsed = elapsedOf(timing, now);
  const paused = timing.at === 'paused';
  if (timing.kind === 'timer') {
    const left = Math.max(0, timing.length - elapsed);
    // Rounded up: a timer of five minutes begins with 5:00, and 0:00 is the end.
    return { kind: 'timer', seconds: Math.ceil(left / 1000), hundredths: null, paused, over: left === 0 };
  }
  const hundredths = Math.floor(elapsed / 10);
  return {
    kind: 'stopwatch',
    seconds: Math.floor(hundredths / 100),
    hundredths: paused ? hundredths % 100 : null,
    paused,
    over: false,
  };
}

/** Minutes that a screen reader is told of when a timer comes to them. */
const TOLD_MINUTES = [10, 5, 1];

/** The minutes left that are to be told now, from that moment until the next; null: none. */
export function minutesTold({ kind, seconds, over }: TimingReading, length: number): number | null {
  if (kind !== 'timer' || over) return null;
  const passed = TOLD_MINUTES.filter((minutes) => seconds <= minutes * 60 && minutes * 60_000 < length);
  return passed.length === 0 ? null : Math.min(...passed);
}
