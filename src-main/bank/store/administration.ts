import type { Cents } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';
import type { DataFolder } from '../../data-folder.ts';
import { type Account, isCustomer, newAccount } from '../ledger/account.ts';
import { Ledger } from '../ledger/ledger.ts';
import { isPin, type PinKey, pinVerifier } from '../ledger/pin.ts';
import { countRightPin } from '../ledger/pin-lock.ts';
import type { AccountNumber } from '../ledger/request.ts';
import type { LedgerState, LedgerStore } from '../ledger/store.ts';
import { startFailure } from './sqlite/database-file.ts';
import { openDatabase } from './sqlite/open-database.ts';

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

/** The books of a bank that does not run, for an administrator. The database is held alone until `close`. */
export class Administration {
  readonly #data: DataFolder;
  readonly #store: LedgerStore;
  readonly #state: LedgerState;
  readonly #ledger: Ledger;
  readonly #pinKey: PinKey;

  /**
   * @param data where the bank's data lies; there must be a ledger, or, with `found`, one without accounts is made.
   * @throws Failure as `openDatabase`
   */
  constructor(data: DataFolder, found: boolean) {
    const { store, pinKey } = openDatabase(data, [], found);
    this.#data = data;
    this.#store = store;
    this.#pinKey = pinKey;
    try {
      this.#state = store.load();
      this.#ledger = new Ledger(this.#state, store, pinKey);
    } catch (error) {
      store.close();
      throw startFailure(error, data);
    }
  }

  /** All customers, in the order of their numbers. */
  customers(): readonly Readonly<Account>[] {
    return [...this.#state.accounts.values()].filter(isCustomer);
  }

  /** Refuses `account_exists`, `invalid_pin` and `cash_too_large`. The caller checks the number and the amounts. */
  add(customer: NewCustomer): Outcome {
    const { number, pin, balance, dailyLimit } = customer;
    if (this.#state.accounts.has(number)) return 'account_exists';
    if (!isPin(pin)) return 'invalid_pin';
    if (!this.#ledger.hasRoomFor(balance)) return 'cash_too_large';
    this.#commit((now) => {
      this.#ledger.open(newAccount(number, pinVerifier(this.#pinKey, number, pin), now, dailyLimit), balance);
    });
    return undefined;
  }

  /** Locks an account without end. Refuses `account_not_found`, as all that follow. */
  lock(number: AccountNumber): Outcome {
    return this.#change(number, (account) => {
      account.lockedByBank = true;
    });
  }

  /** Takes back both kinds of lock: the bank's and that of wrong PINs. */
  unlock(number: AccountNumber): Outcome {
    return this.#change(number, (account) => {
      account.lockedByBank = false;
      countRightPin(account);
    });
  }

  /** Gives a new PIN and forgets wrong tries. Also refuses `invalid_pin`. */
  resetPin(number: AccountNumber, pin: string): Outcome {
    if (this.#customer(number) !== undefined && !isPin(pin)) return 'invalid_pin';
    return this.#change(number, (account) => {
      account.pin = pinVerifier(this.#pinKey, number, pin);
      countRightPin(account);
    });
  }

  /** Most that may be withdrawn on one day; null: as much as there is. */
  limit(number: AccountNumber, dailyLimit: Cents | null): Outcome {
    return this.#change(number, (account) => {
      account.dailyLimit = dailyLimit;
    });
  }

  close(): void {
    this.#store.close();
  }

  #customer(number: AccountNumber): Account | undefined {
    const account = this.#state.accounts.get(number);
    return account !== undefined && isCustomer(account) ? account : undefined;
  }

  #change(number: AccountNumber, work: (account: Account) => void): Outcome {
    const account = this.#customer(number);
    if (account === undefined) return 'account_not_found';
    this.#commit(() => {
      this.#ledger.touch(account);
      work(account);
    });
    return undefined;
  }

  #commit(work: (now: number) => void): void {
    const now = Date.now();
    try {
      this.#ledger.begin(now);
      work(now);
      const { touched, head } = this.#ledger.finish();
      this.#store.commit(touched, head);
    } catch (error) {
      throw startFailure(error, this.#data);
    }
  }
}
