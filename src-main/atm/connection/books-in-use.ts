import { hostAndPort } from '../../addresses.ts';
import type { BankEndpoint } from '../terminal.ts';
import { LinkFailure } from './bank-failure.ts';

/**
 * Which books the banks of an ATM must have: money of other books, under the same account numbers, is other money.
 *
 * Of a bank whose books are known (`BankEndpoint.books`), those; of any other, those of the bank that the ATM was
 * connected to first. That one alone may open others in their place.
 */
export class BooksInUse {
  #found: { readonly books: string; readonly at: string } | null = null;

  /**
   * @param books that the bank says it has
   * @throws LinkFailure `other_bank_books`: it must not be used, and nothing may be said to it
   */
  check(bank: BankEndpoint, books: string): void {
    const found = this.#found?.at === hostAndPort(bank) ? null : this.#found;
    const right = bank.books ?? found?.books;
    if (right === undefined || right === books) return;
    const whose = found?.books === right ? `the one at ${found.at}` : "this computer's bank";
    throw new LinkFailure(
      'other_bank_books',
      `The bank at ${hostAndPort(bank)} has other books than ${whose}, so this ATM does not use it. Name a bank whose books are in the same database.`,
    );
  }

  /** This bank is used from now on. @param books as it said */
  use(bank: BankEndpoint, books: string): void {
    const at = hostAndPort(bank);
    if (this.#found === null || this.#found.at === at) this.#found = { books, at };
  }

  /** The ATM was told of other banks. */
  forget(): void {
    this.#found = null;
  }
}
