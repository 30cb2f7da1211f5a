import { isDeepStrictEqual } from 'node:util';
import type { BankEndpoint } from '../terminal.ts';
import type { BankConnection } from './bank-connection.ts';
import { BankRefusal, LinkFailure } from './bank-failure.ts';
import { BooksInUse } from './books-in-use.ts';

/** A bank, and a connection to it. */
export interface OpenedBank {
  readonly bank: BankEndpoint;
  readonly opened: BankConnection;
}

/** The banks of one ATM, in the order in which they are tried. */
export class BankList {
  /** The bank that is tried first is the first; one that was lost goes to the end. */
  #banks: readonly BankEndpoint[];
  readonly #books = new BooksInUse();

  constructor(banks: readonly BankEndpoint[]) {
    this.#banks = banks;
  }

  get first(): BankEndpoint {
    const [bank] = this.#banks;
    if (bank === undefined) throw new Error('link: there are no banks');
    return bank;
  }

  /** Takes these instead, the first to be tried first. */
  replace(banks: readonly BankEndpoint[]): void {
    this.#banks = banks;
    this.#books.forget();
  }

  /** Has the bank tried last, unless there are other banks by now and it isn't the first of them. */
  putBehind(bank: BankEndpoint): void {
    if (isDeepStrictEqual(bank, this.first)) this.#banks = [...this.#banks.slice(1), bank];
  }

  /**
   * Opens a connection to the first bank that answers and has the right books.
   * @throws that one has others, which people have to mend, else what the last one failed with
   */
  async openAny(open: (bank: BankEndpoint) => Promise<BankConnection>): Promise<OpenedBank> {
    let otherBooks: LinkFailure | undefined;
    for (let left = this.#banks.length - 1; ; left -= 1) {
      const bank = this.first;
      try {
        return { bank, opened: await this.#openRight(bank, open) };
      } catch (error) {
        this.putBehind(bank);
        if (!(error instanceof LinkFailure || error instanceof BankRefusal)) throw error;
        if (error instanceof LinkFailure && error.code === 'other_bank_books') otherBooks ??= error;
        if (left <= 0) throw otherBooks ?? error;
      }
    }
  }

  /** This connection is the ATM's from now on. */
  use({ bank, opened }: OpenedBank): void {
    this.#books.use(bank, opened.books);
  }

  async #openRight(bank: BankEndpoint, open: (bank: BankEndpoint) => Promise<BankConnection>): Promise<BankConnection> {
    const opened = await open(bank);
    try {
      this.#books.check(bank, opened.books);
    } catch (error) {
      opened.end();
      throw error;
    }
    return opened;
  }
}
