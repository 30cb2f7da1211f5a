/**
 * Proves the balances of the past: whatever was done, the balance as of any time is the one that the ledger itself had
 * then, and a history of many changes agrees with it at each of its times.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BALANCE_POINTS } from '../../../src-main/bank/ledger/history/balance-history.ts';
import { readHistory } from '../../../src-main/bank/ledger/history/history-reads.ts';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { SqliteHistory } from '../../../src-main/bank/store/sqlite/sqlite-history.ts';
import type { BalanceHistory } from '../../../src-main/contract/administration/accounts.ts';
import { Books, movedOf, NOON } from './books.ts';
import { request } from './history.ts';

const ACCOUNTS = ['1999', '1998', '1997'];
const HOUR = 3_600_000;

async function historyOf(books: Books, account: string, from: number | null, to: number | null) {
  const reply = await books.ask({ op: 'balance-history', account, from, to });
  if (!reply.ok) throw new Error(reply.refusal);
  return reply;
}

/** The balance that a history tells for a time. */
function at({ points }: BalanceHistory, time: number): number | undefined {
  return points.findLast((point) => point.at <= time)?.balance;
}

/** So many cents, one by one, for both others: a walk back to what these did before is a long one. */
async function sendCents(books: Books, count: number): Promise<void> {
  const requests = ['1998', '1997'].flatMap((to) =>
    Array.from({ length: count }, (_, number) => {
      const key = `cent ${number} for ${to}`;
      return { op: 'transfer', account: '1999', to, amount: 1, key } as const;
    }),
  );
  for (const { ok } of (await books.run(requests)).replies) expect(ok).toBe(true);
}

test.each([
  ['after their own', 0],
  ['after many that they were sent', 60],
])('the balance as of a time is what the ledger had then, %s', { timeout: 60_000 }, async (_, sent) => {
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
      const note = async () => {
        for (const account of ACCOUNTS) {
          known.push({ time: books.now, account, balance: await books.balance(account) });
        }
      };
      await sendCents(books, sent);
      await note();
      books.now += 1_000;
      for (const [requests, ms] of all) {
        await books.run(requests);
        await note();
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

test('whatever an account did after a time, what it had then is told from what it has now', async () => {
  const books = await Books.open();
  await sendCents(books, 200);
  const account = '1998';
  const known: { time: number; balance: number }[] = [];
  const sequences: number[] = [];
  let number = 0;
  const moves = async (request: (key: string) => LedgerRequest) => {
    known.push({ time: books.now, balance: await books.balance(account) });
    books.now += 1_000;
    const reply = (await books.run([request(`key ${++number}`)])).replies[0];
    sequences.push(movedOf(reply).transfer.sequence);
  };
  const refers = (index: number) => sequences[index] ?? 0;
  await moves((key) => ({ op: 'reserve', account, amount: 5_000, key, expires: 1_000_000 }));
  await moves((key) => ({ op: 'reserve', account, amount: 700, key, expires: 1_000_000 }));
  await moves((key) => ({ op: 'reserve', account, amount: 60, key, expires: 1_000_000 }));
  await moves((key) => ({ op: 'post', account, reservation: 'key 1', amount: 2_000, key }));
  await moves((key) => ({ op: 'void', account, reservation: 'key 2', key }));
  await moves((key) => ({ op: 'reverse', account, refers: refers(3), key }));
  await moves((key) => ({ op: 'deposit', account, amount: 90, key }));
  await moves((key) => ({ op: 'reverse', account, refers: refers(6), key }));
  await moves((key) => ({ op: 'withdraw', account, amount: 2_000, key }));
  await moves((key) => ({ op: 'transfer', account, to: '1997', amount: 8, key }));
  await moves((key) => ({ op: 'transfer', account: '1999', to: account, amount: 9, key }));
  await moves((key) => ({ op: 'reverse', account, refers: refers(10), key }));
  await moves((key) => ({ op: 'reverse', account: '1997', refers: refers(9), key }));
  known.push({ time: books.now, balance: await books.balance(account) });
  for (const { time, balance } of known) {
    const { points } = await historyOf(books, account, time, time);
    expect(points).toEqual([{ at: time, balance }]);
  }
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

test('of an account that only receives, no more is read for an hour than about what it has', async () => {
  const books = await Books.open();
  let [sent, read] = [0, 0];
  const send = async (count: number) => {
    for (const last = sent + count; sent < last; ) {
      const batch = Array.from({ length: Math.min(500, last - sent) }, (_, index) => `sent-${sent + index}`);
      sent += batch.length;
      await books.run(batch.map((key) => ({ op: 'transfer', account: '1999', to: '1998', amount: 1, key })));
    }
  };
  await send(5_000);
  books.now += 3 * HOUR;
  await send(40);
  books.now += 2 * HOUR;
  const history = new SqliteHistory(books.database);
  const page = history.page.bind(history);
  history.page = async (...asked) => {
    const rows = await page(...asked);
    read += rows.length;
    return rows;
  };
  const ask = async (from: number, to: number) => {
    read = 0;
    const request = { op: 'balance-history', account: '1998', from, to } as const;
    return await readHistory(history, request, books.now);
  };
  const lately = await ask(books.now - 3 * HOUR, books.now);
  expect(lately).toMatchObject({ ok: true, points: { length: 41, 0: { balance: 305_000 }, 40: { balance: 305_040 } } });
  expect(read).toBeLessThan(2 * BALANCE_POINTS);
  expect(await ask(NOON - HOUR, NOON - 1)).toMatchObject({ ok: true, points: [{ balance: 0 }] });
  expect(read).toBeLessThan(BALANCE_POINTS);
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
