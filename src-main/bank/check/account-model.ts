import { MAX_AMOUNT_CENTS, MAX_BALANCE_CENTS } from '../../contract/limits.ts';
import type { Operation } from './history.ts';

/** Balances by account, of a few accounts that belong together. */
export type Balances = ReadonlyMap<string, number>;

/** What one operation changes when it is done, by account. */
export type Effect = readonly (readonly [account: string, cents: number])[];

const NONE: Effect = [];

/** What the operation changes if it is done: nothing for a balance and for what was refused. */
export function effectOf({ op, account, to, amount, answer }: Operation): Effect {
  if (answer !== null && !answer.ok) return NONE;
  switch (op) {
    case 'balance':
      return NONE;
    case 'deposit':
      return [[account, amount]];
    case 'withdraw':
      return [[account, -amount]];
    case 'transfer':
      return to === null || to === account
        ? NONE
        : [
            [account, -amount],
            [to, amount],
          ];
  }
}

/** Whether the bank, at these balances, could do the operation and answer as it did. */
export function fits(operation: Operation, balances: Balances): boolean {
  const { answer } = operation;
  if (answer !== null && !answer.ok) return refusedRightly(operation, answer.refusal, balances);
  const own = balances.get(operation.account);
  if (own === undefined || !possible(operation, balances)) return false;
  if (answer?.balance === undefined) return true;
  const change = effectOf(operation).find(([account]) => account === operation.account)?.[1] ?? 0;
  return own + change === answer.balance;
}

/** Whether nothing forbids the operation. */
function possible(operation: Operation, balances: Balances): boolean {
  const { op, account, to, amount } = operation;
  if (op === 'balance') return true;
  if (op === 'transfer' && (to === null || to === account || !balances.has(to))) return false;
  if (!isAmount(amount)) return false;
  return effectOf(operation).every(([touched, cents]) => {
    const after = (balances.get(touched) ?? 0) + cents;
    return after >= 0 && after <= MAX_BALANCE_CENTS;
  });
}

/** A refusal must have its reason; for what the model knows nothing of (locks, daily limits, disks) any time is right. */
function refusedRightly(
  { op, account, to, amount }: Operation,
  refusal: NonNullable<Extract<Operation['answer'], { ok: false }>>['refusal'],
  balances: Balances,
): boolean {
  switch (refusal) {
    case 'insufficient_funds':
      return op !== 'deposit' && op !== 'balance' && (balances.get(account) ?? 0) < amount;
    case 'balance_too_large': {
      const receiver = op === 'transfer' ? (to ?? account) : account;
      return op !== 'withdraw' && (balances.get(receiver) ?? 0) + amount > MAX_BALANCE_CENTS;
    }
    case 'account_not_found':
      return !balances.has(account) || (to !== null && !balances.has(to));
    case 'same_account':
      return op === 'transfer' && to === account;
    case 'invalid_amount':
      return op !== 'balance' && !isAmount(amount);
    default:
      return true;
  }
}

function isAmount(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 1 && amount <= MAX_AMOUNT_CENTS;
}
