/** What ticking needs of its surroundings, so that tests can pass the time by hand. */
export interface TickSurroundings {
  /** ms since the epoch, by the system's clock. */
  now(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back when time may have jumped (waking from sleep, coming into sight); returns what stops it. */
  onJump(callback: () => void): () => void;
}

/** ms from `now` to the next second's boundary: 1..1000. */
export function untilNextSecond(now: number): number {
  const into = ((now % 1000) + 1000) % 1000;
  return Math.max(1, Math.ceil(1000 - into));
}

/**
 * Tells the time at once and then at each second's boundary. Every tick is timed anew from the clock as it is then,
 * so that no error adds up: a timer that fires late, a sleep or a change of the system's time is made good by the next.
 * @returns what stops it.
 */
export function startTicking(surroundings: TickSurroundings, tell: (now: number) => void): () => void {
  let cancel = () => {};
  const tick = () => {
    cancel();
    const now = surroundings.now();
    cancel = surroundings.after(untilNextSecond(now), tick);
    tell(now);
  };
  const stopJumps = surroundings.onJump(tick);
  tick();
  return () => {
    stopJumps();
    cancel();
  };
}
