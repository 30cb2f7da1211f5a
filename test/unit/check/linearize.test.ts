import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectOf, fits } from '../../../src-main/bank/check/account-model.ts';
import { checkHistory, describeCounterexample } from '../../../src-main/bank/check/check-history.ts';
import type { History, HistoryAnswer, HistoryLine, Operation } from '../../../src-main/bank/check/history.ts';
import { toOperation } from '../../../src-main/bank/check/history.ts';
import { linearize } from '../../../src-main/bank/check/linearize.ts';
import { shrink } from '../../../src-main/bank/check/shrink.ts';

/** The checker against hand-made histories, and against trying every order of small random ones. */
type Row = readonly [
  call: number,
  returned: number | null,
  op: HistoryLine['op'],
  amount: number,
  answer: number | 'ok' | 'insufficient_funds' | 'account_locked' | null,
  account?: string,
  to?: string,
];

function answerOf(answer: Row[4]): HistoryAnswer | undefined {
  if (answer === null) return undefined;
  if (answer === 'ok') return { ok: true };
  return typeof answer === 'number' ? { ok: true, balance: answer } : { ok: false, refusal: answer };
}

function history(rows: readonly Row[], opening: Record<string, number> = { A: 100, B: 100 }): History {
  return {
    opening: new Map(Object.entries(opening)),
    operations: rows.map(([call, returned, op, amount, answer, account = 'A', to = 'B'], index): Operation => {
      const given = answerOf(answer);
      const common = { client: `c${index}`, account, call };
      const answered = returned === null || given === undefined ? {} : { return: returned, answer: given };
      return toOperation(
        op === 'balance'
          ? { ...common, ...answered, op }
          : op === 'transfer'
            ? { ...common, ...answered, op, amount, to }
            : { ...common, ...answered, op, amount },
        index + 1,
      );
    }),
  };
}

/** Tries every order of every choice of the unknown ones. Slow, and right by its plainness. */
function someOrderExplains({ opening, operations }: History): boolean {
  const search = (balances: Map<string, number>, left: readonly Operation[]): boolean => {
    if (left.every((one) => one.return === Number.POSITIVE_INFINITY)) return true;
    return left.some((next) => {
      const others = left.filter((other) => other !== next);
      if (others.some((other) => other.return < next.call) || !fits(next, balances)) return false;
      const after = new Map(balances);
      for (const [account, cents] of effectOf(next)) after.set(account, (after.get(account) ?? 0) + cents);
      return search(after, others);
    });
  };
  return search(new Map(opening), operations);
}

const GOOD: readonly (readonly [string, readonly Row[]])[] = [
  ['nothing at all', []],
  [
    'one after the other',
    [
      [0, 1, 'deposit', 50, 150],
      [2, 3, 'withdraw', 30, 120],
      [4, 5, 'balance', 0, 120],
    ],
  ],
  [
    'overlapping, answered in the order opposite to their effects',
    [
      [0, 9, 'deposit', 50, 150],
      [1, 2, 'balance', 0, 100],
    ],
  ],
  [
    'two withdrawals at once of which one is refused',
    [
      [0, 9, 'withdraw', 60, 'ok'],
      [0, 9, 'withdraw', 60, 'insufficient_funds'],
    ],
  ],
  [
    'an unknown deposit that happened',
    [
      [0, null, 'deposit', 50, null],
      [5, 6, 'balance', 0, 150],
    ],
  ],
  [
    'an unknown deposit that never happened',
    [
      [0, null, 'deposit', 50, null],
      [5, 6, 'balance', 0, 100],
    ],
  ],
  [
    'an unknown deposit that happens late',
    [
      [0, null, 'deposit', 50, null],
      [5, 6, 'balance', 0, 100],
      [7, 8, 'balance', 0, 150],
    ],
  ],
  [
    'a transfer seen on both sides',
    [
      [0, 1, 'transfer', 40, 60],
      [2, 3, 'balance', 0, 140, 'B'],
      [2, 3, 'balance', 0, 60],
    ],
  ],
  [
    'a return at the moment of a call counts as overlapping',
    [
      [0, 5, 'deposit', 50, 150],
      [5, 6, 'balance', 0, 100],
    ],
  ],
  [
    'a refusal whose reason the model does not know',
    [
      [0, 1, 'withdraw', 10, 'account_locked'],
      [2, 3, 'balance', 0, 100],
    ],
  ],
];

