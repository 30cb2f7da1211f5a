import {
  MAX_AMOUNT_CENTS,
  MAX_BALANCE_CENTS,
  MAX_CASH_CENTS,
  MAX_DAY_CENTS,
  OPEN_RESERVES,
} from '../../contract/limits.ts';
import type { Cents, TransferKind } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusals.ts';
import { type Account, available, isCustomer, withdrawnOn } from './account.ts';
import type { OpenReserves } from './open-reserves.ts';
import type { Sequence } from './request.ts';
import type { Journal, LedgerState } from './store.ts';
import { CASH, type MoneyRequest, ownerOf, type TransferRecord } from './transfer-record.ts';

/** A transfer that may be made: all checks passed, nothing changed yet. */
export interface Draft {
  readonly kind: TransferKind;
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: Cents;
  readonly refers: Sequence | null;
  readonly expires: number | null;
  /** As for `book`: the transfer that this one completes or undoes. */
  readonly counted?: TransferRecord;
}

type Books = Pick<LedgerState, 'accounts' | 'pending'>;
type Reads = Pick<Journal, 'bySequence' | 'reversalOf'>;
type Of<Op extends MoneyRequest['op']> = Extract<MoneyRequest, { readonly op: Op }>;

/** A lock stops the customer, not the machine that has to say what became of notes reserved before the lock. */
const ENDS_RESERVE: ReadonlySet<MoneyRequest['op']> = new Set(['post', 'void']);

/**
 * Decides a money request against the books at the time `at`.
 * @returns the transfer to make, or the first refusal that applies, in the order of REFUSALS.
 */
export function draftTransfer(
  request: MoneyRequest,
  books: Books,
  reserves: Pick<OpenReserves, 'countOf'>,
  reads: Reads,
  at: number,
): Draft | Refusal {
  const own = books.accounts.get(request.account);
  const cash = books.accounts.get(CASH);
  if (cash === undefined) throw new Error('ledger: the cash account is missing');
  if (own === undefined || !isCustomer(own)) return 'account_not_found';
  if (own.lockedByBank && !ENDS_RESERVE.has(request.op)) return 'account_locked';
  switch (request.op) {
    case 'deposit':
      if (!isAmount(request.amount)) return 'invalid_amount';
      if (overflows(own, request.amount)) return 'balance_too_large';
      if (cashOverflows(cash, request.amount)) return 'cash_too_large';
      return { kind: 'deposit', debit: cash, credit: own, amount: request.amount, refers: null, expires: null };
    case 'reserve':
      if (isAmount(request.amount) && reserves.countOf(own.number) >= OPEN_RESERVES) return 'limit_exceeded';
      return draftWithdrawal(request, own, cash, at);
    case 'withdraw':
      return draftWithdrawal(request, own, cash, at);
    case 'transfer':
      return draftPayment(request, own, books.accounts.get(request.to));
    case 'post':
    case 'void':
      return draftResolution(request, own, cash, books);
    case 'reverse':
      return draftReversal(request, own, books, reads);
  }
}

function draftWithdrawal(
  request: Of<'withdraw' | 'reserve'>,
  own: Account,
  cash: Account,
  at: number,
): Draft | Refusal {
  const { amount } = request;
  if (!isAmount(amount)) return 'invalid_amount';
  if (withdrawnOn(own, at) + amount > (own.dailyLimit ?? MAX_DAY_CENTS)) return 'limit_exceeded';
  if (available(own) < amount) return 'insufficient_funds';
  const reserve = request.op === 'reserve';
  return {
    kind: reserve ? 'reserve' : 'withdrawal',
    debit: own,
    credit: cash,
    amount,
    refers: null,
    expires: reserve ? at + request.expires : null,
  };
}

