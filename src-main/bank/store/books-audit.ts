import { faultSentence, type LedgerFault, ledgerFault } from '../../contract/administration/ledger-faults.ts';
import type { Cents } from '../../contract/money.ts';
import { type Account, newAccount } from '../ledger/account.ts';
import { Replay } from '../ledger/replay.ts';
import type { Sequence } from '../ledger/request.ts';
import { StoreError } from '../ledger/store.ts';
import { CASH, type TransferRecord } from '../ledger/transfer-record.ts';
import { accountOfRow, headOfRow, type Row, refusedOfRow, transferOfRow } from './rows.ts';

export type Verdict =
  | {
      readonly good: true;
      readonly transfers: number;
      readonly accounts: number;
      readonly hash: string;
      /** Date of the newest transfer, ms since the epoch. */
      readonly newest: number;
    }
  | { readonly good: false; readonly findings: readonly Finding[] };

/** The first fault of one part of the ledger. */
export interface Finding {
  /** The first transfer that is wrong; null where the fault lies beside the transfers. */
  readonly sequence: Sequence | null;
  readonly fault: LedgerFault;
}

/** Told now and then how much of the transfers is checked, 0..1. */
export type AuditProgress = (part: number) => void;

/** Thrown inside the audit only: the first fault ends its part. */
export class Fault extends Error {
  readonly sequence: Sequence | null;
  readonly fault: LedgerFault;

  constructor(sequence: Sequence | null, fault: LedgerFault) {
    super(faultSentence(fault, 'en'));
    this.sequence = sequence;
    this.fault = fault;
  }
}

/** What the parts of an audit have found: the first fault of each. */
export class Findings {
  readonly all: Finding[] = [];

  /** @throws the error, if it is no finding about the ledger */
  add(error: unknown): void {
    const finding = findingOf(error);
    if (finding === undefined) throw error;
    // Parts meet the same damaged page.
    const sentence = faultSentence(finding.fault, 'en');
    if (!this.all.some(({ fault }) => faultSentence(fault, 'en') === sentence)) this.all.push(finding);
  }
}

/** undefined: it is no finding about the ledger. */
export function findingOf(error: unknown): Finding | undefined {
  if (error instanceof Fault) return { sequence: error.sequence, fault: error.fault };
  const damaged = error instanceof StoreError && error.reason === 'damaged';
  return damaged ? { sequence: null, fault: ledgerFault('file_damaged', { reason: error.message }) } : undefined;
}

/**
 * Checks books row by row, wherever they are kept: all transfers in the order of their sequence, and then, in any order,
 * the head, the accounts, the open reserves and the refused keys. Every method throws Fault, or StoreError for a row
 * that can't be right.
 */
export class BooksAudit {
  readonly #replay: Replay;
  #missingAccounts: Map<string, Account> | undefined;
  #missingReserves: Set<Sequence> | undefined;
  #sum: Cents = 0;
  #customers = 0;

  /** @param bySequence finds an earlier transfer, which has been booked already */
  constructor(bySequence: (sequence: Sequence) => TransferRecord | undefined) {
    this.#replay = new Replay(bySequence);
  }

  /** The transfer that comes next. */
  get next(): Sequence {
    return this.#replay.head.sequence + 1;
  }

  transfer(row: Row): void {
    const wrong = this.#replay.book(transferOfRow(row));
    if (wrong !== undefined) throw new Fault(this.next, wrong);
  }

  /** @param pinKey fingerprint of the key that is there @returns commits of the head */
  head(row: Row | undefined, pinKey: string | undefined): number {
    if (row === undefined) throw new Fault(null, ledgerFault('head_missing', {}));
    const { head, pinKey: own } = headOfRow(row);
    const { sequence, hash, at } = this.#replay.head;
    if (head.sequence > sequence) {
      const transfer = sequence + 1;
      throw new Fault(transfer, ledgerFault('newest_missing', { transfer, count: head.sequence }));
    }
    if (head.sequence !== sequence || head.hash !== hash || head.at !== at) {
      throw new Fault(head.sequence, ledgerFault('head_differs', { newest: sequence, head: head.sequence }));
    }
    if (pinKey === undefined) throw new Fault(null, ledgerFault('pin_key_missing', {}));
    if (pinKey !== own) throw new Fault(null, ledgerFault('pin_key_other', {}));
    return head.commits;
  }

  account(row: Row): void {
    const account = accountOfRow(row);
    this.#missingAccounts ??= new Map(this.#replay.accounts);
    const recomputed = this.#missingAccounts.get(account.number) ?? newAccount(account.number, null, 0);
    this.#missingAccounts.delete(account.number);
    for (const field of ['balance', 'held', 'day', 'withdrawn'] as const satisfies readonly (keyof Account)[]) {
      if (account[field] !== recomputed[field]) {
        const values = { account: account.number, found: account[field], made: recomputed[field] };
        throw new Fault(null, ledgerFault(`account_${field}`, values));
      }
    }
    const isCash = account.number === CASH;
    if (isCash && account.pin !== null) throw new Fault(null, ledgerFault('cash_has_pin', {}));
    if (!isCash && account.pin === null) throw new Fault(null, ledgerFault('no_pin', { account: account.number }));
    if (!isCash) this.#customers += 1;
    this.#sum += account.balance;
  }

  reserve(sequence: Sequence): void {
    this.#missingReserves ??= new Set(this.#replay.pending.keys());
    if (!this.#missingReserves.delete(sequence)) {
      throw new Fault(sequence, ledgerFault('listed_not_pending', { transfer: sequence }));
    }
  }

  /** @param done finds the transfer with the same key */
  refused(row: Row, done: (key: string) => Sequence | undefined): void {
    const sequence = done(refusedOfRow(row).key);
    if (sequence !== undefined) throw new Fault(sequence, ledgerFault('refused_key', { transfer: sequence }));
  }

  /** After all accounts. */
  endAccounts(): void {
    const missing = this.#missingAccounts ?? this.#replay.accounts;
    for (const number of missing.keys()) throw new Fault(null, ledgerFault('account_missing', { account: number }));
    if (this.#sum !== 0) throw new Fault(null, ledgerFault('sum_not_zero', { sum: this.#sum }));
  }

  /** After all open reserves. */
  endReserves(): void {
    for (const sequence of (this.#missingReserves ?? this.#replay.pending).keys()) {
      throw new Fault(sequence, ledgerFault('pending_not_listed', { transfer: sequence }));
    }
  }

  /** What is said of books in which no fault was found. */
  get verdict(): Verdict {
    const { sequence, at, hash } = this.#replay.head;
    return { good: true, transfers: sequence, accounts: this.#customers, hash, newest: at };
  }
}
