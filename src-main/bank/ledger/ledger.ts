import { COMMIT_BATCH } from '../../contract/limits.ts';
import type { Cents } from '../../contract/money.ts';
import { type Account, available, isCustomer, newAccount } from './account.ts';
import { accountPage, administer, type OfficeRecords } from './account-office.ts';
import { type Batch, CurrentBatch } from './current-batch.ts';
import { assert, Invariants } from './invariants.ts';
import { IdempotencyKeys, moved, refused } from './keys/idempotency.ts';
import { RefusedKeys } from './keys/refused-keys.ts';
import type { Moment } from './moment.ts';
import { OpenReserves } from './open-reserves.ts';
import { PayeeAllowances } from './payee-allowances.ts';
import { isPin, type PinKey } from './pins/pin.ts';
import { PinDesk } from './pins/pin-check.ts';
import type { AccountNumber, LedgerReply, Moved, OrderedRequest, Refused } from './request.ts';
import type { Journal, LedgerState, Tail } from './store.ts';
import { CASH, type MoneyRequest, ownerOf, requestContent, type TransferRecord } from './transfer-record.ts';
import { cashOverflows, type Draft, draftTransfer, voidDraft } from './transfer-rules.ts';

/**
 * The ledger itself: state and rules, no I/O but the journal it is given, no clock but the time it is told.
 *
 * Work comes in batches: `begin`, any number of `handle`, then `finish`, which checks the invariants and says what
 * must be committed. A batch that was surely not committed can be taken back with `undo`. After a commit whose
 * outcome is unknown, this object must not be used again: make a new one from what the store has.
 */
