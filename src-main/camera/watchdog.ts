import { HANG_MS, HEARTBEAT_MS, OPENING_HANG_MS, STARVED_HANG_MS } from './limits.ts';
import { activityOf } from './process-activity.ts';

/** Notices that the camera process hangs: it sends no heartbeat although it gets processor time. */
export class Watchdog {
  /** How long the process was silent, as far as this side was running itself, ms. */
  #silentMs = 0;
  /** Processor time that the process had used when it was first noticed to be silent, ms. */
  #usedMs: number | null = null;
  #checkedAt: number;
  readonly #openingHangMs: number;

  /** @param now when the process was started, performance.now() */
  constructor(now: number, openingHangMs = OPENING_HANG_MS) {
    this.#checkedAt = now;
    this.#openingHangMs = openingHangMs;
  }

  /** The process sent something, or was just given something long to do. */
  heard(): void {
    this.#silentMs = 0;
  }

  /**
   * To be called every HEARTBEAT_MS.
   * @param opening whether it loads networks or opens a source, which are single blocking calls
   * @returns how long it has been silent if that is a hang, ms; null if it isn't
   */
  check(now: number, pid: number | undefined, opening: boolean): number | null {
    // If this timer itself was late (a busy or sleeping machine), most of that says nothing about the process.
    this.#silentMs += Math.min(now - this.#checkedAt, 2 * HEARTBEAT_MS);
    this.#checkedAt = now;
    return this.#hangs(pid, opening) ? this.#silentMs : null;
  }

  /**
   * A hang is silence while the process is blocked, or while it uses the processor for longer than HANG_MS. One that
   * only waits for a processor is slow: a new process would be slower still.
   */
  #hangs(pid: number | undefined, opening: boolean): boolean {
    const silentMs = this.#silentMs;
    if (opening) return silentMs > this.#openingHangMs;
    if (silentMs <= HANG_MS) {
      this.#usedMs = null;
      return false;
    }
    const activity = pid === undefined ? null : activityOf(pid);
    if (activity === null || !activity.runnable || silentMs > STARVED_HANG_MS) return true;
    this.#usedMs ??= activity.usedMs;
    return activity.usedMs - this.#usedMs > HANG_MS;
  }
}
