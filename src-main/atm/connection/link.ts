import { isDeepStrictEqual } from 'node:util';
import type { Failure, FailureCode } from '../../contract/failure.ts';
import type { TerminalEvent } from '../../contract/terminal.ts';
import type { BankEndpoint, TerminalOptions } from '../terminal.ts';
import { retryDelay, type Timing } from '../timing.ts';
import { terminalClosed } from '../turn-queue.ts';
import { BankConnection } from './bank-connection.ts';
import { BankRefusal, LinkFailure } from './bank-failure.ts';
import { BankList } from './bank-list.ts';

/**
 * ```
 *              agreed                     broke after a steady time, or renewed
 * connecting ─────────▶ online ───────────────────────────────────────▶ connecting
 *     │                   │ broke soon
 *     │ failed            ▼
 *     └───────────────▶ waiting ◀──────── failed ──────── retrying ──── agreed ───▶ online
 *                         └──── wait is over, or hurried ────▲
 * any but online and closed ── other banks ──▶ connecting, or retrying
 * any ── close ──▶ closed
 * ```
 */
type State =
  /** `before`: the session of a link that worked until now: it counts as online until a new one fails. */
  | { readonly at: 'connecting'; readonly before: string | null }
  | {
      readonly at: 'online';
      readonly connection: BankConnection;
      readonly bank: BankEndpoint;
      readonly since: number;
    }
  | {
      readonly at: 'waiting';
      readonly attempt: number;
      readonly until: number;
      readonly timer: NodeJS.Timeout;
      readonly failure: Failure;
    }
  | { readonly at: 'retrying'; readonly attempt: number; readonly failure: Failure }
  | { readonly at: 'closed' };
type Waiting = Extract<State, { at: 'waiting' }>;

/** What a window sees of the link, as contract/atm.ts has it. */
export type LinkView =
  | { readonly at: 'connecting' }
  | { readonly at: 'ready'; readonly session: string }
  | {
      readonly at: 'lost';
      readonly attempt: number;
      readonly retryInMs: number;
      readonly code: FailureCode;
      readonly message: string;
    };

interface Listeners {
  /** The state is another one. */
  changed(): void;
  /** There is a new connection. */
  online(connection: BankConnection): void;
  event(event: TerminalEvent): void;
  /** The connection in use broke; not told for one that was renewed or closed from here. */
  lost(failure: LinkFailure): void;
}

/** Keeps one connection to the bank up: connects, and connects again with growing, jittered waits. */
export class Link {
  readonly #options: Pick<TerminalOptions, 'name'>;
  readonly #banks: BankList;
  readonly #timing: Timing;
  readonly #listeners: Listeners;
  readonly #waiting = new Set<() => void>();
  #state: State = { at: 'connecting', before: null };

  constructor({ name, folder: _, others = [], ...bank }: TerminalOptions, timing: Timing, listeners: Listeners) {
    this.#options = name === undefined ? {} : { name };
    this.#banks = new BankList([bank, ...others]);
    this.#timing = timing;
    this.#listeners = listeners;
    this.#connect({ at: 'connecting', before: null });
  }

