import { effectOf } from './account-model.ts';
import type { History, Operation } from './history.ts';
import { linearize } from './linearize.ts';

/**
 * Makes an impossible history small. Every step keeps the proof: if some order explained the larger history, one
 * would explain the smaller, so a small one that is impossible shows that the whole is.
 *
 * 1. What was answered later than the first answer that can't be explained is cut off; what was under way then
 *    becomes an operation of unknown outcome.
 * 2. What was answered before a point in time is summed up in the opening balances; what was under way at that
 *    point is taken as given, unchecked. The latest point that still leaves an impossible history is taken.
 * 3. Balances read and refusals change nothing: those without which it is still impossible go.
 */
export function shrink(history: History): History {
  let small = cutEnd(history);
  small = cutBeginning(small);
  small = dropNeutral(small);
  return cutBeginning(small);
}

function impossible(history: History): boolean {
  return linearize(history).state === 'impossible';
}

function cutEnd(history: History): History {
  const returns = history.operations
    .map((operation) => operation.return)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const upTo = (end: number): History => ({
    opening: history.opening,
    operations: history.operations
      .filter(({ call }) => call <= end)
      .map((one) => (one.return <= end ? one : { ...one, return: Number.POSITIVE_INFINITY, answer: null })),
  });
  // A longer beginning of an impossible history is impossible too, so halving finds the shortest.
  let low = 0;
  let high = returns.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (impossible(upTo(returns[middle] ?? 0))) high = middle;
    else low = middle + 1;
  }
  return upTo(returns[low] ?? Number.POSITIVE_INFINITY);
}

function cutBeginning(history: History): History {
  const calls = [...new Set(history.operations.map(({ call }) => call))].sort((a, b) => b - a);
  // From the latest point back in growing steps: what is under way at a point hides the more the closer it is.
  for (let step = 0; step < calls.length; step = step * 2 + 1) {
    const later = from(history, calls[step] ?? 0);
    if (later.operations.length < history.operations.length && impossible(later)) return later;
  }
  return history;
}

/** What is left of a history from a point in time on. */
function from({ opening, operations }: History, start: number): History {
  const balances = new Map(opening);
  const left: Operation[] = [];
  for (const operation of operations) {
    const before = operation.return < start;
    if (before) {
      for (const [account, cents] of effectOf(operation)) balances.set(account, (balances.get(account) ?? 0) + cents);
    } else if (operation.call >= start || operation.answer === null) left.push(operation);
    else if (effectOf(operation).length > 0) left.push({ ...operation, given: true });
  }
  return { opening: balances, operations: left };
}

function dropNeutral(history: History): History {
  let kept = history;
  for (const operation of history.operations) {
    if (operation.answer === null || effectOf(operation).length > 0) continue;
    const without = { ...kept, operations: kept.operations.filter((other) => other !== operation) };
    if (impossible(without)) kept = without;
  }
  return kept;
}
