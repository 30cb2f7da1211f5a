import { MAX_BALANCE_CENTS, STATEMENT_PAGE } from '../../contract/limits.ts';
import type { Cents } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';
import { type Account, available, book, isCustomer, newAccount } from './account.ts';
import { type Draft, draftTransfer, voidDraft } from './draft.ts';
import { isPin, type PinKey } from './pin.ts';
import { PinDesk } from './pin-desk.ts';
import {
  CASH,
  type MoneyRequest,
  ownerOf,
  publicTransfer,
  recordHash,
  requestContent,
  type TransferRecord,
  transferContent,
} from './record.ts';
import type { AccountNumber, LedgerReply, LedgerRequest, Moved, Refused, Sequence } from './request.ts';
import { type Head, type Journal, type LedgerState, REFUSED_KEYS } from './store.ts';

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

const refused = (refusal: Refusal): Refused => ({ ok: false, refusal });

/**
 * The ledger itself: state and rules, no I/O but the journal it is given, no clock but the time it is told.
 *
 * Work comes in batches: `begin`, any number of `handle`, then `finish`, which checks the invariants and says what
 * must be committed. If the commit fails this object is of no more use: make a new one from what the store has.
 */
export class Ledger {
  readonly #state: LedgerState;
  readonly #journal: Journal;
  readonly #pins: PinDesk;
  /** Balances before the batch, of the accounts it touched. */
  readonly #before = new Map<Account, { readonly balance: Cents; readonly held: Cents }>();
  #records: TransferRecord[] = [];
  #locked: AccountNumber[] = [];
  #start: Head;
  #now = 0;
  #dirty = false;
  /** Kept up by what each batch changed. */
  #sum: Cents = 0;
  /** What all accounts hold, and what all open reserves amount to: the same, always. */
  #held: Cents = 0;
  #reserved: Cents = 0;
  /** A lower bound, so that not every batch has to look through the open reserves. */
  #nextExpiry = Number.POSITIVE_INFINITY;

