import { hash } from 'node:crypto';
import type { Cents } from '../../contract/money.ts';
import type { AccountNumber, LedgerRequest, Sequence, Transfer } from './request.ts';

/** The bank's own account: the notes in its machines. Every other account is a customer's and has a number. */
export const CASH = 'cash';

/** A transfer with what the journal keeps beside the public fields. All of it is hashed. */
export interface TransferRecord extends Transfer {
  /** Only for a reserve: when it is voided by itself, ms since the epoch. */
  readonly expires: number | null;
  /** Available balance of the account that asked, right after this transfer: what a repeat must answer. */
  readonly balanceAfter: Cents;
}

/** The hash before the first record. */
export const GENESIS = '0'.repeat(64);

/**
 * Lower-case hex SHA-256 over the hash before and all fields of the record.
 *
 * Fields are separated by newlines; the key, the only one with free text, is the last, so that no two records
 * have the same encoding.
 */
export function recordHash(previous: string, record: Omit<TransferRecord, 'hash'>): string {
  return hash(
    'sha256',
    `${previous}\n${record.sequence}\n${record.kind}\n${record.debit}\n${record.credit}\n${record.amount}\n${record.refers ?? '-'}\n${record.at}\n${record.expires ?? '-'}\n${record.balanceAfter}\n${record.key}`,
  );
}

/** The account on whose behalf the transfer was made; `balanceAfter` is its balance. */
export function ownerOf(transfer: Transfer): AccountNumber {
  switch (transfer.kind) {
    case 'opening':
    case 'deposit':
    case 'void':
      return transfer.credit;
    case 'withdrawal':
    case 'transfer':
    case 'reserve':
    case 'post':
      return transfer.debit;
    case 'reversal':
      // Made by the customer it debits: a deposit goes back to cash, a payment to the payer. Only a withdrawal's has none.
      return transfer.debit === CASH ? transfer.credit : transfer.debit;
  }
}

/** A post or void whose reserve was found, with its owner. */
type Resolution =
  | {
      readonly op: 'post';
      readonly account: AccountNumber;
      readonly refers: Sequence;
      readonly amount: Cents;
      readonly key: string;
    }
  | { readonly op: 'void'; readonly account: AccountNumber; readonly refers: Sequence; readonly key: string };

/** Requests that move money, of an account and under an idempotency key. */
export type MoneyRequest =
  | Extract<LedgerRequest, { readonly account: AccountNumber; readonly key: string }>
  | Resolution;

/** What an idempotency key is bound to: the same key with another content is refused. */
export function requestContent(request: MoneyRequest): string {
  switch (request.op) {
    case 'deposit':
    case 'withdraw':
    case 'reserve':
      return `${request.op} ${request.account} ${request.amount}`;
    case 'transfer':
      return `transfer ${request.account} ${request.to} ${request.amount}`;
    case 'post':
      return `post ${request.account} ${request.refers} ${request.amount}`;
    case 'void':
    case 'reverse':
      return `${request.op} ${request.account} ${request.refers}`;
  }
}

/** The account on whose behalf the request was made. */
export function accountOfContent(content: string): AccountNumber {
  return content.split(' ', 2)[1] ?? '';
}

/** The content of the request that made this transfer, in the words of `requestContent`. */
export function transferContent(transfer: Transfer): string {
  const owner = ownerOf(transfer);
  switch (transfer.kind) {
    case 'deposit':
    case 'reserve':
      return `${transfer.kind} ${owner} ${transfer.amount}`;
    case 'withdrawal':
      return `withdraw ${owner} ${transfer.amount}`;
    case 'transfer':
      return `transfer ${owner} ${transfer.credit} ${transfer.amount}`;
    case 'post':
      return `post ${owner} ${transfer.refers} ${transfer.amount}`;
    case 'void':
      return `void ${owner} ${transfer.refers}`;
    case 'reversal':
      return `reverse ${owner} ${transfer.refers}`;
    case 'opening':
      return `opening ${owner} ${transfer.amount}`;
  }
}

/** The public fields alone, as they go to clients. */
export function publicTransfer(record: TransferRecord): Transfer {
  const { sequence, kind, debit, credit, amount, key, refers, at, hash } = record;
  return { sequence, kind, debit, credit, amount, key, refers, at, hash };
}