const BAD: readonly (readonly [string, readonly Row[], number])[] = [
  [
    'a stale read',
    [
      [0, 1, 'deposit', 50, 150],
      [2, 3, 'balance', 0, 100],
    ],
    1,
  ],
  ['money from nowhere', [[0, 1, 'balance', 0, 101]], 1],
  [
    'a lost update: both deposits saw the same balance',
    [
      [0, 9, 'deposit', 50, 150],
      [0, 9, 'deposit', 30, 130],
    ],
    1,
  ],
  [
    'two withdrawals of more than there is',
    [
      [0, 9, 'withdraw', 60, 'ok'],
      [0, 9, 'withdraw', 60, 'ok'],
    ],
    1,
  ],
  ['a refusal without a reason', [[0, 1, 'withdraw', 100, 'insufficient_funds']], 1],
  [
    'an acknowledged deposit that is gone later',
    [
      [0, 1, 'deposit', 50, 'ok'],
      [2, 3, 'withdraw', 110, 'insufficient_funds'],
    ],
    1,
  ],
  [
    'an unknown deposit that happened and then had not',
    [
      [0, null, 'deposit', 50, null],
      [1, 2, 'balance', 0, 150],
      [3, 4, 'balance', 0, 100],
    ],
    1,
  ],
  [
    'a transfer seen on one side only',
    [
      [0, 1, 'transfer', 40, 60],
      [2, 3, 'balance', 0, 100, 'B'],
    ],
    1,
  ],
  [
    'two transfers seen in opposite orders: each account alone is in order, both together are not',
    [
      [0, null, 'transfer', 40, null],
      [0, null, 'transfer', 10, null, 'B', 'A'],
      [1, 2, 'balance', 0, 60],
      [3, 4, 'balance', 0, 90, 'B'],
    ],
    2,
  ],
];

describe('hand-made histories', () => {
  test.each(GOOD)('explained: %s', (_name, rows) => {
    expect(checkHistory(history(rows)).state).toBe('explained');
    expect(someOrderExplains(history(rows))).toBe(true);
  });

  test.each(BAD)('violated: %s', (_name, rows, smallest) => {
    expect(someOrderExplains(history(rows))).toBe(false);
    const finding = checkHistory(history(rows));
    expect(finding.state === 'impossible' && finding.smallest.operations).toHaveLength(smallest);
  });
});

const operation = fc
  .record({
    call: fc.nat(12),
    lasts: fc.nat(6),
    op: fc.constantFrom('balance', 'deposit', 'withdraw', 'transfer'),
    amount: fc.constantFrom(30, 60, 90),
    answer: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(10, 40, 70, 100, 130, 160, 190) },
      { weight: 2, arbitrary: fc.constantFrom('ok', 'insufficient_funds') },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    onA: fc.boolean(),
  })
  .map(({ call, lasts, op, amount, answer, onA }): Row => {
    const [account, to] = onA ? ['A', 'B'] : ['B', 'A'];
    // A balance is always answered with one.
    const told = op === 'balance' && (answer === 'ok' || answer === 'insufficient_funds') ? 100 : answer;
    return [call, told === null ? null : call + lasts, op as Row[2], amount, told as Row[4], account, to];
  });

/** Answers that one bank gave, at random moments within random intervals: always explicable. */
const honest = fc
  .array(
    fc.record({
      early: fc.nat(8),
      late: fc.nat(8),
      op: fc.constantFrom('balance', 'deposit', 'withdraw', 'transfer'),
      amount: fc.integer({ min: 1, max: 90 }),
      onA: fc.boolean(),
      told: fc.constantFrom('balance', 'bare', 'unknown'),
    }),
    { maxLength: 40 },
  )
  .map((steps): Row[] => {
    const balances: Record<string, number> = { A: 100, B: 100 };
    return steps.map(({ early, late, op, amount, onA, told }, at): Row => {
      const [account, to] = onA ? (['A', 'B'] as const) : (['B', 'A'] as const);
      const times = [at - early, at + late] as const;
      const own = balances[account] ?? 0;
      const enough = op === 'deposit' || own >= amount;
      if (op !== 'balance' && enough) {
        balances[account] = own + (op === 'deposit' ? amount : -amount);
        if (op === 'transfer') balances[to] = (balances[to] ?? 0) + amount;
      }
      const after = balances[account] ?? 0;
      const answer =
        op !== 'balance' && !enough ? 'insufficient_funds' : told === 'bare' && op !== 'balance' ? 'ok' : after;
      if (told === 'unknown') return [times[0], null, op as Row[2], amount, null, account, to];
      return [times[0], times[1], op as Row[2], amount, answer, account, to];
    });
  });