  /** @throws Error if the state breaks an invariant. */
  constructor(state: LedgerState, journal: Journal, pinKey: PinKey) {
    this.#state = state;
    this.#journal = journal;
    this.#start = state.head;
    for (const account of state.accounts.values()) {
      assertAccount(account);
      this.#sum += account.balance;
      this.#held += account.held;
    }
    for (const reserve of state.pending.values()) this.#reserve(reserve);
    assert(this.#sum === 0, `the sum over all accounts is ${this.#sum}, not 0`);
    assert(this.#held === this.#reserved, `accounts hold ${this.#held}, open reserves ${this.#reserved}`);
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
    this.#start = this.#state.head;
    this.#before.clear();
    this.#records = [];
    this.#locked = [];
    this.#dirty = false;
  }

  /** The account is about to change in this batch. */
  touch(account: Account): void {
    this.#dirty = true;
    if (!this.#before.has(account)) this.#before.set(account, { balance: account.balance, held: account.held });
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

  /** Voids the open reserves whose time is over. */
  expireReserves(): void {
    if (this.#now < this.#nextExpiry) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const reserve of this.#state.pending.values()) {
      const expires = reserve.expires ?? 0;
      if (expires > this.#now) {
        this.#nextExpiry = Math.min(this.#nextExpiry, expires);
        continue;
      }
      const own = this.account(ownerOf(reserve));
      assert(own !== undefined, `the account of reserve ${reserve.sequence} is gone`);
      const made = this.#make(voidDraft(reserve, own, this.#cash()), `expired/${reserve.sequence}`, own);
      assert(made !== undefined, `reserve ${reserve.sequence} expired before`);
    }
  }

  /** No open reserve expires before this time, ms since the epoch; Infinity: there is none. */
  get nextExpiry(): number {
    return this.#nextExpiry;
  }

  /** Does one request within the batch. */
  handle(request: LedgerRequest): LedgerReply {
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
      case 'post':
      case 'void':
      case 'reverse':
        return this.#move(request);
    }
  }

  /**
   * Ends the batch.
   * @throws Error if it broke an invariant: it must not be committed then, and the ledger must stop.
   */
  finish(): Batch {
    for (const [account, before] of this.#before) {
      assertAccount(account);
      this.#sum += account.balance - before.balance;
      this.#held += account.held - before.held;
    }
    assert(this.#sum === 0, `the batch changed the sum over all accounts to ${this.#sum}`);
    assert(this.#held === this.#reserved, `accounts hold ${this.#held}, open reserves ${this.#reserved}`);
    let { sequence, hash } = this.#start;
    for (const record of this.#records) {
      assert(record.sequence === sequence + 1, `sequence ${record.sequence} follows ${sequence}`);
      assert(record.hash === recordHash(hash, record), `the chain breaks at ${record.sequence}`);
      sequence = record.sequence;
      hash = record.hash;
    }
    let { head } = this.#state;
    assert(head.sequence === sequence && head.hash === hash, `the head is not the newest record, ${sequence}`);
    if (this.#dirty) {
      head = { ...head, commits: head.commits + 1 };
      this.#state.head = head;
    }
    return {
      dirty: this.#dirty,
      touched: [...this.#before.keys()],
      head,
      sum: this.#sum,
      records: this.#records,
      locked: this.#locked,
    };
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

  /** Check and write are one step: nothing has changed when the journal says that the key is taken. */
  #move(request: MoneyRequest): Moved | Refused {
    const content = requestContent(request);
    const earlier = this.#state.refused.get(request.key);
    if (earlier !== undefined) return refused(earlier.content === content ? earlier.refusal : 'key_reused');
    const draft = draftTransfer(request, this.#state, this.#journal, this.#now);
    if (typeof draft === 'string')
      return this.#repeat(request.key, content) ?? this.#refuse(request.key, content, draft);
    const own = this.account(request.account);
    assert(own !== undefined, 'a draft for no account');
    const made = this.#make(draft, request.key, own);
    if (made !== undefined) return moved(made, false);
    const repeat = this.#repeat(request.key, content);
    assert(repeat !== undefined, `key ${request.key} is taken and not found`);
    return repeat;
  }

  #repeat(key: string, content: string): Moved | Refused | undefined {
    const done = this.#journal.byKey(key);
    if (done === undefined) return undefined;
    return transferContent(done) === content ? moved(done, true) : refused('key_reused');
  }

  /** A refusal is final for its key: a copy that comes late must not move money that the client counts as refused. */
  #refuse(key: string, content: string, refusal: Refusal): Refused {
    this.#dirty = true;
    this.#journal.refuse({ key, content, refusal });
    const remembered = this.#state.refused;
    remembered.set(key, { key, content, refusal });
    if (remembered.size > REFUSED_KEYS) {
      for (const oldest of remembered.keys()) {
        remembered.delete(oldest);
        break;
      }
    }
    return refused(refusal);
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
    if (kind === 'reserve') {
      this.#state.pending.set(record.sequence, record);
      this.#reserve(record);
    } else if ((kind === 'post' || kind === 'void') && counted !== undefined) {
      this.#state.pending.delete(counted.sequence);
      this.#reserved -= counted.amount;
    }
    this.#state.head = { sequence: record.sequence, hash: record.hash, at: record.at, commits: head.commits };
    this.#records.push(record);
    return record;
  }

  #reserve(record: TransferRecord): void {
    this.#reserved += record.amount;
    this.#nextExpiry = Math.min(this.#nextExpiry, record.expires ?? 0);
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

function moved(record: TransferRecord, repeated: boolean): Moved {
  return { ok: true, transfer: publicTransfer(record), balance: record.balanceAfter, repeated };
}

function assertAccount(account: Account): void {
  if (!isCustomer(account)) return;
  const { number } = account;
  assert(account.held >= 0 && account.withdrawn >= 0, `account ${number} holds or has withdrawn less than nothing`);
  assert(available(account) >= 0, `account ${number} is below zero`);
  assert(account.balance <= MAX_BALANCE_CENTS, `account ${number} is above the largest balance`);
}

/** Kept on in production: a ledger that is wrong must stop before it commits. */
function assert(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(`ledger: ${words}`);
}
