import { setTimeout as delay } from 'node:timers/promises';
import type { Settled } from '../contract/atm.ts';
import { Failure } from '../contract/failure.ts';
import type { Cents } from '../contract/money.ts';
import type { TerminalErrorCode, TerminalOperation } from '../contract/terminal.ts';
import type { Answer, Asked, BankConnection } from './connection/bank-connection.ts';
import { BankRefusal, LinkFailure } from './connection/bank-failure.ts';
import type { Link } from './connection/link.ts';
import { retryDelay, type Timing } from './timing.ts';

/** The operations that carry an idempotency key: asking twice is doing once. */
export type KeyedOperation = 'deposit' | 'withdraw' | 'transfer' | 'reserve' | 'post' | 'void';
/** Those of them that must not be done once their outcome was said to be unknown: a late one could be a second one. */
const NOT_LATE: ReadonlySet<KeyedOperation> = new Set(['deposit', 'withdraw', 'transfer', 'reserve']);

/**
 * Answers that speak of this attempt only: this one did nothing, but the one before, whose answer was lost, may
 * have. Any other refusal is final, for a key that was used is answered with its first outcome.
 */
const ONLY_THIS_ATTEMPT: ReadonlySet<TerminalErrorCode> = new Set([
  'unavailable',
  'expired',
  'closing',
  'not_logged_in',
  'too_many_sessions',
]);

/** A customer who is logged in, over as many connections as it takes. The PIN is kept in memory, and only here. */
export class CustomerSession {
  readonly account: string;
  /** The bank's name for the books that the customer's account is in. */
  readonly books: string;
  readonly #link: Link;
  readonly #timing: Timing;
  #pin: string;
  /** The connection that the bank knows this customer on. */
  #connection: BankConnection;
  #balance: Cents;
  /** The newest transfer that the balance is known to include. */
  #sequence = 0;
  /** When the bank will end the session, ms since the epoch, once it has warned. */
  endsAt: number | null = null;
  /** What has been learned, since the log-in, about requests of unknown outcome. */
  settled: Settled[] = [];

  /** @param connection on which the bank has just accepted account and PIN, with this balance. */
  constructor(link: Link, timing: Timing, connection: BankConnection, account: string, pin: string, balance: Cents) {
    this.#link = link;
    this.#timing = timing;
    this.#connection = connection;
    this.account = account;
    this.books = connection.books;
    this.#pin = pin;
    this.#balance = balance;
  }

  get balance(): Cents {
    return this.#balance;
  }

  /** Whether the connection that this customer is logged in on is gone. */
  get cutOff(): boolean {
    return !this.#connection.open;
  }

  /** Takes a balance for the newest, unless it is that of a transfer older than one already seen. */
  learnBalance(balance: Cents, sequence = this.#sequence): void {
    if (sequence < this.#sequence) return;
    this.#balance = balance;
    this.#sequence = sequence;
  }

  changedPin(pin: string): void {
    this.#pin = pin;
  }

  /** @throws BankRefusal, LinkFailure: then it may have been done. */
  async ask<Op extends TerminalOperation>(
    op: Op,
    fields: Asked<Op>,
    heard?: (answer: Answer<Op>) => void,
  ): Promise<Answer<Op>> {
    const answer = await this.#connection.ask(op, fields, heard);
    this.endsAt = null;
    return answer;
  }

  async askBalance(): Promise<Cents> {
    const { balance } = await this.ask('balance', {}, (answer) => this.learnBalance(answer.balance));
    return balance;
  }

  /**
   * Asks until the outcome is known: after a cut on a new connection, logged in again, under the same key.
   * @param stop ends the attempts: the outcome is wanted no longer.
   * @throws BankRefusal: surely not done. Failure `outcome_unknown`: it could not be learned within
   * `timing.outcome`.
   */
  async certainly<Op extends KeyedOperation>(op: Op, fields: Asked<Op>, stop: AbortSignal): Promise<Answer<Op>> {
    const end = performance.now() + this.#timing.outcome;
    const over = AbortSignal.any([AbortSignal.timeout(this.#timing.outcome), stop]);
    for (let attempt = 1; ; attempt++) {
      try {
        if (this.cutOff) await before(over, this.#resume(over));
        const validity = NOT_LATE.has(op) ? { until: this.#connection.until(end) } : {};
        return await before(over, this.ask(op, { ...fields, ...validity }));
      } catch (error) {
        if (over.aborted) {
          // A late answer must be ignored, and the bank must end this customer's session.
          this.#connection.end();
          throw outcomeUnknown(error);
        }
        if (error instanceof BankRefusal && (attempt === 1 || !ONLY_THIS_ATTEMPT.has(error.code))) throw error;
        if (error instanceof BankRefusal) {
          // The bank's state for this connection is not known; a new connection starts from a known one.
          this.#connection.end();
          const wait = delay(retryDelay(attempt, this.#timing, Math.random()), undefined, { signal: over });
          await wait.catch(() => undefined);
        } else if (!(error instanceof LinkFailure)) throw error;
      }
    }
  }

  async #resume(over: AbortSignal): Promise<void> {
    const connection = await this.#link.connection(over);
    if (connection.books !== this.books) throw otherBooks();
    try {
      await connection.ask('login', { account: this.account, pin: this.#pin });
    } catch (error) {
      // The PIN was changed or the account locked meanwhile: nobody can ask for this customer any more.
      if (error instanceof BankRefusal && !ONLY_THIS_ATTEMPT.has(error.code)) throw outcomeUnknown(error);
      throw error;
    }
    this.#connection = connection;
  }
}

/** What may have been done on the books that it was asked of must not be done once more on others. */
function otherBooks(): Failure {
  return new Failure(
    'outcome_unknown',
    'The outcome is unknown: the bank has opened other books meanwhile, which know nothing of it. Do not repeat it before the bank has said what became of the old ones.',
  );
}

function outcomeUnknown(cause: unknown): Failure {
  return new Failure(
    'outcome_unknown',
    'The outcome is unknown: the bank could not be asked again in time. Do not repeat it: log in again later, and this ATM will find out and say what became of it.',
    { cause },
  );
}

/** The promise's outcome, or a rejection as soon as the signal is given. */
function before<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Failure('aborted', 'No longer waited for.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