/** Whoever has not the money learns nothing of the other account: only `payee` tells that for nothing, and rarely. */
function draftPayment(request: Of<'transfer'>, own: Account, to: Account | undefined): Draft | Refusal {
  if (to === own) return 'same_account';
  if (!isAmount(request.amount)) return 'invalid_amount';
  if (available(own) < request.amount) return 'insufficient_funds';
  if (to === undefined || !isCustomer(to)) return 'account_not_found';
  if (overflows(to, request.amount)) return 'balance_too_large';
  return { kind: 'transfer', debit: own, credit: to, amount: request.amount, refers: null, expires: null };
}

/** An amount above the reserved one is `invalid_amount` too, but told only of a reserve that is open. */
function draftResolution(request: Of<'post' | 'void'>, own: Account, cash: Account, books: Books): Draft | Refusal {
  if (request.op === 'post' && !isAmount(request.amount)) return 'invalid_amount';
  const reserve = books.pending.get(request.refers);
  if (reserve === undefined) return 'not_pending';
  const refers = reserve.sequence;
  if (request.op === 'void') return voidDraft(reserve, own, cash);
  if (request.amount > reserve.amount) return 'invalid_amount';
  return { kind: 'post', debit: own, credit: cash, amount: request.amount, refers, expires: null, counted: reserve };
}

/** The void of an open reserve. It is written the other way round: what was held is given back. */
export function voidDraft(reserve: TransferRecord, own: Account, cash: Account): Draft {
  return {
    kind: 'void',
    debit: cash,
    credit: own,
    amount: reserve.amount,
    refers: reserve.sequence,
    expires: null,
    counted: reserve,
  };
}

/**
 * A deposit, withdrawal or post can be reversed by the account that made it, a transfer only by the one that was paid
 * (a refund: nobody takes back what is another's now), once and wholly. An open reserve is voided instead; what else
 * there is can't be reversed and counts as not found.
 */
function draftReversal(request: Of<'reverse'>, own: Account, books: Books, reads: Reads): Draft | Refusal {
  const original = reads.bySequence(request.refers);
  if (original === undefined) return 'transfer_not_found';
  const reverser = original.kind === 'transfer' ? original.credit : ownerOf(original);
  if (reverser !== own.number || !REVERSIBLE.has(original.kind)) return 'transfer_not_found';
  if (reads.reversalOf(original.sequence) !== undefined) return 'already_reversed';
  const debit = books.accounts.get(original.credit);
  const credit = books.accounts.get(original.debit);
  if (debit === undefined || credit === undefined) throw new Error(`ledger: accounts of ${original.sequence} are gone`);
  if (isCustomer(debit) && available(debit) < original.amount) return 'insufficient_funds';
  if (isCustomer(credit) && overflows(credit, original.amount)) return 'balance_too_large';
  if (!isCustomer(debit) && cashOverflows(debit, original.amount)) return 'cash_too_large';
  const counted = countedTransfer(original, reads);
  return {
    kind: 'reversal',
    debit,
    credit,
    amount: original.amount,
    refers: original.sequence,
    expires: null,
    counted,
  };
}

const REVERSIBLE: ReadonlySet<TransferKind> = new Set(['deposit', 'withdrawal', 'transfer', 'post']);

/** The transfer whose day was charged for `original`: the reserve for a post, else itself. */
export function countedTransfer(original: TransferRecord, reads: Pick<Journal, 'bySequence'>): TransferRecord {
  if (original.kind !== 'post' || original.refers === null) return original;
  const reserve = reads.bySequence(original.refers);
  if (reserve === undefined) throw new Error(`ledger: the reserve of post ${original.sequence} is gone`);
  return reserve;
}

function isAmount(amount: Cents): boolean {
  return Number.isSafeInteger(amount) && amount >= 1 && amount <= MAX_AMOUNT_CENTS;
}

function overflows(account: Account, amount: Cents): boolean {
  return account.balance + amount > MAX_BALANCE_CENTS;
}

/** Whether the bank's own account can't take on so much more of its customers' money. */
export function cashOverflows(cash: Account, amount: Cents): boolean {
  return amount - cash.balance > MAX_CASH_CENTS;
}
