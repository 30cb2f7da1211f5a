/**
 * Proves the balances of the past: whatever was done, the balance as of any time is the one that the ledger itself had
 * then, and a history of many changes agrees with it at each of its times.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BALANCE_POINTS } from '../../../src-main/bank/ledger/history/balance-history.ts';
import type { BalanceHistory } from '../../../src-main/contract/administration/accounts.ts';
import { Books, NOON } from './books.ts';
import { request } from './history.ts';

const ACCOUNTS = ['1999', '1998', '1997'];

async function historyOf(books: Books, account: string, from: number | null, to: number | null) {
  const reply = await books.ask({ op: 'balance-history', account, from, to });
  if (!reply.ok) throw new Error(reply.refusal);
  return reply;
}

/** The balance that a history tells for a time. */
function at({ points }: BalanceHistory, time: number): number | undefined {
  return points.findLast((point) => point.at <= time)?.balance;
}

test('the balance as of a time is what the ledger had then', { timeout: 60_000 }, async () => {
  const steps = fc.array(
    fc.tuple(fc.array(request, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 90_000 })),
    {
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const books = await Books.open();
      const known: { time: number; account: string; balance: number }[] = [];
      for (const [requests, ms] of all) {
        await books.run(requests);
        for (const account of ACCOUNTS) {
          known.push({ time: books.now, account, balance: await books.balance(account) });
        }
        books.now += ms;
      }
      const whole = new Map<string, BalanceHistory>();
      for (const account of ACCOUNTS) whole.set(account, await historyOf(books, account, null, null));
      for (const { time, account, balance } of known) {
        const asOf = await historyOf(books, account, time, time);
        expect([asOf.points.length, asOf.points[0]?.balance]).toEqual([1, balance]);
        const history = whole.get(account);
        expect(history?.isExact).toBe(true);
        expect(history && at(history, time)).toBe(balance);
      }
    }),
    { numRuns: 150 },
  );
});

test('an account that only receives has a balance of the past, too', async () => {
  const books = await Books.open();
  for (let number = 1; number <= 100; number += 1) {
    books.now = NOON + 1_000 * number;
    await books.ask({ op: 'transfer', account: '1999', to: '1998', amount: 100, key: `sent-${number}` });
  }
  const { points } = await historyOf(books, '1998', NOON + 70_500, NOON + 70_500);
  expect(points).toEqual([{ at: NOON + 70_500, balance: 300_000 + 7_000 }]);
});

test('more changes than points are told as of times in even steps', async () => {
  const books = await Books.open();
  const times: number[] = [];
  for (let number = 1; number <= 2 * BALANCE_POINTS; number += 1) {
    books.now += 1 + ((number * 7_919) % 1_000);
    times.push(books.now);
    // What it receives is between what it does itself.
    const key = `key-${number}`;
    await books.ask(
      number % 5 === 0
        ? { op: 'deposit', account: '1998', amount: 100, key }
        : { op: 'transfer', account: '1999', to: '1998', amount: 100, key },
    );
  }
  const [from, to] = [times[9] ?? 0, times.at(-1) ?? 0];
  const { points, isExact } = await historyOf(books, '1998', from, to);
  expect([points.length, isExact]).toEqual([BALANCE_POINTS, false]);
  expect([points[0]?.at, points.at(-1)?.at]).toEqual([from, to]);
  for (const point of points) {
    const made = times.filter((time) => time <= point.at).length;
    expect(point.balance).toBe(300_000 + 100 * made);
  }
  const steps = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? 0));
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
});

test('before its opening an account had nothing, and one that there is not has no past', async () => {
  const books = await Books.open();
  expect(await historyOf(books, '1999', NOON - 5_000, NOON - 1)).toMatchObject({
    opened: NOON,
    points: [{ at: NOON - 5_000, balance: 0 }],
  });
  for (const account of ['4040', 'cash']) {
    const reply = await books.ask({ op: 'balance-history', account, from: null, to: null });
    expect(reply).toMatchObject({ ok: false, refusal: 'account_not_found' });
  }
});

test('what the bank did is in it though the machine’s clock was set back', async () => {
  const books = await Books.open();
  books.now = Date.now() + 3_600_000;
  await books.ask({ op: 'deposit', account: '1999', amount: 700, key: 'in an hour' });
  const history = await historyOf(books, '1999', null, null);
  expect(history.to).toBe(books.now);
  expect(history.points.at(-1)).toEqual({ at: books.now, balance: 500_700 });
});
