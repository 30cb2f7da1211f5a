import type { TimeOut } from '../protocols/protocol.ts';
import type { SessionLimits } from './session-limits.ts';

/** How long a client may take to close its side after everything was sent to it, ms. */
export const LINGER_MS = 2_000;

/** What is due: the end of the session, or the warning before it. */
export type Due = TimeOut | { readonly warning: number };

/** The deadlines of one session, as times on one clock in ms. */
export class Deadlines {
  readonly #limits: SessionLimits;
  readonly #since: number;
  /** The moment of the last whole line. */
  #activeAt: number;
  /** The first bytes of the unfinished line came then; undefined: there is none. */
  #lineAt: number | undefined;
  #messages = 0;
  #warned = false;

  constructor(limits: SessionLimits, now: number) {
    this.#limits = limits;
    this.#since = now;
    this.#activeAt = now;
  }

  /**
   * Something was received.
   * @param messages whole messages so far
   * @param partial whether the newest one is unfinished
   */
  heard(messages: number, partial: boolean, now: number): void {
    if (messages !== this.#messages) {
      this.#messages = messages;
      this.#activeAt = now;
      this.#lineAt = undefined;
      this.#warned = false;
    }
    if (!partial) this.#lineAt = undefined;
    else this.#lineAt ??= now;
  }

  /** What is due now, if anything; a warning only once in each silence. */
  due(now: number, loggedIn: boolean): Due | undefined {
    const { lineMs, loginMs, idleMs, warningMs } = this.#limits;
    if (this.#lineAt !== undefined && now - this.#lineAt > lineMs) return 'line';
    if (!loggedIn) return now - this.#since > loginMs ? 'login' : undefined;
    const silence = now - this.#activeAt;
    if (silence > idleMs) return 'idle';
    if (this.#warned || silence <= idleMs - warningMs) return undefined;
    this.#warned = true;
    return { warning: idleMs - silence };
  }
}
