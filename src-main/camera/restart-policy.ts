import { HEALTHY_MS, OPENING_HANGS, RESTART_MAX_MS, RESTART_MS } from './limits.ts';

/** How a process was lost: it ended by itself, or was killed because it hung, while opening or later. */
export type Loss = 'ended' | 'hung' | 'hung-opening';

/**
 * Decides when a lost camera process is started again. A process is healthy once it has given pictures for HEALTHY_MS:
 * time that it spends opening a source says nothing. All times are performance.now().
 */
export class RestartPolicy {
  #losses = 0;
  #openingHangs = 0;
  /** When the first picture of the present process came; null before. */
  #liveAt: number | null = null;

  /** Another source, or the same one asked for again: it gets all its chances. */
  reset(): void {
    this.#losses = 0;
    this.#openingHangs = 0;
    this.#liveAt = null;
  }

  /** The source gave its first picture. */
  live(now: number): void {
    this.#liveAt ??= now;
    this.#openingHangs = 0;
  }

  /** @returns the wait before the next start, ms; null: the source can't be opened, so there is no next start */
  lost(now: number, loss: Loss): number | null {
    const healthy = this.#liveAt !== null && now - this.#liveAt >= HEALTHY_MS;
    this.#liveAt = null;
    if (loss === 'hung-opening') {
      this.#openingHangs += 1;
      if (this.#openingHangs >= OPENING_HANGS) return null;
    }
    this.#losses = healthy ? 1 : this.#losses + 1;
    return Math.min(RESTART_MS * 2 ** (this.#losses - 1), RESTART_MAX_MS);
  }
}
