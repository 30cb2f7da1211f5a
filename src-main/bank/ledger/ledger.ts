import { COMMIT_BATCH, STATEMENT_PAGE } from '../../contract/limits.ts';
import type { Cents } from '../../contract/money.ts';
import { type Account, available, book, isCustomer, newAccount } from './account.ts';
import { IdempotencyKeys, moved, refused } from './idempotency.ts';
import { assert, Invariants } from './invariants.ts';
import { OpenReserves } from './open-reserves.ts';
import { PayeeAllowances } from './payee-allowances.ts';
import { isPin, type PinKey } from './pin.ts';
import { PinDesk } from './pin-check.ts';
import type { AccountNumber, LedgerReply, LedgerRequest, Moved, Refused, Sequence } from './request.ts';
import type { Head, Journal, LedgerState } from './store.ts';
import {
  CASH,
  type MoneyRequest,
  ownerOf,
  publicTransfer,
  recordHash,
  requestContent,
  type TransferRecord,
} from './transfer-record.ts';
import { cashOverflows, type Draft, draftTransfer, voidDraft } from './transfer-rules.ts';

/** What one batch did, checked against the invariants and ready to be committed. */
export interface Batch {
  /** Whether there is anything to commit. */
  readonly dirty: boolean;
  readonly touched: readonly Account[];
  readonly head: Head;
  /** Over all accounts, in cents: 0, or the batch would not have ended. */
  readonly sum: Cents;
  readonly records: readonly TransferRecord[];
  /** Accounts that wrong PINs locked in this batch. */
  readonly locked: readonly AccountNumber[];
}

/**
 * The ledger itself: state and rules, no I/O but the journal it is given, no clock but the time it is told.
 *
 * Work comes in batches: `begin`, any number of `handle`, then `finish`, which checks the invariants and says what
 * must be committed. If the commit fails this object is of no more use: make a new one from what the store has.
 */
export class Ledger {
  readonly #state: LedgerState;
  readonly #journal: Journal;
  readonly #keys: IdempotencyKeys;
  readonly #pins: PinDesk;
  readonly #payees = new PayeeAllowances();
  readonly #invariants: Invariants;
  readonly #reserves: OpenReserves;
  #locked: AccountNumber[] = [];
  #now = 0;
  #dirty = false;

