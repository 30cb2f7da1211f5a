import { BankRefusal, type LinkFailure } from '../atm/connection/bank-failure.ts';
import type { CrowdMix } from '../contract/crowd.ts';
import { Failure } from '../contract/failure.ts';
import type { Caller, Gone } from './caller.ts';
import type { ClientFunds, CrowdRequest } from './client-funds.ts';
import { drawOperation, MOST_THINK_MS, thinkTime } from './schedule.ts';
import type { Tally } from './tally.ts';

/** Wait before a lost connection is made again, ms: a session thread or a bank that died needs its time to be back. */
const AGAIN_MS = 1_000;

export interface SimulatedAtmOptions {
  readonly funds: ClientFunds;
  readonly mix: CrowdMix;
  /** Mean time between its operations, ms. */
  readonly meanThinkMs: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly tally: Tally;
  /** Connects and logs in. @throws LinkFailure, BankRefusal */
  readonly call: (gone: Gone) => Promise<Caller>;
}

/**
 * ```
 * away ──connected and logged in──▶ in ──lost──▶ away, again after a while
 * away ──the bank refuses the log-in──▶ refused
 * any ──stop──▶ stopped, with the connection left open for `giveBack` and `leave`
 * ```
 */
export class SimulatedAtm {
  readonly #options: SimulatedAtmOptions;
  #caller: Caller | null = null;
  #stopped = false;
  #wake: (() => void) | null = null;
  /** Why it is not in. */
  failure: Failure | null = null;
  /** It has been in, or was refused: nothing more is to be waited for. */
  settledIn = false;

  constructor(options: SimulatedAtmOptions) {
    this.#options = options;
  }

  /** Runs until it is stopped, or until the bank refuses to let it in. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      let entered = false;
      try {
        await this.#enter();
        entered = true;
        await this.#work();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (this.#stopped && !entered) return;
        this.#lost(error);
        if (error instanceof BankRefusal && error.code !== 'too_many_sessions') return;
        await this.#pause(AGAIN_MS);
      }
    }
  }

  /** Ends `run` once the operation under way is answered. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** After `run`: sends back what the partner has lent. */
  async giveBack(): Promise<void> {
    await this.#finish((caller) => this.#perform(caller, this.#options.funds.giveBack()));
  }

  /** After every partner has given back: takes its own money out and leaves. */
  async leave(): Promise<void> {
    await this.#finish(async (caller) => {
      await this.#perform(caller, this.#options.funds.takeOut());
      await caller.leave();
      this.#options.tally.left += 1;
    });
    this.close();
  }

  /** Cuts the connection. */
  close(): void {
    this.#stopped = true;
    this.#wake?.();
    const caller = this.#caller;
    this.#away();
    caller?.close();
  }

  async #enter(): Promise<void> {
    const { tally, call } = this.#options;
    // The connection may be lost before `call` has returned it: the callback can't wait for the promise.
    const link: { caller: Caller | null; gone: LinkFailure | null } = { caller: null, gone: null };
    link.caller = await call((failure) => {
      link.gone = failure;
      if (link.caller === null || this.#caller !== link.caller) return;
      this.failure = failure;
      this.#away();
      this.#wake?.();
    });
    if (link.gone !== null) throw link.gone;
    this.#caller = link.caller;
    this.failure = null;
    this.settledIn = true;
    tally.connected += 1;
    tally.logins += 1;
  }

  /** One operation after the other. What came late is made up for, but of a long delay only one mean think time. */
  async #work(): Promise<void> {
    const { funds, mix, meanThinkMs, random } = this.#options;
    // The first one at any point of the mean, so that clients that came together do not act together.
    let next = performance.now() + random() * Math.min(meanThinkMs, MOST_THINK_MS);
    for (;;) {
      const wait = next - performance.now();
      if (wait > 0 && this.#caller !== null) await this.#pause(wait);
      if (this.#stopped) return;
      if (this.#caller === null) throw this.failure ?? new Failure('connection_lost', 'The connection was lost.');
      await this.#perform(this.#caller, funds.request(drawOperation(mix, random()), random()));
      next = Math.max(next, performance.now() - meanThinkMs) + thinkTime(meanThinkMs, random());
    }
  }

  async #perform(caller: Caller, request: CrowdRequest | null): Promise<void> {
    if (request === null) return;
    const { funds, tally } = this.#options;
    const asked = performance.now();
    try {
      const outcome = await caller.perform(request);
      tally.answered(request, outcome, performance.now() - asked);
      funds.ended(request, outcome);
    } catch (error) {
      funds.ended(request, 'unknown');
      throw error;
    }
  }

  async #finish(work: (caller: Caller) => Promise<void>): Promise<void> {
    if (this.#caller === null) return;
    try {
      await work(this.#caller);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#lost(error);
    }
  }

  #lost(failure: Failure): void {
    this.failure = failure;
    if (failure instanceof BankRefusal) this.settledIn = true;
    this.#options.tally.errors += 1;
    const caller = this.#caller;
    this.#away();
    caller?.close();
  }

  #away(): void {
    if (this.#caller === null) return;
    this.#caller = null;
    this.#options.tally.connected -= 1;
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = end;
    });
  }
}
