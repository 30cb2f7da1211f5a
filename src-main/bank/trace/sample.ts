/** Requests a second of which all are traced: a crowd of 500 with an operation a second each, and room for its bursts. */
const ALL_PER_SECOND = 2_000;
/** Requests a second that are traced of more than that: no picture shows single ones any more, and each costs the bank. */
const SAMPLED_PER_SECOND = 500;
/** Who asks no more often than this is slow, ms: a person at an ATM, or at a terminal… */
const SLOW_MS = 250;
/** …who may say so much at once. */
const SLOW_AT_ONCE = 4;
/** Share of a second's requests that is kept for sessions that are slow. */
const KEPT_FOR_SLOW = 0.5;
/** How far back it matters how many requests there are, ms. */
const LATELY_MS = 1_000;

/** How many requests of all threads are traced, by how many there are. Pure. */
export class SampleSize {
  #lately = 0;

  /**
   * @param asked requests since the last time, traced or not
   * @param ms since the last time
   */
  count(asked: number, ms: number): void {
    this.#lately = this.#lately * Math.exp(-ms / LATELY_MS) + asked;
  }

  get perSecond(): number {
    return this.#lately * (1_000 / LATELY_MS) > ALL_PER_SECOND ? SAMPLED_PER_SECOND : ALL_PER_SECOND;
  }
}

/**
 * How often one session asks. By the generic cell rate algorithm (ITU-T I.371, annex A): one number says by when all that
 * was asked would be due at the slow pace.
 */
export class Pace {
  #due = 0;

  /** Something is asked. @param now ms @returns whether that is no more often than a person asks */
  isSlow(now: number): boolean {
    this.#due = Math.max(this.#due, now) + SLOW_MS;
    const isSlow = this.#due - now <= SLOW_AT_ONCE * SLOW_MS;
    // Who was fast is slow again after a second, however fast that was.
    if (!isSlow) this.#due = now + SLOW_AT_ONCE * SLOW_MS;
    return isSlow;
  }
}

/** Chooses the requests of one thread that are traced. Pure. */
export class Sample {
  #left = 0;
  #filledAt = 0;

  /**
   * Whether a request is one of them. Of sessions that ask all the time some are, of slow ones all, as long as there are
   * not too many of these.
   * @param perSecond requests that are traced at most
   * @param isSlow as `Pace.isSlow`
   * @param now ms
   */
  takes(perSecond: number, isSlow: boolean, now: number): boolean {
    this.#left = Math.min(perSecond, this.#left + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
    const kept = isSlow ? 0 : perSecond * KEPT_FOR_SLOW;
    if (this.#left < kept + 1) return false;
    this.#left -= 1;
    return true;
  }
}
