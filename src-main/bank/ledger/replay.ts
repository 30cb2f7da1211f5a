import { type LedgerFault, ledgerFault } from '../../contract/administration/ledger-faults.ts';
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

  /** Books the next transfer. @returns what is wrong with it, or undefined. */
  book(record: TransferRecord): LedgerFault | undefined {
    const transfer = this.#head.sequence + 1;
    if (record.sequence !== transfer) return ledgerFault('transfer_missing', { transfer, next: record.sequence });
    if (record.hash !== recordHash(this.#head.hash, record)) return ledgerFault('chain_broken', { transfer });
    if (record.at < this.#head.at) return ledgerFault('older_than_before', { transfer });
    const wrong = this.#wrongForm(record) ?? this.#apply(record);
    if (wrong === undefined)
      this.#head = { ...this.#head, sequence: record.sequence, hash: record.hash, at: record.at };
    return wrong;
  }

  #wrongForm(record: TransferRecord): LedgerFault | undefined {
    const { sequence: transfer, kind, debit, credit, amount, refers, expires } = record;
    if (amount < 1) return ledgerFault('no_money', { transfer });
    if (debit === credit) return ledgerFault('to_itself', { transfer });
    if ((expires !== null) !== (kind === 'reserve')) return ledgerFault('wrong_expiry', { transfer });
    const isReference = kind === 'post' || kind === 'void' || kind === 'reversal';
    if ((refers !== null) !== isReference) return ledgerFault('wrong_reference', { transfer });
    if (kind === 'transfer' && (debit === CASH || credit === CASH)) return ledgerFault('names_cash', { transfer });
    if (kind !== 'transfer' && kind !== 'reversal') {
      const fromCash = kind === 'opening' || kind === 'deposit' || kind === 'void';
      if ((debit === CASH) !== fromCash || (credit === CASH) === fromCash)
        return ledgerFault('wrong_way', { transfer });
    }
    return undefined;
  }

  #apply(record: TransferRecord): LedgerFault | undefined {
    const counted = this.#counted(record);
    if (counted !== undefined && 'code' in counted) return counted;
    const transfer = record.sequence;
    const debit = this.#account(record.debit);
    const credit = this.#account(record.credit);
    book(record, debit, credit, counted);
    if (record.kind === 'reserve') this.pending.set(record.sequence, record);
    if (counted !== undefined && record.kind !== 'reversal') this.pending.delete(counted.sequence);
    if (isCustomer(debit) && available(debit) < 0) {
      return ledgerFault('below_zero', { transfer, account: debit.number });
    }
    const owner = ownerOf(record) === debit.number ? debit : credit;
    if (available(owner) !== record.balanceAfter) {
      return ledgerFault('wrong_balance', { transfer, said: record.balanceAfter, found: available(owner) });
    }
    return undefined;
  }

  /** As `book` in account.ts wants it, or what is wrong with the reference. */
  #counted(record: TransferRecord): TransferRecord | undefined | LedgerFault {
    const { sequence: transfer } = record;
    if (record.refers === null) return undefined;
    if (record.kind !== 'reversal') {
      const reserve = this.pending.get(record.refers);
      if (reserve === undefined) return ledgerFault('nothing_pending', { transfer });
      if (record.amount > reserve.amount) return ledgerFault('posts_too_much', { transfer });
      if (record.kind === 'void' && record.amount < reserve.amount) {
        return ledgerFault('voids_too_little', { transfer });
      }
      return ownerOf(reserve) === ownerOf(record) ? reserve : ledgerFault('other_account', { transfer });
    }
    const original = record.refers < record.sequence ? this.#bySequence(record.refers) : undefined;
    if (original === undefined) return ledgerFault('reverses_nothing', { transfer });
    if (this.#reversed.has(original.sequence)) return ledgerFault('reverses_again', { transfer });
    this.#reversed.add(original.sequence);
    const opposite =
      original.debit === record.credit && original.credit === record.debit && original.amount === record.amount;
    return opposite
      ? countedTransfer(original, { bySequence: this.#bySequence })
      : ledgerFault('not_opposite', { transfer });
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
