import { effectOf } from './account-model.ts';
import type { History, Operation } from './history.ts';
import { commonBeginning, linearize } from './linearize.ts';

/** States looked at for each cut: what is not decided with so many stays larger instead. */
const CUT_STATES = 200_000;
/** The same for each single operation that may be dropped, of which there are many. */
const DROP_STATES = 5_000;

/**
 * Makes an impossible history small. Every step keeps the proof: if some order explained the larger history, one
 * would explain the smaller, so a small one that is impossible shows that the whole is.
 *
 * 1. What was asked later than the first answer that can't be explained is cut off; what was under way then needs
 *    no place in the order, but where it takes one its answer must fit.
 * 2. Operations that every order has to begin with, this way round or that, are summed up in the opening balances.
 * 3. Balances read and refusals change nothing: those without which it is still impossible go.
 */
export function shrink(history: History): History {
  const verdict = linearize(history);
  if (verdict.state !== 'impossible') return history;
  return cutBeginning(dropNeutral(cutBeginning(cutEnd(history, verdict.until))));
}

function cutEnd({ opening, operations }: History, end: number): History {
  return {
    opening,
    operations: operations
      .filter(({ call }) => call <= end)
      .map((one) => (one.return <= end ? one : { ...one, return: Number.POSITIVE_INFINITY })),
  };
}

function cutBeginning(history: History): History {
  const { operations } = history;
  const answered = operations.filter((one) => Number.isFinite(one.return));
  const last = answered.reduce<Operation | null>((so, one) => (so === null || one.return > so.return ? one : so), null);
  if (last === null) return history;
  const begun = commonBeginning(history, last, CUT_STATES);
  if (begun === null) return history;
  const placed = new Set(begun.order);
  return { opening: begun.balances, operations: operations.filter((one) => !placed.has(one)) };
}

function dropNeutral(history: History): History {
  let kept = history;
  for (const operation of history.operations) {
    if (effectOf(operation).length > 0) continue;
    const without = { ...kept, operations: kept.operations.filter((other) => other !== operation) };
    if (linearize(without, DROP_STATES).state === 'impossible') kept = without;
  }
  return kept;
}
