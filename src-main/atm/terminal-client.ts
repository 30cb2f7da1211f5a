import { randomUUID } from 'node:crypto';
import { Failure } from '../contract/failure.ts';
import { type Cents, formatDollars } from '../contract/money.ts';
import { accountSchema, amountSchema, pinSchema, type TerminalEvent } from '../contract/terminal.ts';
import type { AtmState, Notes, Payable, Withdrawal } from '../contract/windows.ts';
import type { Answer, Asked } from './bank-connection.ts';
import { BankRefusal, LinkFailure } from './bank-failure.ts';
import { type Cassette, FULL_CASSETTES, notesIn, notesTotal, payable } from './cassette.ts';
import { CustomerSession, type KeyedOperation } from './customer-session.ts';
import { Journal, type OpenRequest } from './journal.ts';
import { Link } from './link.ts';
import { postKey, settle } from './settlement.ts';
import type { Balance, LookedUp, MoneyMoved, Statement, Terminal, TerminalOptions } from './terminal.ts';
import { TIMING, type Timing } from './timing.ts';

/** Rows of a statement where the caller does not say. */
const STATEMENT_ROWS = 20;

/**
 * Opens an ATM: takes its journal, takes over the unsettled requests of machines that are gone, starts connecting.
 * @throws Failure `journal` if the journal can't be written: without it no money could be asked for safely.
 */
export function openTerminal(options: TerminalOptions, timing: Timing = TIMING): Terminal {
  return new TerminalClient(options, timing);
}

/**
 * ```
 *          login                leave, time-out, lock; link lost with nothing under way
 * nobody ─────────▶ customer ────────────────────────────────────────────────────────────▶ nobody
 *                     │  ▲
 *           link lost │  │ logged in again
 *                     ▼  │
 *          customer, money request under way ── its time is over: outcome unknown ─────▶ nobody
 * any ── close ──▶ closed
 * ```
 */
class TerminalClient implements Terminal {
  readonly #timing: Timing;
  readonly #journal: Journal;
  readonly #link: Link;
  readonly #listeners = new Set<(state: AtmState) => void>();
  readonly #stop = new AbortController();
  /** The last state, once closed. */
  #closed: AtmState | null = null;
  /** The key of the money request under way; not yet to be called unsettled. */
  #underWay: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #customer: CustomerSession | null = null;
  #ended: AtmState['ended'] = null;