  get view(): LinkView {
    return viewOf(this.#state);
  }

  /**
   * The connection, now or as soon as there is one.
   * @throws Failure if the signal comes first: why there is none.
   */
  async connection(signal: AbortSignal): Promise<BankConnection> {
    for (;;) {
      const state = this.#state;
      if (state.at === 'online') return state.connection;
      if (state.at === 'closed') throw terminalClosed();
      if (signal.aborted) throw this.#absence(state);
      await this.#change(signal);
    }
  }

  /**
   * The connection for a customer who comes: tries at once, and only once.
   * @throws Failure if that fails or the signal comes first: why there is none.
   */
  async connectionNow(signal: AbortSignal): Promise<BankConnection> {
    if (this.#state.at === 'waiting') this.#retry(this.#state);
    this.#leaveIfUnused();
    while (this.#state.at === 'connecting' || this.#state.at === 'retrying') {
      if (signal.aborted) throw this.#absence(this.#state);
      await this.#change(signal);
    }
    const state = this.#state;
    switch (state.at) {
      case 'online':
        return state.connection;
      case 'closed':
        throw terminalClosed();
      default:
        throw this.#absence(state);
    }
  }

  /** Ends the connection in use and makes a new one at once. */
  renew(): void {
    if (this.#state.at !== 'online') return;
    const { connection } = this.#state;
    this.#connect({ at: 'connecting', before: connection.session });
    connection.end();
  }

  /** Takes these banks instead, the first to be tried first. A connection stays as it is. */
  setBanks(banks: readonly BankEndpoint[]): void {
    this.#banks.replace(banks);
    const state = this.#state;
    if (state.at === 'waiting') this.#retry(state);
    // Begun anew: what is under way goes to a bank that may be the wrong one by now.
    else if (state.at === 'connecting' || state.at === 'retrying') this.#connect({ ...state });
  }

  /** Leaves a connection to another bank than the first. */
  goToFirst(): void {
    if (this.#state.at === 'online' && !isDeepStrictEqual(this.#state.bank, this.#banks.first)) this.renew();
  }

  /** After the machine slept, or the bank's was unplugged, a connection looks like one that works. */
  #leaveIfUnused(): void {
    if (this.#state.at !== 'online' || Date.now() - this.#state.since <= this.#timing.unused) return;
    this.#banks.putBehind(this.#state.bank);
    this.renew();
  }

  close(): void {
    const state = this.#state;
    this.#become({ at: 'closed' });
    if (state.at === 'waiting') clearTimeout(state.timer);
    if (state.at === 'online') state.connection.end();
  }

  #absence(state: Exclude<State, { at: 'online' | 'closed' }>): Failure {
    if (state.at !== 'connecting') return state.failure;
    const bank = this.#banks.first;
    return new LinkFailure(
      'bank_unreachable',
      `The bank at ${bank.host}:${bank.port} has not answered yet. Check that it runs.`,
    );
  }

  /** Resolves when the state changes or the signal aborts. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #become(state: State): void {
    this.#state = state;
    this.#listeners.changed();
    for (const wake of [...this.#waiting]) wake();
  }

  #connect(trying: Extract<State, { at: 'connecting' | 'retrying' }>): void {
    const attempt = trying.at === 'retrying' ? trying.attempt : 0;
    this.#become(trying);
    let connection: BankConnection | undefined;
    const inUse = (): boolean => this.#state.at === 'online' && this.#state.connection === connection;
    const open = (bank: BankEndpoint): Promise<BankConnection> =>
      BankConnection.open(
        { ...this.#options, ...bank },
        this.#timing,
        (event) => {
          if (inUse()) this.#listeners.event(event);
        },
        (lost) => {
          if (inUse()) this.#broke(attempt, lost);
        },
      );
    this.#banks.openAny(open).then(
      (found) => {
        const { bank, opened } = found;
        connection = opened;
        if (this.#state !== trying) opened.end();
        else if (opened.open) {
          this.#banks.use(found);
          this.#become({ at: 'online', connection: opened, bank, since: Date.now() });
          this.#listeners.online(opened);
        } else this.#wait(attempt + 1, new LinkFailure('connection_lost', 'The bank closed the connection at once.'));
      },
      (error: unknown) => {
        if (this.#state !== trying) return;
        if (!(error instanceof LinkFailure || error instanceof BankRefusal)) throw error;
        this.#wait(attempt + 1, error);
      },
    );
  }

  #broke(attempt: number, failure: LinkFailure): void {
    if (this.#state.at !== 'online') return;
    const { bank, connection, since } = this.#state;
    this.#banks.putBehind(bank);
    const steady = Date.now() - since >= this.#timing.steady;
    // The bank closes a connection on which nobody logs in for a while: that is no failure to show.
    if (steady) this.#connect({ at: 'connecting', before: connection.session });
    else this.#wait(attempt + 1, failure);
    this.#listeners.lost(failure);
  }

  #wait(attempt: number, failure: Failure): void {
    const delay = retryDelay(attempt, this.#timing, Math.random());
    const waiting: Waiting = {
      at: 'waiting',
      attempt,
      until: Date.now() + delay,
      timer: setTimeout(() => this.#retry(waiting), delay),
      failure,
    };
    this.#become(waiting);
  }

  #retry(waiting: Waiting): void {
    if (this.#state !== waiting) return;
    clearTimeout(waiting.timer);
    this.#connect({ at: 'retrying', attempt: waiting.attempt, failure: waiting.failure });
  }
}

function viewOf(state: State): LinkView {
  switch (state.at) {
    case 'connecting':
      return state.before === null ? { at: 'connecting' } : { at: 'ready', session: state.before };
    case 'online':
      return { at: 'ready', session: state.connection.session };
    case 'waiting':
      return lost(state, Math.max(0, state.until - Date.now()));
    case 'retrying':
      return lost(state, 0);
    case 'closed':
      throw terminalClosed();
  }
}

function lost(
  { attempt, failure: { code, message } }: Extract<State, { attempt: number }>,
  retryInMs: number,
): LinkView {
  return { at: 'lost', attempt, retryInMs, code, message };
}
