import { hash } from 'node:crypto';
import type { Cents } from '../../contract/money.ts';
import type { PinTries } from './pins/pin-lock.ts';
import type { AccountNumber } from './request.ts';
import { CASH, type TransferRecord } from './transfer-record.ts';

/** One account as the ledger holds it in memory; the accounts table has the same fields. */
export interface Account extends PinTries {
  readonly number: AccountNumber;
  /** Booked balance: credits less debits. */
  balance: Cents;
  /** The part of it that open reserves hold. */
  held: Cents;
  /** Hex HMAC of account and PIN (pin.ts); null for the bank's own account. */
  pin: string | null;
  /** Locked by the bank, without end. */
  lockedByBank: boolean;
  /** Most that may be withdrawn on one day (UTC); null: no limit. */
  dailyLimit: Cents | null;
  /** The day of the newest counted withdrawal, in days since the epoch (UTC)… */
  day: number;
  /** …and what was withdrawn on it, less what was given back. */
  withdrawn: Cents;
  /** When it was opened, ms since the epoch. */
  readonly opened: number;
}

/** A new account without money. `pin` as in `Account`. */
export function newAccount(
  number: AccountNumber,
  pin: string | null,
  opened: number,
  dailyLimit: Cents | null = null,
): Account {
  return {
    number,
    balance: 0,
    held: 0,
    pin,
    wrongTries: 0,
    locks: 0,
    lockedUntil: 0,
    lockedByBank: false,
    dailyLimit,
    day: 0,
    withdrawn: 0,
    opened,
  };
}

export function isCustomer(account: Account): boolean {
  return account.number !== CASH;
}

/** What the customer can use: the balance less what is reserved. */
export function available(account: Account): Cents {
  return account.balance - account.held;
}

/** Days since the epoch, UTC: the day that daily limits count by. */
function dayOf(at: number): number {
  return Math.floor(at / 86_400_000);
}

/** What the account has withdrawn on the day of `at`. */
export function withdrawnOn(account: Account, at: number): Cents {
  return account.day === dayOf(at) ? account.withdrawn : 0;
}

/**
 * A checksum over all fields, kept beside them, so that a byte changed in the file is found.
 * It is no signature: who can write the file and knows the code can make a new one.
 */
export function accountSeal(account: Account): string {
  return hash(
    'sha256',
    `${account.number}\n${account.balance}\n${account.held}\n${account.pin ?? '-'}\n${account.wrongTries}\n${account.locks}\n${account.lockedUntil}\n${account.lockedByBank}\n${account.dailyLimit ?? '-'}\n${account.day}\n${account.withdrawn}\n${account.opened}`,
  );
}

function countWithdrawal(account: Account, amount: Cents, at: number): void {
  account.withdrawn = withdrawnOn(account, at) + amount;
  account.day = dayOf(at);
}

/** Gives allowance back, but only within the day that it was taken on. */
function releaseWithdrawal(account: Account, amount: Cents, takenAt: number): void {
  if (account.day === dayOf(takenAt)) account.withdrawn -= amount;
}

/**
 * Books one transfer on its two accounts. The only place where balances change; the audit replays it.
 *
 * A reserve only holds; its post books what was paid and releases the whole hold; its void releases it.
 * @param counted for post and void: the reserve; for a reversal: the withdrawal or reserve whose day was charged, or
 *   the deposit or transfer itself; else undefined.
 */
export function book(record: TransferRecord, debit: Account, credit: Account, counted?: TransferRecord): void {
  const { amount } = record;
  switch (record.kind) {
    case 'reserve':
      debit.held += amount;
      countWithdrawal(debit, amount, record.at);
      return;
    case 'void':
      credit.held -= amount;
      if (counted !== undefined) releaseWithdrawal(credit, amount, counted.at);
      return;
    case 'post':
      if (counted === undefined) throw new Error(`ledger: post ${record.sequence} without its reserve`);
      debit.held -= counted.amount;
      releaseWithdrawal(debit, counted.amount - amount, counted.at);
      break;
    case 'withdrawal':
      countWithdrawal(debit, amount, record.at);
      break;
    case 'reversal':
      if (counted?.kind === 'withdrawal' || counted?.kind === 'reserve') releaseWithdrawal(credit, amount, counted.at);
      break;
    case 'opening':
    case 'deposit':
    case 'transfer':
      break;
  }
  debit.balance -= amount;
  credit.balance += amount;
}
