import { beforeEach, describe, expect, test } from 'vitest';
import type { AccountChange } from '../../../src-main/bank/ledger/request.ts';
import { crowdAccounts } from '../../../src-main/contract/crowd.ts';
import { MAX_CASH_CENTS } from '../../../src-main/contract/limits.ts';
import { Books } from './books.ts';

/** What the bank's own people do with accounts while it runs, on SQLite in memory. */
let books: Books;
const account = '1999';

beforeEach(async () => {
  books = await Books.open();
});

const administer = (change: AccountChange, number = account, pin = '4321', amount = 0) =>
  books.ask({ op: 'administer', account: number, change, pin, amount });
const logIn = (pin = '999', number = account) => books.ask({ op: 'authenticate', account: number, pin });
const page = (after = '', limit = 10, crowd = false) =>
  books.ask({ op: 'accounts', account: null, after, limit, crowd });

test('an added account opens with its PIN and its first money, once', async () => {
  expect(await administer('add', '4242', '77', 100)).toMatchObject({ ok: false, refusal: 'invalid_pin' });
  expect(await administer('add', '4242', '777', 100)).toEqual({ ok: true });
  expect(await logIn('777', '4242')).toEqual({ ok: true, balance: 100 });
  expect(await administer('add', '4242', '888', 100)).toMatchObject({ ok: false, refusal: 'account_exists' });
  expect(await books.ask({ op: 'statement', account: '4242', limit: 5 })).toMatchObject({
    transfers: [{ kind: 'opening', amount: 100, debit: 'cash' }],
  });
});

test('none of the crowd’s numbers can be added, nor more money than the bank can hold', async () => {
  const [crowd] = crowdAccounts(1);
  expect(await administer('add', crowd?.number ?? '')).toMatchObject({ ok: false, refusal: 'account_exists' });
  expect(await administer('add', '4242', '777', MAX_CASH_CENTS)).toMatchObject({ refusal: 'cash_too_large' });
  expect(await page()).toMatchObject({ accounts: { length: 3 } });
});

test('a locked account is told so and lets nobody in until it is unlocked', async () => {
  const { replies, batch } = await books.run([{ op: 'administer', account, change: 'lock', pin: '', amount: 0 }]);
  expect(replies).toEqual([{ ok: true }]);
  expect(batch?.locked).toEqual([account]);
  expect(await logIn()).toMatchObject({ ok: false, refusal: 'account_locked' });
  await books.restart();
  expect(await page()).toMatchObject({
    accounts: expect.arrayContaining([expect.objectContaining({ number: account, lockedByBank: true })]),
  });
  expect(await administer('unlock')).toEqual({ ok: true });
  expect(await logIn()).toMatchObject({ ok: true });
});

test('unlocking also takes back a lock by wrong PINs', async () => {
  for (let tries = 0; tries < 3; tries += 1) await logIn('000');
  expect(await logIn()).toMatchObject({ ok: false, refusal: 'account_locked' });
  await administer('unlock');
  expect(await logIn()).toMatchObject({ ok: true });
});

test('a new PIN replaces the old one; one that is none is refused and changes nothing', async () => {
  expect(await administer('reset-pin', account, 'abc')).toMatchObject({ ok: false, refusal: 'invalid_pin' });
  expect(await logIn()).toMatchObject({ ok: true });
  expect(await administer('reset-pin', account, '1234')).toEqual({ ok: true });
  expect(await logIn()).toMatchObject({ ok: false });
  expect(await logIn('1234')).toMatchObject({ ok: true });
});

test.each(['lock', 'unlock', 'reset-pin'] as const)('%s of no customer is refused', async (change) => {
  for (const number of ['4242', 'cash']) {
    expect(await administer(change, number, '1234')).toMatchObject({ ok: false, refusal: 'account_not_found' });
  }
});

describe('pages of accounts', () => {
  const numbers = async (...args: Parameters<typeof page>) => {
    const reply = await page(...args);
    if (!reply.ok) throw new Error(reply.refusal);
    return { numbers: reply.accounts.map(({ number }) => number), more: reply.more };
  };

  test('go by the size of the numbers, without cash', async () => {
    for (const number of ['10000', '7', '123']) await administer('add', number, '777', 5);
    expect(await numbers('', 4)).toEqual({ numbers: ['7', '123', '1997', '1998'], more: true });
    expect(await numbers('1998', 4)).toEqual({ numbers: ['1999', '10000'], more: false });
    expect(await numbers('10000', 4)).toEqual({ numbers: [], more: false });
  });

  test('have the crowd’s accounts only where they are asked for', async () => {
    const [crowd] = crowdAccounts(1);
    await books.ask({ op: 'open-account', account: crowd?.number ?? '', pin: crowd?.pin ?? '' });
    expect((await numbers()).numbers).toEqual(['1997', '1998', '1999']);
    expect((await numbers('', 10, true)).numbers).toEqual(['1997', '1998', '1999', crowd?.number]);
  });

  test('tell balance, what is reserved and locks', async () => {
    await books.ask({ op: 'reserve', account, amount: 1_000, key: 'hold', expires: 60_000 });
    const reply = await page('1998', 1);
    expect(reply).toMatchObject({
      accounts: [
        { number: account, balance: 500_000, held: 1_000, lockedByBank: false, lockedUntil: 0, dailyLimit: null },
      ],
    });
  });
});
