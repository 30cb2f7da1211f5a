import type { Notes, Payable, Unsettled, Withdrawal } from '../../contract/atm.ts';
import { Failure } from '../../contract/failure.ts';
import { SETTLE_MISSES } from '../../contract/limits.ts';
import { type Cents, formatDollars } from '../../contract/money.ts';
import { accountSchema, type MoneyMoved } from '../../contract/terminal.ts';
import type { Answer } from '../connection/bank-connection.ts';
import { BankRefusal } from '../connection/bank-failure.ts';
import type { CustomerSession } from '../customer-session.ts';
import type { Journal } from '../journal/journal.ts';
import type { OpenRequest } from '../journal/journal-file.ts';
import { timeOrderedUuid } from '../uuid.ts';
import { type Cassette, FULL_CASSETTES, notesIn, notesTotal, payable } from './cassette.ts';
import { type AskToSettle, postKey, settle, settleReservation } from './settlement.ts';

/**
 * What moves money at a machine: journals each request before it is sent, has it done, pays notes, and journals how
 * it ended. A request without an ending stays unsettled. One request at a time; the caller sees to that.
 */
export class CashDesk {
  readonly #journal: Journal;
  readonly #stop: AbortSignal;
  /** The books of the bank that the machine is connected to; null: it has not been yet. */
  #books: string | null = null;
  /** The key of the request under way, which does not count as unsettled yet. */
  #underWay: string | null = null;

  /** @param stop ends the wait for outcomes: the machine is closing. */
  constructor(journal: Journal, stop: AbortSignal) {
    this.#journal = journal;
    this.#stop = stop;
  }

  /** Whether a request is on its way now. */
  get busy(): boolean {
    return this.#underWay !== null;
  }

  /** Those that the bank's books may know of. */
  get unsettled(): Unsettled[] {
    return this.#open.map(shown);
  }