  constructor(options: TerminalOptions, timing: Timing) {
    this.#timing = timing;
    this.#journal = Journal.open(options.folder, options.name ?? 'ATM');
    this.#journal.adoptOrphans();
    this.#link = new Link({ ...options, name: this.#journal.name }, timing, {
      changed: () => this.#tell(),
      event: (event) => this.#onEvent(event),
      lost: () => this.#endIfCutOff(),
    });
  }

  get state(): AtmState {
    if (this.#closed !== null) return this.#closed;
    const customer = this.#customer;
    return {
      link: this.#link.view,
      account: customer?.account ?? null,
      balance: customer?.balance ?? null,
      endsAt: customer?.endsAt ?? null,
      unsettled: this.#journal
        .unsettled()
        .filter(({ key }) => key !== this.#underWay)
        .map(shown),
      settled: customer?.settled ?? [],
      cassettes: notesIn(this.#journal.cassettes()),
      ended: this.#ended,
    };
  }

  onState(listener: (state: AtmState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  login(account: string, pin: string): Promise<Balance> {
    return this.#inTurn(async () => {
      if (this.#customer !== null) throw new BankRefusal('already_logged_in');
      if (!accountSchema.safeParse(account).success || !pinSchema.safeParse(pin).success) {
        throw new BankRefusal('authentication_failed');
      }
      const connection = await this.#link.connectionNow(AbortSignal.timeout(this.#timing.login));
      const { balance } = await connection.ask('login', { account, pin }, (answer) => {
        this.#customer = new CustomerSession(this.#link, this.#timing, connection, account, pin, answer.balance);
        this.#ended = null;
      });
      this.#journal.adoptOrphans();
      this.#settleSoon();
      this.#tell();
      return { balance };
    });
  }

  async balance(): Promise<Balance> {
    const balance = await this.#reading((customer) => customer.askBalance());
    return { balance };
  }

  deposit(amount: Cents): Promise<MoneyMoved> {
    return this.#inTurn(() =>
      this.#move({ kind: 'deposit', amount, receiver: null }, async (key, customer) =>
        moved(await this.#certainly(customer, 'deposit', { amount, key })),
      ),
    );
  }

  transfer(to: string, amount: Cents): Promise<MoneyMoved> {
    return this.#inTurn(async () => {
      if (!accountSchema.safeParse(to).success) throw new BankRefusal('account_not_found');
      return this.#move({ kind: 'transfer', amount, receiver: to }, async (key, customer) =>
        moved(await this.#certainly(customer, 'transfer', { to, amount, key })),
      );
    });
  }

  payable(amount: Cents): Payable {
    return payable(amount, notesIn(this.#journal.cassettes()));
  }

  withdraw(amount: Cents): Promise<Withdrawal> {
    return this.#inTurn(async () => {
      const nearest = this.payable(amount);
      if (nearest.notes === null) throw notPayable(amount, nearest);
      return this.#move({ kind: 'withdraw', amount, receiver: null }, (key, customer) =>
        this.#payAndBook(key, customer, amount),
      );
    });
  }

  async statement(page: { before?: number | undefined; limit?: number } = {}): Promise<Statement> {
    const fields = { before: page.before, limit: page.limit ?? STATEMENT_ROWS };
    const { transfers, more } = await this.#reading((customer) => customer.ask('statement', fields));
    return { transfers, more };
  }

  async lookUp(by: { sequence: number } | { key: string }): Promise<LookedUp> {
    const { transfer } = await this.#reading((customer) => customer.ask('look-up', by));
    return { transfer };
  }

  changePin(pin: string, newPin: string): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#reading((customer) =>
          customer.ask('change-pin', { pin, newPin }, () => customer.changedPin(newPin)),
        );
      } catch (cause) {
        if (!(cause instanceof LinkFailure)) throw cause;
        throw new Failure(
          'outcome_unknown',
          'The connection was lost before the bank answered: the PIN may have been changed. Log in with the new one, and if that is wrong with the old one.',
          { cause },
        );
      }
    });
  }

  async stay(): Promise<void> {
    await this.#reading((customer) => customer.ask('stay', {}));
  }

  leave(): Promise<Balance> {
    return this.#inTurn(async () => {
      const { balance } = await this.#reading((customer) => customer.ask('leave', {}));
      this.#end(null);
      this.#link.renew();
      return { balance };
    });
  }

  replenish(cassettes: readonly Cassette[] = FULL_CASSETTES): Notes {
    this.#journal.load(cassettes);
    this.#tell();
    return notesIn(this.#journal.cassettes());
  }

  async close(): Promise<void> {
    if (this.#closed !== null) return;
    this.#closed = this.state;
    this.#listeners.clear();
    const grace = setTimeout(() => this.#stop.abort(), this.#timing.closing);
    await this.#turn;
    clearTimeout(grace);
    this.#link.close();
    this.#journal.close();
  }

  /** One after the other: log-in, money, leave. Reads may come between. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed !== null) return Promise.reject(terminalClosed());
    const mine = this.#turn.then(() => {
      if (this.#closed !== null) throw terminalClosed();
      return work();
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #present(): CustomerSession {
    if (this.#closed !== null) throw terminalClosed();
    if (this.#customer === null) throw new BankRefusal('not_logged_in');
    return this.#customer;
  }

  async #reading<T>(ask: (customer: CustomerSession) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#present());
    } catch (error) {
      if (error instanceof BankRefusal && error.code === 'not_logged_in' && this.#customer !== null) {
        // The bank has ended the session in a way that this end has not seen.
        this.#end('lost');
        this.#link.renew();
      }
      throw error;
    } finally {
      this.#tell();
    }
  }

  #certainly<Op extends KeyedOperation>(customer: CustomerSession, op: Op, fields: Asked<Op>): Promise<Answer<Op>> {
    return customer.certainly(op, fields, this.#stop.signal);
  }

  /** Journals the request, has it done, and journals how it ended; without an ending it stays unsettled. */
  async #move<T extends MoneyMoved | Withdrawal>(
    details: Pick<OpenRequest, 'kind' | 'amount' | 'receiver'>,
    work: (key: string, customer: CustomerSession) => Promise<T>,
  ): Promise<T> {
    const customer = this.#present();
    if (!amountSchema.safeParse(details.amount).success) throw new BankRefusal('invalid_amount');
    const key = randomUUID();
    this.#journal.asked({ key, account: customer.account, askedAt: Date.now(), ...details });
    this.#underWay = key;
    try {
      const done = await work(key, customer);
      customer.learnBalance(done.balance, done.transfer.sequence);
      if (!('booked' in done) || done.booked) this.#journal.settled(key, 'done', done.transfer.sequence);
      return done;
    } catch (error) {
      if (error instanceof BankRefusal) this.#journal.settled(key, 'refused', null);
      throw error;
    } finally {
      this.#underWay = null;
      this.#endIfCutOff();
      this.#settleSoon();
      this.#tell();
    }
  }

  async #payAndBook(key: string, customer: CustomerSession, amount: Cents): Promise<Withdrawal> {
    const reserved = await this.#certainly(customer, 'reserve', { amount, key });
    const refers = reserved.transfer.sequence;
    this.#journal.reserved(key, refers);
    const notes = this.#journal.pay(key, amount);
    const paid = notesTotal(notes);
    if (paid === 0) {
      // Settled as what was never paid: the reservation is released.
      throw new Failure('nothing_paid', 'The machine could not pay any notes. Nothing is taken from the account.');
    }
    try {
      const posted = await this.#certainly(customer, 'post', { refers, amount: paid, key: postKey(key) });
      return { ...moved(posted), amount: paid, notes, booked: true };
    } catch (error) {
      // The customer has the notes, whatever the bank says: what is left is the machine's own duty.
      if (!(error instanceof Failure)) throw error;
      return { ...moved(reserved), balance: reserved.balance + amount - paid, amount: paid, notes, booked: false };
    }
  }

  /** Once what is waiting for its turn is done. What can't be learned now is left for the next log-in. */
  #settleSoon(): void {
    if (this.#customer === null || this.#closed !== null || this.#journal.unsettled().length === 0) return;
    this.#inTurn(() => this.#settleAll()).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
    });
  }

  /** Finds out what became of this customer's requests of unknown outcome, and says so. */
  async #settleAll(): Promise<void> {
    const customer = this.#present();
    let learned = false;
    for (const request of this.#journal.unsettled()) {
      if (request.account !== customer.account) continue;
      const { outcome, sequence } = await settle(request, (op, fields) => customer.ask(op, fields));
      this.#journal.settled(request.key, outcome, sequence);
      // Where the loss is the bank's, the customer has what the receipt says: nothing to tell.
      if (outcome !== 'unbooked') customer.settled = [...customer.settled, { ...shown(request), outcome }];
      learned = true;
    }
    if (learned) await customer.askBalance();
    this.#tell();
  }

  #onEvent(event: TerminalEvent): void {
    switch (event.event) {
      case 'balance':
        this.#customer?.learnBalance(event.balance, event.transfer.sequence);
        break;
      case 'session-ending':
        if (this.#customer !== null) this.#customer.endsAt = Date.now() + event.inMs;
        break;
      case 'session-ended':
        this.#endUnlessUnderWay(event.reason === 'idle' ? 'idle' : 'lost');
        break;
      case 'account-locked':
        this.#endUnlessUnderWay('locked');
        break;
      case 'closing':
        this.#endUnlessUnderWay('closing');
        break;
    }
    this.#tell();
  }

  /** A money request under way keeps its customer, to be repeated for. */
  #endUnlessUnderWay(reason: AtmState['ended']): void {
    if (this.#customer === null || this.#underWay !== null) return;
    this.#end(reason);
    this.#link.renew();
  }

  #endIfCutOff(): void {
    if (this.#customer?.cutOff) this.#endUnlessUnderWay('lost');
  }

  #end(reason: AtmState['ended']): void {
    this.#customer = null;
    this.#ended = reason;
    this.#tell();
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const state = this.state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

function shown({ key, kind, account, amount, paid }: OpenRequest): AtmState['unsettled'][number] {
  return { key, kind, account, amount: paid !== null && paid > 0 ? paid : amount };
}

function moved({ transfer, balance }: Answer<'deposit'>): MoneyMoved {
  return { transfer, balance };
}

function notPayable(amount: Cents, { below, above }: Payable): Failure {
  const others = [below, above].filter((one) => one !== null).map(formatDollars);
  return new Failure(
    'not_payable',
    others.length === 0
      ? 'The machine has no notes. Use another one, or have it replenished.'
      : `The notes in this machine do not make ${formatDollars(amount)}. It can pay ${others.join(' or ')}.`,
  );
}

function terminalClosed(): Failure {
  return new Failure('terminal_closed', 'This ATM has been closed.');
}
