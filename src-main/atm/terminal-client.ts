import type { EndReason, MachineState, Notes, Payable, Withdrawal } from '../contract/atm.ts';
import type { Cents } from '../contract/money.ts';
import {
  accountSchema,
  type Balance,
  type MoneyMoved,
  pinSchema,
  type Statement,
  type TerminalEvent,
} from '../contract/terminal.ts';
import { Listeners } from '../listeners.ts';
import { CashDesk } from './cash/cash-desk.ts';
import type { Cassette } from './cash/cassette.ts';
import type { BankConnection } from './connection/bank-connection.ts';
import { BankRefusal, LinkFailure, pinUnknown } from './connection/bank-failure.ts';
import { Link } from './connection/link.ts';
import { CustomerSession } from './customer-session.ts';
import { Journal } from './journal/journal.ts';
import { Orphans } from './journal/orphans.ts';
import type { BankEndpoint, Terminal, TerminalOptions } from './terminal.ts';
import { TIMING, type Timing } from './timing.ts';
import { TurnQueue, terminalClosed } from './turn-queue.ts';

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
  readonly #orphans: Orphans;
  readonly #link: Link;
  readonly #listeners = new Listeners<[MachineState]>();
  readonly #stop = new AbortController();
  readonly #desk: CashDesk;
  /** The last state, once closed. */
  #closed: MachineState | null = null;
  /** Log-in, money, leave, settling. Reads may come between. */
  readonly #turns = new TurnQueue();
  #customer: CustomerSession | null = null;
  #ended: EndReason | null = null;

  constructor(options: TerminalOptions, timing: Timing) {
    this.#timing = timing;
    this.#journal = Journal.open(options.folder, options.name ?? 'ATM');
    this.#orphans = new Orphans(this.#journal);
    this.#desk = new CashDesk(this.#journal, this.#stop.signal);
    this.#link = new Link({ ...options, name: this.#journal.name }, timing, {
      changed: () => this.#tell(),
      online: (connection) => this.#settleReservationsSoon(connection),
      event: (event) => this.#onEvent(event),
      lost: () => this.#endIfCutOff(),
    });
    // In its turn before what is settled with the bank, and before whoever comes.
    this.#turns.inBackground(() => this.#adopt());
  }

  get state(): MachineState {
    if (this.#closed !== null) return this.#closed;
    const { unsettled, unbooked, notes: cassettes } = this.#desk;
    const machine = { name: this.#journal.name, unsettled, unbooked, cassettes };
    const link = this.#link.view;
    const customer = this.#customer;
    if (customer === null) return { ...link, ...machine, ended: this.#ended };
    const { account, balance, endsAt, settled } = customer;
    const session = link.at === 'ready' ? link.session : null;
    return { at: 'customer', ...machine, session, account, balance, endsAt, settled };
  }

  onState(listener: (state: MachineState) => void): () => void {
    return this.#listeners.add(listener);
  }

  login(account: string, pin: string): Promise<Balance> {
    return this.#turns.run(async () => {
      if (this.#customer !== null) throw new BankRefusal('already_logged_in');
      if (!accountSchema.safeParse(account).success || !pinSchema.safeParse(pin).success) {
        throw new BankRefusal('authentication_failed');
      }
      // Before the bank is asked, so that nothing can fail here after it has succeeded there.
      await this.#journal.assertThere();
      const connection = await this.#link.connectionNow(AbortSignal.timeout(this.#timing.login));
      const { balance } = await connection.ask('login', { account, pin }, (answer) => {
        this.#customer = new CustomerSession(this.#link, this.#timing, connection, account, pin, answer.balance);
        this.#ended = null;
        this.#desk.tellNews(this.#customer);
      });
      // A machine may have crashed since.
      this.#turns.inBackground(async () => {
        await this.#adopt();
        await this.#settle();
      });
      this.#tell();
      return { balance };
    });
  }

  async balance(): Promise<Balance> {
    const balance = await this.#reading((customer) => customer.askBalance());
    return { balance };
  }

  deposit(amount: Cents): Promise<MoneyMoved> {
    return this.#moving((customer) => this.#desk.deposit(customer, amount));
  }

  transfer(to: string, amount: Cents): Promise<MoneyMoved> {
    return this.#moving((customer) => this.#desk.transfer(customer, to, amount));
  }

  async checkPayee(to: string): Promise<void> {
    if (!accountSchema.safeParse(to).success) throw new BankRefusal('account_not_found');
    await this.#reading((customer) => customer.ask('payee', { to }));
  }

  payable(amount: Cents): Payable {
    return this.#desk.payable(amount);
  }

  withdraw(amount: Cents): Promise<Withdrawal> {
    return this.#moving((customer) => this.#desk.withdraw(customer, amount));
  }

  async statement(page: { before?: number | undefined; limit?: number } = {}): Promise<Statement> {
    const fields = { before: page.before, limit: page.limit ?? STATEMENT_ROWS };
    const { transfers, more, balance } = await this.#reading((customer) => customer.ask('statement', fields));
    return { transfers, more, balance };
  }

  changePin(pin: string, newPin: string): Promise<void> {
    return this.#turns.run(async () => {
      try {
        await this.#reading((customer) =>
          customer.ask('change-pin', { pin, newPin }, () => customer.changedPin(newPin)),
        );
      } catch (cause) {
        throw cause instanceof LinkFailure ? pinUnknown(cause) : cause;
      }
    });
  }

  async stay(): Promise<void> {
    await this.#reading((customer) => customer.ask('stay', {}));
  }

  leave(): Promise<Balance> {
    return this.#turns.run(async () => {
      const { balance } = await this.#reading((customer) => customer.ask('leave', {}));
      this.#end(null);
      this.#link.renew();
      return { balance };
    });
  }

  replenish(cassettes?: readonly Cassette[]): Notes {
    const notes = this.#desk.replenish(cassettes);
    this.#tell();
    return notes;
  }

  setBanks(banks: readonly BankEndpoint[]): void {
    this.#link.setBanks(banks);
    // In its turn: a log-in that is under way would lose its connection.
    this.#turns.inBackground(async () => (this.#customer === null ? this.#link.goToFirst() : undefined));
  }

  async close(): Promise<void> {
    if (this.#closed !== null) return;
    this.#closed = this.state;
    this.#listeners.clear();
    const grace = setTimeout(() => this.#stop.abort(), this.#timing.closing);
    await this.#turns.close();
    clearTimeout(grace);
    this.#link.close();
    this.#journal.close();
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

  #moving<T>(work: (customer: CustomerSession) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      try {
        return await work(this.#present());
      } finally {
        this.#endIfCutOff();
        if (this.#desk.unsettled.length > 0) this.#turns.inBackground(() => this.#settle());
        this.#tell();
      }
    });
  }

  async #adopt(): Promise<void> {
    await this.#orphans.adopt(this.#stop.signal);
    this.#tell();
  }

  /** What can't be learned now is left for the next log-in. */
  async #settle(): Promise<void> {
    if (this.#customer === null || this.#desk.unsettled.length === 0) return;
    await this.#reading((customer) => this.#desk.settle(customer));
  }

  /** Without waiting for the customers, before whoever logs in on this connection. */
  #settleReservationsSoon(connection: BankConnection): void {
    this.#turns.inBackground(async () => {
      // Closing must not wait for a bank that does not answer.
      const stop = (): void => connection.end();
      this.#stop.signal.addEventListener('abort', stop);
      try {
        await this.#desk.settleReservations(connection.books, (fields) => connection.ask('settle', fields));
      } finally {
        this.#stop.signal.removeEventListener('abort', stop);
        if (this.#customer !== null) this.#desk.tellNews(this.#customer);
        this.#tell();
      }
    });
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
  #endUnlessUnderWay(reason: EndReason | null): void {
    if (this.#customer === null || this.#desk.busy) return;
    this.#end(reason);
    this.#link.renew();
  }

  #endIfCutOff(): void {
    if (this.#customer?.cutOff) this.#endUnlessUnderWay('lost');
  }

  #end(reason: EndReason | null): void {
    this.#customer = null;
    this.#ended = reason;
    this.#tell();
  }

  #tell(): void {
    // Its state reads the journal.
    if (this.#listeners.size > 0) this.#listeners.tell(this.state);
  }
}
