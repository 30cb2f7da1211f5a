import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from '../../../../src-main/camera/process/track/assignment.ts';

/** The assignment is the cheapest there is: compared with trying all of them. */
function total(cost: readonly (readonly number[])[], columns: readonly number[]): number {
  return columns.reduce((sum, column, row) => sum + (cost[row]?.[column] ?? Number.NaN), 0);
}

/** Cost of the best assignment, by trying every one. */
function cheapest(cost: readonly (readonly number[])[], row = 0, taken: ReadonlySet<number> = new Set()): number {
  const costs = cost[row];
  if (costs === undefined) return 0;
  let best = Number.POSITIVE_INFINITY;
  costs.forEach((here, column) => {
    if (!taken.has(column)) best = Math.min(best, here + cheapest(cost, row + 1, new Set([...taken, column])));
  });
  return best;
}

const matrices = fc.integer({ min: 1, max: 6 }).chain((rows) =>
  fc.integer({ min: rows, max: 7 }).chain((columns) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  ),
);

test('every row gets a column of its own, and no assignment is cheaper', () => {
  fc.assert(
    fc.property(matrices, (cost) => {
      const columns = assign(cost);
      expect(new Set(columns).size).toBe(cost.length);
      expect(total(cost, columns)).toBe(cheapest(cost));
    }),
    { numRuns: 500 },
  );
});

test('the nearest for each is not always the cheapest for all', () => {
  expect(
    assign([
      [1, 2],
      [1, 10],
    ]),
  ).toEqual([1, 0]);
});

test('nothing to assign is nothing', () => {
  expect(assign([])).toEqual([]);
});

test('more rows than columns are refused', () => {
  expect(() => assign([[1], [2]])).toThrow(RangeError);
});