  /** @throws Error if the state breaks an invariant. */
  constructor(state: LedgerState, journal: Journal, pinKey: PinKey) {
    this.#state = state;
    this.#journal = journal;
    this.#invariants = new Invariants(state);
    this.#keys = new IdempotencyKeys(state.refused, journal);
    this.#reserves = new OpenReserves(state.pending);
    this.#pins = new PinDesk(pinKey, {
      account: (number) => this.account(number),
      touch: (account) => this.touch(account),
      lock: (number) => this.#locked.push(number),
      mustCommit: () => {
        this.#dirty = true;
      },
    });
  }

  account(number: AccountNumber): Account | undefined {
    return this.#state.accounts.get(number);
  }

  /** Starts a batch at a time in ms since the epoch. The bank's clock never goes back, whatever it is told. */
  begin(now: number): void {
    this.#now = Math.max(now, this.#state.head.at);
    this.#invariants.begin(this.#state.head);
    this.#locked = [];
    this.#dirty = false;
  }

  /** The account is about to change in this batch. */
  touch(account: Account): void {
    this.#dirty = true;
    this.#invariants.touch(account);
  }

  /** Whether so much more may be brought into the bank. */
  hasRoomFor(amount: Cents): boolean {
    return !cashOverflows(this.#cash(), amount);
  }

  /** Adds an account within the batch, with its first money from cash. Number and amount are checked by the caller. */
  open(account: Account, amount: Cents): void {
    assert(!this.#state.accounts.has(account.number), `account ${account.number} is there already`);
    this.#state.accounts.set(account.number, account);
    this.touch(account);
    if (amount === 0) return;
    const draft: Draft = {
      kind: 'opening',
      debit: this.#cash(),
      credit: account,
      amount,
      refers: null,
      expires: null,
    };
    const made = this.#make(draft, `opening/${account.number}`, account);
    assert(made !== undefined, `account ${account.number} was opened before`);
  }

  /**
   * Voids open reserves whose time is over: a slice of them, so that no batch stands still for all that may run out
   * at once. To be called at the start of a batch.
   */
  expireReserves(): void {
    this.#reserves.gather(this.#now);
    if (this.#reserves.behind) this.#expire(this.#reserves.overdue(COMMIT_BATCH));
  }

  /** As `OpenReserves.nextExpiry`. */
  get nextExpiry(): number {
    return this.#reserves.nextExpiry;
  }

  /** Whether reserves are overdue that the next batches have to void. */
  get behind(): boolean {
    return this.#reserves.behind;
  }

  /** Does one request within the batch. */
  handle(request: LedgerRequest): LedgerReply {
    // The slices are for the ledger's sake. For whoever asks, a reserve ends with its time.
    if (this.#reserves.behind && request.account !== null) this.#expire(this.#reserves.overdueOf(request.account));
    switch (request.op) {
      case 'authenticate': {
        const account = this.#pins.check(request.account, request.pin, this.#now);
        return 'ok' in account ? account : { ok: true, balance: available(account) };
      }
      case 'open-account':
        return this.#openAccount(request.account, request.pin);
      case 'change-pin':
        return this.#pins.change(request.account, request.pin, request.newPin, this.#now);
      case 'balance': {
        const account = this.account(request.account);
        if (account === undefined || !isCustomer(account)) return refused('account_not_found');
        return { ok: true, balance: available(account) };
      }
      case 'payee':
        return this.#checkPayee(request.account, request.to);
      case 'statement':
        return this.#statement(request.account, request.before ?? Number.MAX_SAFE_INTEGER, request.limit);
      case 'look-up': {
        const { by } = request;
        const found = 'key' in by ? this.#journal.byKey(by.key) : this.#journal.bySequence(by.sequence);
        const own = found !== undefined && (found.debit === request.account || found.credit === request.account);
        return own ? { ok: true, transfer: publicTransfer(found) } : refused('transfer_not_found');
      }
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
    let { head } = this.#state;
    const checked = this.#invariants.end(head);
    if (this.#dirty) {
      head = { ...head, commits: head.commits + 1 };
      this.#state.head = head;
    }
    return { ...checked, head, dirty: this.#dirty, locked: this.#locked };
  }

  #openAccount(number: AccountNumber, pin: string): LedgerReply<'open-account'> {
    if (this.account(number) !== undefined) return refused('account_exists');
    if (!isPin(pin)) return refused('invalid_pin');
    this.open(newAccount(number, this.#pins.verifier(number, pin), this.#now), 0);
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
  #endReserve(request: Extract<LedgerRequest, { op: 'post' | 'void' }>): Moved | Refused {
    const { key } = request;
    const reserve = this.#journal.byKey(request.reservation);
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
    const draft = draftTransfer(request, this.#state, this.#reserves, this.#journal, this.#now);
    if (typeof draft === 'string') {
      const repeat = this.#keys.doneBefore(key, content);
      if (repeat !== undefined) return repeat;
      this.#dirty = true;
      return this.#keys.refuse(key, content, draft);
    }
    const own = this.account(request.account);
    assert(own !== undefined, 'a draft for no account');
    const made = this.#make(draft, key, own);
    if (made !== undefined) return moved(made, false);
    const repeat = this.#keys.doneBefore(key, content);
    assert(repeat !== undefined, `key ${key} is taken and not found`);
    return repeat;
  }

  /** Writes and books a transfer. @returns undefined, with nothing changed, if the key is taken. */
  #make(draft: Draft, key: string, owner: Account): TransferRecord | undefined {
    const { kind, debit, credit, amount, refers, expires, counted } = draft;
    const { head } = this.#state;
    const fields = {
      sequence: head.sequence + 1,
      kind,
      debit: debit.number,
      credit: credit.number,
      amount,
      key,
      refers,
      at: this.#now,
      expires,
      balanceAfter: available(owner) + balanceChange(draft, owner),
    };
    const record: TransferRecord = { ...fields, hash: recordHash(head.hash, fields) };
    if (!this.#journal.append(record)) return undefined;
    this.touch(debit);
    this.touch(credit);
    book(record, debit, credit, counted);
    assert(available(owner) === record.balanceAfter, `transfer ${record.sequence} left another balance than it says`);
    const released = kind === 'post' || kind === 'void' ? counted : undefined;
    if (released !== undefined) this.#reserves.delete(released);
    if (kind === 'reserve') this.#reserves.add(record);
    this.#invariants.add(record, released);
    this.#state.head = { sequence: record.sequence, hash: record.hash, at: record.at, commits: head.commits };
    return record;
  }

  #expire(reserves: readonly TransferRecord[]): void {
    for (const reserve of reserves) {
      const own = this.account(ownerOf(reserve));
      assert(own !== undefined, `the account of reserve ${reserve.sequence} is gone`);
      const made = this.#make(voidDraft(reserve, own, this.#cash()), `expired/${reserve.sequence}`, own);
      assert(made !== undefined, `reserve ${reserve.sequence} expired before`);
    }
  }

  /** The rate comes first: past it, nothing is told of the other account. */
  #checkPayee(from: AccountNumber, to: AccountNumber): LedgerReply<'payee'> {
    const retryAfter = this.#payees.take(from, this.#now);
    if (retryAfter > 0) return { ok: false, refusal: 'limit_exceeded', retryAfter };
    const payee = this.account(to);
    if (payee === undefined || !isCustomer(payee)) return refused('account_not_found');
    return from === to ? refused('same_account') : { ok: true };
  }

  #statement(number: AccountNumber, before: Sequence, limit: number): LedgerReply<'statement'> {
    const account = this.account(number);
    if (account === undefined || !isCustomer(account)) return refused('account_not_found');
    const wanted = Math.min(Math.max(1, limit), STATEMENT_PAGE);
    // One more than wanted tells whether there are more.
    const rows = this.#journal.page(number, before, wanted + 1);
    return { ok: true, transfers: rows.slice(0, wanted).map(publicTransfer), more: rows.length > wanted };
  }
}

/** What the transfer does to the owner's available balance. */
function balanceChange(draft: Draft, owner: Account): Cents {
  if (draft.kind === 'post') return (draft.counted?.amount ?? 0) - draft.amount;
  return draft.credit === owner ? draft.amount : -draft.amount;
}