describe('random histories', () => {
  test('the verdict is that of trying every order', () => {
    let impossible = 0;
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 6 }), (rows) => {
        const small = history(rows);
        const verdict = linearize(small);
        expect(verdict.state).toBe(someOrderExplains(small) ? 'explained' : 'impossible');
        expect(checkHistory(small).state).toBe(verdict.state);
        if (verdict.state === 'impossible') impossible++;
      }),
      { numRuns: 2_000 },
    );
    expect(impossible).toBeGreaterThan(200);
  });

  test('an order that is given explains the history', () => {
    fc.assert(
      fc.property(honest, (rows) => {
        const whole = history(rows);
        const verdict = linearize(whole);
        if (verdict.state !== 'explained') throw new Error(verdict.state);
        const balances = new Map(whole.opening);
        for (const [place, next] of verdict.order.entries()) {
          expect(fits(next, balances)).toBe(true);
          expect(verdict.order.slice(place + 1).every((later) => !(later.return < next.call))).toBe(true);
          for (const [account, cents] of effectOf(next)) balances.set(account, (balances.get(account) ?? 0) + cents);
        }
        const answered = whole.operations.filter(({ answer }) => answer !== null);
        expect(answered.every((one) => verdict.order.includes(one))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('what a bank that does one thing at a time answers is explained', () => {
    fc.assert(
      fc.property(honest, (rows) => {
        expect(checkHistory(history(rows)).state).toBe('explained');
      }),
      { numRuns: 500 },
    );
  });

  test('a smaller part is never impossible where the whole is not', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 2, maxLength: 6 }), (rows) => {
        const whole = history(rows);
        if (someOrderExplains(whole)) return;
        const small = shrink(whole);
        expect(small.operations.length).toBeLessThanOrEqual(whole.operations.length);
        expect(someOrderExplains(small)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the steps of making small keep an explicable history explicable', () => {
    fc.assert(
      fc.property(honest, (rows) => {
        expect(linearize(shrink(history(rows))).state).toBe('explained');
      }),
      { numRuns: 300 },
    );
  });
});

describe('size', () => {
  test('three hundred withdrawals at once, thirty of which succeed, are decided', () => {
    const rows = Array.from(
      { length: 300 },
      (_, index): Row => [
        index / 1000,
        1_000 + ((index * 7919) % 300),
        'withdraw',
        100,
        index % 10 === 0 ? 'ok' : 'insufficient_funds',
      ],
    );
    expect(checkHistory(history(rows, { A: 3_000 })).state).toBe('explained');
    const oneMore = rows.map((row, index): Row => (index === 1 ? [row[0], row[1], 'withdraw', 100, 'ok'] : row));
    expect(checkHistory(history(oneMore, { A: 3_000 })).state).toBe('impossible');
  });

  test('a counterexample that could not be made small is told all the same', () => {
    const rows = Array.from({ length: 200_000 }, (_, index): Row => [index, index + 1, 'deposit', 1, 'ok']);
    const longest = { order: [], balances: new Map<string, number>() };
    const text = describeCounterexample({
      state: 'impossible',
      smallest: history(rows),
      stuck: { state: 'impossible', longest, until: 0 },
    });
    expect(text.split('\n')).toHaveLength(rows.length + 3);
  });

  test('a search that finds nothing is given up after a bounded number of states', () => {
    const rows = Array.from({ length: 40 }, (_, index): Row => [0, 100, 'deposit', 2 ** index, 'ok']);
    const never: Row = [0, 100, 'balance', 0, 1];
    expect(linearize(history([...rows, never], { A: 2 }), 10_000)).toEqual({ state: 'undecided', states: 10_001 });
  });
});
