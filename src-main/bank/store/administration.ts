import type { Cents } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';
import type { DataFolder } from '../../data-folder.ts';
import { type Account, isCustomer, newAccount } from '../ledger/account.ts';
import { NOTHING_NEEDED } from '../ledger/batch-needs.ts';
import { readHistory } from '../ledger/history/history-reads.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Moment } from '../ledger/moment.ts';
import { isPin, type PinKey, pinVerifier } from '../ledger/pins/pin.ts';
import { countRightPin } from '../ledger/pins/pin-lock.ts';
import type { AccountNumber } from '../ledger/request.ts';
import type { LedgerState, LedgerStore } from '../ledger/store.ts';
import { type OpenBooks, openBooks } from './open-books.ts';
import { startFailure } from './sqlite/database-file.ts';

/** What an administrator can do; `undefined` says that it is done, and on disk. */
export type Outcome = Refusal | undefined;

export interface NewCustomer {
  /** 1 to 16 digits. */
  readonly number: AccountNumber;
  readonly pin: string;
  /** First money, brought in cash; 0 for none. */
  readonly balance: Cents;
  readonly dailyLimit: Cents | null;
}

/** Times in ms since the epoch. */
export interface BalanceAt {
  readonly opened: number;
  readonly at: number;
  readonly balance: Cents;
}

/** The books of a bank that does not run, for an administrator. The database is held alone until `close`. */
export class Administration {
  readonly #data: DataFolder;
  readonly #store: LedgerStore;
  readonly #state: LedgerState;
  readonly #ledger: Ledger;
  readonly #pinKey: PinKey;

  private constructor(data: DataFolder, { store, state, pinKey }: OpenBooks) {
    this.#data = data;
    this.#store = store;
    this.#state = state;
    this.#pinKey = pinKey;
    this.#ledger = new Ledger(state, pinKey, moment());
  }

  /**
   * @param data where the bank's data lies; there must be a ledger, or, with `found`, one without accounts is made.
   * @throws Failure as `openBooks`
   */
  static async open(data: DataFolder, found: boolean): Promise<Administration> {
    const books = await openBooks(data, [], found);
    try {
      return new Administration(data, books);
    } catch (error) {
      await books.store.close();
      throw error;
    }
  }

  /** All customers, in the order of their numbers. */
  customers(): readonly Readonly<Account>[] {
    return [...this.#state.accounts.values()].filter(isCustomer);
  }

  /** The available balance as of a time, ms since the epoch; null: now. Refuses `account_not_found`. */
  async balanceAt(number: AccountNumber, at: number | null): Promise<BalanceAt | 'account_not_found'> {
    const request = { op: 'balance-history', account: number, from: at, to: at } as const;
    const now = Date.now();
    const reply = await readHistory(this.#store.committed, at === null ? { ...request, from: now } : request, now);
    if (!reply.ok) return 'account_not_found';
    const { opened, to, points } = reply;
    return { opened, at: to, balance: points.at(-1)?.balance ?? 0 };
  }

  /** Refuses `account_exists`, `invalid_pin` and `cash_too_large`. The caller checks the number and the amounts. */
  async add(customer: NewCustomer): Promise<Outcome> {
    const { number, pin, balance, dailyLimit } = customer;
    if (this.#state.accounts.has(number)) return 'account_exists';
    if (!isPin(pin)) return 'invalid_pin';
    if (!this.#ledger.hasRoomFor(balance)) return 'cash_too_large';
    await this.#commit((now) => {
      this.#ledger.open(newAccount(number, pinVerifier(this.#pinKey, number, pin), now, dailyLimit), balance);
    });
    return undefined;
  }

  /** Locks an account without end. Refuses `account_not_found`, as all that follow. */
  async lock(number: AccountNumber): Promise<Outcome> {
    return await this.#change(number, (account) => {
      account.lockedByBank = true;
    });
  }

  /** Takes back both kinds of lock: the bank's and that of wrong PINs. */
  async unlock(number: AccountNumber): Promise<Outcome> {
    return await this.#change(number, (account) => {
      account.lockedByBank = false;
      countRightPin(account);
    });
  }

  /** Gives a new PIN and forgets wrong tries. Also refuses `invalid_pin`. */
  async resetPin(number: AccountNumber, pin: string): Promise<Outcome> {
    if (!isPin(pin)) return 'invalid_pin';
    return await this.#change(number, (account) => {
      account.pin = pinVerifier(this.#pinKey, number, pin);
      countRightPin(account);
    });
  }

  /** Most that may be withdrawn on one day; null: as much as there is. */
  async limit(number: AccountNumber, dailyLimit: Cents | null): Promise<Outcome> {
    return await this.#change(number, (account) => {
      account.dailyLimit = dailyLimit;
    });
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  #customer(number: AccountNumber): Account | undefined {
    const account = this.#state.accounts.get(number);
    return account !== undefined && isCustomer(account) ? account : undefined;
  }

  async #change(number: AccountNumber, work: (account: Account) => void): Promise<Outcome> {
    const account = this.#customer(number);
    if (account === undefined) return 'account_not_found';
    await this.#commit(() => {
      this.#ledger.touch(account);
      work(account);
    });
    return undefined;
  }

  async #commit(work: (now: number) => void): Promise<void> {
    const now = moment();
    try {
      let done = false;
      while (!done) {
        const { journal, tail } = await this.#store.begin(() => NOTHING_NEEDED, this.#state.head);
        if (tail !== null) this.#ledger.apply(tail, now);
        this.#ledger.begin(now, journal);
        work(now.date);
        const { touched, head } = this.#ledger.finish();
        done = (await this.#store.commit(touched, head)) === 'done';
        if (!done) this.#ledger.undo();
      }
    } catch (error) {
      throw startFailure(error, this.#data);
    }
  }
}

function moment(): Moment {
  return { date: Date.now(), steady: performance.now() };
}
