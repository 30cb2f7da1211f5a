import { setTimeout as wait } from 'node:timers/promises';
import type { Picture } from '../source/source.ts';

/** A picture of a file that is later than this is skipped, as long as one is shown now and then. */
const LATE_MS = 60;
const SHOWN_AT_LEAST_MS = 250;
/** Later than this, the file's clock is reset instead of skipping until it is caught up. */
const FAR_BEHIND_MS = 1_000;

/** Delays the pictures of a film until they are due, and skips those that are late. */
export class Pacer {
  readonly #signal: AbortSignal;
  /** performance.now() at the film's time 0. */
  #start: number | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** @returns the picture when it is its turn, or null if it should be skipped (or the run is over). */
  async due(picture: Picture): Promise<Picture | null> {
    const now = performance.now();
    this.#start ??= now - picture.timeMs;
    const ahead = this.#start + picture.timeMs - now;
    if (ahead < -FAR_BEHIND_MS) this.#start = now - picture.timeMs;
    else if (ahead < -LATE_MS && now - this.#shownAt < SHOWN_AT_LEAST_MS) return null;
    if (ahead > 1) await wait(ahead, undefined, { signal: this.#signal }).catch(() => {});
    if (this.#signal.aborted) return null;
    this.#shownAt = performance.now();
    return { ...picture, capturedAt: Date.now() };
  }
}