export class Ledger {
  readonly #state: LedgerState;
  readonly #refused: RefusedKeys;
  readonly #keys: IdempotencyKeys;
  readonly #pins: PinDesk;
  readonly #payees = new PayeeAllowances();
  readonly #invariants: Invariants;
  readonly #reserves: OpenReserves;
  readonly #batch: CurrentBatch;
  readonly #office: OfficeRecords = {
    account: (number) => this.account(number),
    touch: (account) => this.touch(account),
    open: (account, amount) => this.open(account, amount),
    hasRoomFor: (amount) => this.hasRoomFor(amount),
    lock: (number) => this.#batch.lock(number),
    verifier: (number, pin) => this.#pins.verifier(number, pin),
    forgive: (account) => this.#pins.forgive(account),
  };

  /** @throws Error if the state breaks an invariant. */
  constructor(state: LedgerState, pinKey: PinKey, now: Moment) {
    this.#state = state;
    this.#invariants = new Invariants(state);
    this.#refused = new RefusedKeys(state.refused, now.steady);
    this.#keys = new IdempotencyKeys(this.#refused);
    this.#reserves = new OpenReserves(state.pending, now, state.head.at);
    this.#batch = new CurrentBatch(state, this.#invariants, this.#reserves);
    this.#pins = new PinDesk(pinKey, {
      account: (number) => this.account(number),
      touch: (account) => this.touch(account),
      mustCommit: () => this.#batch.mustCommit(),
    });
  }

  account(number: AccountNumber): Account | undefined {
    return this.#state.accounts.get(number);
  }

  /** Starts a batch. The bank's date never goes back, whatever it is told. */
  begin(now: Moment, journal: Journal): void {
    const { at, commits } = this.#state.head;
    this.#batch.begin({ ...now, date: Math.max(now.date, at) }, journal);
    this.#refused.begin(journal, now.steady);
    this.#keys.begin(journal, commits);
    this.#pins.begin();
  }

  /** Takes the batch back, before or after `finish`: everything is as it was at its `begin`. */
  undo(): void {
    this.#batch.undo();
    this.#refused.undo();
    this.#pins.undo();
  }

  /**
   * Takes over what other banks have committed to the same books. Between batches.
   * @throws Error if that breaks an invariant
   */
  apply(tail: Tail, now: Moment): void {
    for (const changed of tail.accounts) {
      const known = this.account(changed.number);
      this.#invariants.replace(known, changed);
      if (known === undefined) this.#state.accounts.set(changed.number, changed);
      else Object.assign(known, changed);
    }
    for (const record of tail.transfers) {
      const ended = record.refers === null ? undefined : this.#state.pending.get(record.refers);
      const released = record.kind === 'reversal' ? undefined : ended;
      this.#invariants.count(record, released);
      if (released !== undefined) this.#reserves.delete(released);
      if (record.kind === 'reserve') this.#reserves.add(record, now);
    }
    for (const one of tail.refused) this.#refused.learn(one);
    this.#state.head = tail.head;
    this.#invariants.assertSums('what other banks have committed changes the sum over all accounts to');
  }

  /** The account is about to change in this batch. */
  touch(account: Account): void {
    this.#batch.touch(account);
  }

  /** Whether so much more may be brought into the bank. */
  hasRoomFor(amount: Cents): boolean {
    return !cashOverflows(this.#cash(), amount);
  }

  /** Adds an account within the batch, with its first money from cash. Number and amount are checked by the caller. */
  open(account: Account, amount: Cents): void {
    this.#batch.open(account);
    if (amount === 0) return;
    const draft: Draft = {
      kind: 'opening',
      debit: this.#cash(),
      credit: account,
      amount,
      refers: null,
      expires: null,
    };
    const made = this.#batch.write(draft, `opening/${account.number}`, account);
    assert(made !== undefined, `account ${account.number} was opened before`);
  }

  /**
   * Voids open reserves whose time is over: a slice of them, so that no batch stands still for all that may run out
   * at once. To be called at the start of a batch.
   */
  expireReserves(): void {
    this.#reserves.gather(this.#batch.now.steady);
    if (this.#reserves.behind) this.#expire(this.#reserves.overdue(COMMIT_BATCH));
  }

  /** The open reserve that was made under this key. */
  openReserve(key: string): TransferRecord | undefined {
    return this.#reserves.byKey(key);
  }

  /** As `OpenReserves.nextExpiry`. */
  get nextExpiry(): number {
    return this.#reserves.nextExpiry;
  }

  /** Whether reserves are overdue that the next batches have to void. */
  get behind(): boolean {
    return this.#reserves.behind;
  }

  /** What changes nothing, as it is now; also outside of a batch. */
  read(request: Extract<OrderedRequest, { op: 'balance' | 'payee' }>, now: Moment): LedgerReply {
    if (request.op === 'payee') return this.#checkPayee(request.account, request.to, now.date);
    const account = this.account(request.account);
    if (account === undefined || !isCustomer(account)) return refused('account_not_found');
    return { ok: true, balance: available(account) };
  }

  /** Does one request within the batch. */
  handle(request: OrderedRequest): LedgerReply {
    // Slices only spread the work. For the account that asks, a reserve ends exactly when its time is over.
    if (this.#reserves.behind && request.account !== null) this.#expire(this.#reserves.overdueOf(request.account));
    switch (request.op) {
      case 'authenticate': {
        const account = this.#pins.check(request.account, request.pin, this.#batch.now.date, request.from);
        return 'ok' in account ? account : { ok: true, balance: available(account) };
      }
      case 'open-account':
        return this.#openAccount(request.account, request.pin);
      case 'change-pin':
        return this.#pins.change(request.account, request.pin, request.newPin, this.#batch.now.date, request.from);
      case 'administer':
        return administer(request, this.#office, this.#batch.now.date);
      case 'accounts':
        return accountPage(this.#state.accounts.values(), request);
      case 'balance':
      case 'payee':
        return this.read(request, this.#batch.now);
      case 'deposit':
      case 'withdraw':
      case 'transfer':
      case 'reserve':
      case 'reverse':
        return this.#move(request);
      case 'post':
      case 'void':
        return this.#endReserve(request);
    }
  }

  /**
   * Ends the batch.
   * @throws Error if it broke an invariant: it must not be committed then, and the ledger must stop.
   */
  finish(): Batch {
    return this.#batch.finish();
  }

  #openAccount(number: AccountNumber, pin: string): LedgerReply<'open-account'> {
    const there = this.account(number);
    if (there !== undefined) return this.#pins.fits(there, pin) ? { ok: true } : refused('account_exists');
    if (!isPin(pin)) return refused('invalid_pin');
    this.open(newAccount(number, this.#pins.verifier(number, pin), this.#batch.now.date), 0);
    return { ok: true };
  }

  #cash(): Account {
    const cash = this.account(CASH);
    assert(cash !== undefined, 'the cash account is missing');
    return cash;
  }

  /**
   * That there is no such reserve is said before anything else, and not remembered: who knows no reserve's key learns
   * nothing about other keys, and can't push out the refusals that are remembered for customers.
   */
  #endReserve(request: Extract<OrderedRequest, { op: 'post' | 'void' }>): Moved | Refused {
    const { key } = request;
    const reserve = this.#batch.journal.byKey(request.reservation);
    if (reserve?.kind !== 'reserve') return refused('transfer_not_found');
    const account = ownerOf(reserve);
    if (request.account !== null && request.account !== account) return refused('transfer_not_found');
    if (this.#reserves.behind) this.#expire(this.#reserves.overdueOf(account));
    const refers = reserve.sequence;
    if (request.op === 'void') return this.#move({ op: 'void', account, refers, key });
    return this.#move({ op: 'post', account, refers, amount: request.amount, key });
  }

  /** Check and write are one step: nothing has changed when the journal says that the key is taken. */
  #move(request: MoneyRequest): Moved | Refused {
    const { key } = request;
    const content = requestContent(request);
    const earlier = this.#keys.refusedBefore(key, content);
    if (earlier !== undefined) return earlier;
    if ('until' in request && request.until !== undefined && this.#batch.now.steady > request.until) {
      // Not remembered: a copy of it comes later still.
      return this.#keys.doneBefore(key, content) ?? refused('expired');
    }
    const draft = draftTransfer(request, this.#state, this.#reserves, this.#batch.journal, this.#batch.now.date);
    if (typeof draft === 'string') {
      const repeat = this.#keys.doneBefore(key, content);
      if (repeat !== undefined) return repeat;
      const answer = this.#keys.refuse(key, content, draft, request.account);
      if (this.#refused.changed) this.#batch.mustCommit();
      return answer;
    }
    const own = this.account(request.account);
    assert(own !== undefined, 'a draft for no account');
    const made = this.#batch.write(draft, key, own);
    if (made !== undefined) return moved(made, false);
    const repeat = this.#keys.doneBefore(key, content);
    assert(repeat !== undefined, `key ${key} is taken and not found`);
    return repeat;
  }

  #expire(reserves: readonly TransferRecord[]): void {
    for (const reserve of reserves) {
      const own = this.account(ownerOf(reserve));
      assert(own !== undefined, `the account of reserve ${reserve.sequence} is gone`);
      const made = this.#batch.write(voidDraft(reserve, own, this.#cash()), `expired/${reserve.sequence}`, own);
      assert(made !== undefined, `reserve ${reserve.sequence} expired before`);
    }
  }

  /** The rate comes first: past it, nothing is told of the other account. */
  #checkPayee(from: AccountNumber, to: AccountNumber, now: number): LedgerReply<'payee'> {
    const retryAfter = this.#payees.take(from, now);
    if (retryAfter > 0) return { ok: false, refusal: 'rate_limited', retryAfter };
    const payee = this.account(to);
    if (payee === undefined || !isCustomer(payee)) return refused('account_not_found');
    return from === to ? refused('same_account') : { ok: true };
  }
}