  /**
   * Cents of notes that were paid and stand in no booking, because their reservation had run out or the bank has other
   * books now.
   */
  get unbooked(): Cents {
    const { unbooked, unsettled } = this.#journal;
    const strange = unsettled.filter((request) => this.#isStrange(request) && !unbooked.has(request.key));
    return [...unbooked.values(), ...strange.map(({ paid }) => paid ?? 0)].reduce((sum, paid) => sum + paid, 0);
  }

  get notes(): Notes {
    return notesIn(this.#journal.cassettes);
  }

  payable(amount: Cents): Payable {
    return payable(amount, this.notes);
  }

  replenish(cassettes: readonly Cassette[] = FULL_CASSETTES): Notes {
    this.#journal.load(cassettes);
    return this.notes;
  }

  deposit(customer: CustomerSession, amount: Cents): Promise<MoneyMoved> {
    return this.#move(customer, { kind: 'deposit', amount, receiver: null }, async (key) =>
      moved(await customer.certainly('deposit', { amount, key }, this.#stop)),
    );
  }

  async transfer(customer: CustomerSession, to: string, amount: Cents): Promise<MoneyMoved> {
    if (!accountSchema.safeParse(to).success) throw new BankRefusal('account_not_found');
    return this.#move(customer, { kind: 'transfer', amount, receiver: to }, async (key) =>
      moved(await customer.certainly('transfer', { to, amount, key }, this.#stop)),
    );
  }

  async withdraw(customer: CustomerSession, amount: Cents): Promise<Withdrawal> {
    const nearest = this.payable(amount);
    if (nearest.notes === null) throw notPayable(amount, nearest);
    return this.#move(customer, { kind: 'withdrawal', amount, receiver: null }, (key) =>
      this.#payAndBook(key, customer, amount),
    );
  }

  /**
   * Finds out what became of this customer's requests of unknown outcome, and tells the customer's session.
   * @throws BankRefusal, LinkFailure: what can't be learned now is left for the next time.
   */
  async settle(customer: CustomerSession): Promise<void> {
    this.#books = customer.books;
    let learned = false;
    for (const request of this.#open) {
      if (request.account !== customer.account) continue;
      const { outcome, sequence } = await settle(request, (op, fields) => customer.ask(op, fields));
      this.#journal.settled(request.key, outcome, sequence);
      // Where the bank bears the loss, the customer's receipt is right: there is nothing to tell.
      if (outcome !== 'unbooked') customer.settled = [...customer.settled, { ...shown(request), outcome }];
      learned = true;
    }
    if (learned) await customer.askBalance();
  }

  /**
   * Tells the customer's session what was settled without it; at the next log-in where the journal can't be written now:
   * that is no reason to turn anybody away.
   */
  tellNews(customer: CustomerSession): void {
    try {
      customer.settled = [...customer.settled, ...this.#journal.takeNews(customer.account)];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  /**
   * Brings withdrawals to their end without their customers. To be called once for each connection: the bank closes
   * one that asks for too many reservations that it does not know.
   * @param books the bank's name for its books
   * @throws BankRefusal, LinkFailure: what can't be settled now is left for the next time.
   */
  async settleReservations(books: string, ask: AskToSettle): Promise<void> {
    this.#books = books;
    const ranOut = this.#journal.unbooked;
    const open = this.#open
      .filter(({ key, kind }) => kind === 'withdrawal' && !ranOut.has(key))
      // Notes that are out come first: their reservations run out.
      .sort((one, other) => (other.paid ?? 0) - (one.paid ?? 0));
    let misses = 0;
    for (const request of open) {
      const end = await settleReservation(request, ask);
      switch (end.state) {
        case 'settled':
          this.#journal.settledUnseen({ ...shown(request), outcome: end.outcome }, end.sequence);
          break;
        case 'run-out':
          this.#journal.ranOut(request.key);
          break;
        case 'unknown':
          misses += 1;
          if (misses === SETTLE_MISSES - 1) return;
          break;
      }
    }
  }

  /** What is open and not under way, of the books that the bank has. */
  get #open(): OpenRequest[] {
    return this.#journal.unsettled.filter((request) => request.key !== this.#underWay && !this.#isStrange(request));
  }

  /**
   * Whether it was asked of other books than the bank has. Those that it has now can't tell what became of it, and must
   * not do it either; it waits in case the old ones come back.
   */
  #isStrange({ books }: OpenRequest): boolean {
    return books !== null && this.#books !== null && books !== this.#books;
  }

  async #move<T extends MoneyMoved | Withdrawal>(
    customer: CustomerSession,
    details: Pick<OpenRequest, 'kind' | 'amount' | 'receiver'>,
    work: (key: string) => Promise<T>,
  ): Promise<T> {
    const key = timeOrderedUuid();
    this.#journal.asked({ key, account: customer.account, books: customer.books, askedAt: Date.now(), ...details });
    this.#underWay = key;
    try {
      const done = await work(key);
      customer.learnBalance(done.balance, done.transfer.sequence);
      if (!('booked' in done) || done.booked) this.#journal.settled(key, 'done', done.transfer.sequence);
      return done;
    } catch (error) {
      if (error instanceof BankRefusal) this.#journal.settled(key, 'refused', null);
      throw error;
    } finally {
      this.#underWay = null;
    }
  }

  async #payAndBook(key: string, customer: CustomerSession, amount: Cents): Promise<Withdrawal> {
    const reserved = await customer.certainly('reserve', { amount, key }, this.#stop);
    this.#journal.reserved(key, reserved.transfer.sequence);
    const notes = this.#journal.pay(key, amount);
    const paid = notesTotal(notes);
    if (paid === 0) {
      // Settled as what was never paid: the reservation is released.
      throw new Failure('nothing_paid', 'The machine could not pay any notes. Nothing is taken from the account.');
    }
    try {
      const posting = { reservation: key, amount: paid, key: postKey(key) };
      const posted = await customer.certainly('post', posting, this.#stop);
      return { ...moved(posted), amount: paid, notes, booked: true };
    } catch (error) {
      // The customer has the notes whatever the bank answers: the rest is settled by the machine.
      if (!(error instanceof Failure)) throw error;
      return { ...moved(reserved), balance: reserved.balance + amount - paid, amount: paid, notes, booked: false };
    }
  }
}

function shown({ key, kind, account, amount, paid }: OpenRequest): Unsettled {
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
