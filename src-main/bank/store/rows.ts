import { hash } from 'node:crypto';
import { TRANSFER_KINDS } from '../../contract/money.ts';
import { REFUSALS } from '../../contract/refusals.ts';
import { type Account, accountSeal } from '../ledger/account.ts';
import { type AccountSnapshot, type Head, type RefusedKey, StoreError } from '../ledger/store.ts';
import type { TransferRecord } from '../ledger/transfer-record.ts';

/** A row as the database gives it: numbers as numbers, null where nothing is. */
export type Row = Record<string, unknown>;

function damaged(where: string): StoreError {
  return new StoreError('damaged', `${where} can't be right`);
}

/** @throws StoreError `damaged` if the column has no safe integer. */
export function whole(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw damaged(column);
  return value;
}

function wholeOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : whole(row, column);
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw damaged(column);
  return value;
}

/** @throws StoreError `damaged` if a column has what it can't have. The hash is not checked here. */
export function transferOfRow(row: Row): TransferRecord {
  const kind = TRANSFER_KINDS.find((one) => one === row['kind']);
  if (kind === undefined) throw damaged('kind');
  return {
    sequence: whole(row, 'sequence'),
    kind,
    debit: text(row, 'debit'),
    credit: text(row, 'credit'),
    amount: whole(row, 'amount'),
    key: text(row, 'key'),
    refers: wholeOrNull(row, 'refers'),
    at: whole(row, 'at'),
    expires: wholeOrNull(row, 'expires'),
    balanceAfter: whole(row, 'balance_after'),
    hash: text(row, 'hash'),
  };
}

/** @throws StoreError `damaged` if a column has no safe integer. */
export function snapshotOfRow(row: Row): AccountSnapshot {
  return {
    opened: whole(row, 'opened'),
    available: whole(row, 'available'),
    sequence: whole(row, 'sequence'),
  };
}

/** @throws StoreError `damaged` if the row is not what was written. */
export function accountOfRow(row: Row): Account {
  const lockedByBank = whole(row, 'locked_by_bank');
  const account: Account = {
    number: text(row, 'number'),
    balance: whole(row, 'balance'),
    held: whole(row, 'held'),
    pin: row['pin'] === null ? null : text(row, 'pin'),
    wrongTries: whole(row, 'wrong_tries'),
    locks: whole(row, 'locks'),
    lockedUntil: whole(row, 'locked_until'),
    lockedByBank: lockedByBank === 1,
    dailyLimit: wholeOrNull(row, 'daily_limit'),
    day: whole(row, 'day'),
    withdrawn: whole(row, 'withdrawn'),
    opened: whole(row, 'opened'),
  };
  if (lockedByBank > 1 || lockedByBank < 0 || accountSeal(account) !== row['seal']) {
    throw damaged(`account ${account.number}`);
  }
  return account;
}

/** Checksum of the head row. */
export function headSeal(head: Head, pinKey: string): string {
  return hash('sha256', `${head.sequence}\n${head.hash}\n${head.at}\n${head.commits}\n${pinKey}`);
}

/** @throws StoreError `damaged` if the row is not what was written. */
export function headOfRow(row: Row): { readonly head: Head; readonly pinKey: string } {
  const head = {
    sequence: whole(row, 'sequence'),
    hash: text(row, 'hash'),
    at: whole(row, 'at'),
    commits: whole(row, 'commits'),
  };
  const pinKey = text(row, 'pin_key');
  if (headSeal(head, pinKey) !== row['seal']) throw damaged('the head');
  return { head, pinKey };
}

/** Checksum of a refused key's row. */
export function refusedSeal({ number, content, refusal, key }: RefusedKey): string {
  return hash('sha256', `${number}\n${content}\n${refusal}\n${key}`);
}

/** @throws StoreError `damaged` if the row is not what was written. */
export function refusedOfRow(row: Row): RefusedKey {
  const refusal = REFUSALS.find((one) => one === row['refusal']);
  if (refusal === undefined) throw damaged('refusal');
  const refused = { number: whole(row, 'number'), key: text(row, 'key'), content: text(row, 'content'), refusal };
  if (refusedSeal(refused) !== row['seal']) throw damaged(`refused key ${refused.key}`);
  return refused;
}
