import { type Account, available, book, isCustomer, newAccount } from './account.ts';
import type { AccountNumber, Sequence } from './request.ts';
import type { Head } from './store.ts';
import { CASH, GENESIS, ownerOf, recordHash, type TransferRecord } from './transfer-record.ts';
import { countedTransfer } from './transfer-rules.ts';

/**
 * Books all transfers of a ledger anew, from the first, and says of each whether it can stand where it stands.
 * Nothing is taken over from the accounts table: that is what the outcome is compared with.
 */
export class Replay {
  readonly accounts = new Map<AccountNumber, Account>([[CASH, newAccount(CASH, null, 0)]]);
  /** Reserves that are neither posted nor voided. */
  readonly pending = new Map<Sequence, TransferRecord>();
  readonly #reversed = new Set<Sequence>();
  readonly #bySequence: (sequence: Sequence) => TransferRecord | undefined;
  #head: Head = { sequence: 0, hash: GENESIS, at: 0, commits: 0 };

  /** @param bySequence finds an earlier transfer, which has been booked already. */
  constructor(bySequence: (sequence: Sequence) => TransferRecord | undefined) {
    this.#bySequence = bySequence;
  }

  /** Sequence, hash and time of the newest transfer. */
  get head(): Omit<Head, 'commits'> {
    return this.#head;
  }

  /** Books the next transfer. @returns what is wrong with it, in words that follow its number, or undefined. */
  book(record: TransferRecord): string | undefined {
    if (record.sequence !== this.#head.sequence + 1) return `is missing: ${record.sequence} is next`;
    if (record.hash !== recordHash(this.#head.hash, record))
      return 'is not what was written: the chain of hashes breaks';
    if (record.at < this.#head.at) return 'is older than the one before';
    const wrong = this.#wrongForm(record) ?? this.#apply(record);
    if (wrong === undefined)
      this.#head = { ...this.#head, sequence: record.sequence, hash: record.hash, at: record.at };
    return wrong;
  }

  #wrongForm(record: TransferRecord): string | undefined {
    const { kind, debit, credit, amount, refers, expires } = record;
    if (amount < 1) return 'moves no money';
    if (debit === credit) return 'goes from an account to itself';
    if ((expires !== null) !== (kind === 'reserve')) return 'has a time to expire, or none, against its kind';
    const isReference = kind === 'post' || kind === 'void' || kind === 'reversal';
    if ((refers !== null) !== isReference) return 'refers to another, or to none, against its kind';
    if (kind === 'transfer' && (debit === CASH || credit === CASH)) return 'is between customers and names cash';
    if (kind !== 'transfer' && kind !== 'reversal') {
      const fromCash = kind === 'opening' || kind === 'deposit' || kind === 'void';
      if ((debit === CASH) !== fromCash || (credit === CASH) === fromCash) return 'goes the wrong way';
    }
    return undefined;
  }

  #apply(record: TransferRecord): string | undefined {
    const counted = this.#counted(record);
    if (typeof counted === 'string') return counted;
    const debit = this.#account(record.debit);
    const credit = this.#account(record.credit);
    book(record, debit, credit, counted);
    if (record.kind === 'reserve') this.pending.set(record.sequence, record);
    if (counted !== undefined && record.kind !== 'reversal') this.pending.delete(counted.sequence);
    if (isCustomer(debit) && available(debit) < 0) return `leaves account ${debit.number} below zero`;
    const owner = ownerOf(record) === debit.number ? debit : credit;
    if (available(owner) !== record.balanceAfter)
      return `says a balance of ${record.balanceAfter}, it is ${available(owner)}`;
    return undefined;
  }

  /** As `book` in account.ts wants it; text: what is wrong with the reference. */
  #counted(record: TransferRecord): TransferRecord | undefined | string {
    if (record.refers === null) return undefined;
    if (record.kind !== 'reversal') {
      const reserve = this.pending.get(record.refers);
      if (reserve === undefined) return 'posts or voids what is not pending';
      if (record.amount > reserve.amount) return 'posts more than was reserved';
      if (record.kind === 'void' && record.amount < reserve.amount) return 'gives back less than was reserved';
      return ownerOf(reserve) === ownerOf(record) ? reserve : 'posts or voids what is of another account';
    }
    const original = record.refers < record.sequence ? this.#bySequence(record.refers) : undefined;
    if (original === undefined) return 'reverses what is not there';
    if (this.#reversed.has(original.sequence)) return 'reverses what was reversed';
    this.#reversed.add(original.sequence);
    const opposite =
      original.debit === record.credit && original.credit === record.debit && original.amount === record.amount;
    return opposite
      ? countedTransfer(original, { bySequence: this.#bySequence })
      : 'is not the opposite of what it reverses';
  }

  #account(number: AccountNumber): Account {
    let account = this.accounts.get(number);
    if (account === undefined) {
      account = newAccount(number, null, 0);
      this.accounts.set(number, account);
    }
    return account;
  }
}
