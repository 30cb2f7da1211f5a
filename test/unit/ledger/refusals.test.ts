/**
 * Proves which refusal is the answer where several apply: the earliest of REFUSALS. Each row makes two reasons true
 * at once; the accounts are 1999 ($5000, limit $1000 a day), 1998 ($3000, locked by the bank), 1997 ($7000).
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { MAX_AMOUNT_CENTS, MAX_BALANCE_CENTS, OPEN_RESERVES } from '../../../src-main/contract/limits.ts';
import { REFUSALS, type Refusal } from '../../../src-main/contract/refusals.ts';
import { Books, movedOf } from './books.ts';

let books: Books;

/** Transfers that the rows refer to. */
const OPENING_1999 = 1;
const REVERSED = 8;
const PAID = 10;

beforeEach(async () => {
  books = await Books.open();
  const account = '1999';
  await books.run([
    { op: 'reserve', account, amount: 5_000, key: 'reserved', expires: 60_000 },
    { op: 'reserve', account, amount: 5_000, key: 'voided', expires: 60_000 },
    { op: 'void', account, reservation: 'voided', key: 'void' },
    { op: 'deposit', account, amount: 100_000, key: 'deposited' },
    { op: 'deposit', account, amount: 100_000, key: 'reversed' },
    { op: 'reverse', account, refers: REVERSED, key: 'reversal' },
    { op: 'transfer', account, to: '1997', amount: 1_000, key: 'paid' },
    { op: 'withdraw', account: '1997', amount: 701_000, key: 'emptied' },
  ]);
  await books.set(account, 'daily_limit', 100_000);
  await books.set('1998', 'locked_by_bank', 1);
});

type Row = readonly [words: string, request: LedgerRequest, refusal: Refusal, later: Refusal];

const account = '1999';
const key = 'row';
const ROWS: readonly Row[] = [
  [
    'a used key to post what was settled',
    { op: 'post', account: null, reservation: 'voided', amount: 1, key: 'deposited' },
    'key_reused',
    'not_pending',
  ],
  [
    'more than there can be to post what was settled',
    { op: 'post', account, reservation: 'voided', amount: MAX_AMOUNT_CENTS + 1, key },
    'invalid_amount',
    'not_pending',
  ],
  [
    'a used key with an amount that is none',
    { op: 'deposit', account, amount: 0, key: 'deposited' },
    'key_reused',
    'invalid_amount',
  ],
  [
    'a used key on a locked account',
    { op: 'withdraw', account: '1998', amount: 1, key: 'deposited' },
    'key_reused',
    'account_locked',
  ],
  [
    'a wrong PIN on an account that the bank locked',
    { op: 'authenticate', account: '1998', pin: '111' },
    'authentication_failed',
    'account_locked',
  ],
  [
    'a wrong PIN and a new one that is none',
    { op: 'change-pin', account, pin: '111', newPin: '1' },
    'authentication_failed',
    'invalid_pin',
  ],
  [
    'a locked account that pays to nobody',
    { op: 'transfer', account: '1998', to: '4040', amount: 1, key },
    'account_locked',
    'account_not_found',
  ],
  [
    'a payment to nobody of no amount',
    { op: 'transfer', account, to: '4040', amount: 0, key },
    'invalid_amount',
    'account_not_found',
  ],
  [
    'a payment to the bank itself of more than there is',
    { op: 'transfer', account, to: 'cash', amount: MAX_AMOUNT_CENTS, key },
    'insufficient_funds',
    'account_not_found',
  ],
  [
    'a payment to nobody of more than there is',
    { op: 'transfer', account, to: '4040', amount: 900_000, key },
    'insufficient_funds',
    'account_not_found',
  ],
  [
    'a payment to oneself of no amount',
    { op: 'transfer', account, to: account, amount: -1, key },
    'same_account',
    'invalid_amount',
  ],
  [
    'too large an amount, above limit and balance',
    { op: 'withdraw', account, amount: MAX_AMOUNT_CENTS + 1, key },
    'invalid_amount',
    'limit_exceeded',
  ],
  [
    "a post of another's voided reserve",
    { op: 'post', account: '1997', reservation: 'voided', amount: 1, key },
    'transfer_not_found',
    'not_pending',
  ],
  [
    "a reversal of another's reversed deposit",
    { op: 'reverse', account: '1997', refers: REVERSED, key },
    'transfer_not_found',
    'already_reversed',
  ],
  [
    'a reversal of an opening',
    { op: 'reverse', account, refers: OPENING_1999, key },
    'transfer_not_found',
    'already_reversed',
  ],
  [
    'a reversal by the one who paid',
    { op: 'reverse', account, refers: PAID, key },
    'transfer_not_found',
    'insufficient_funds',
  ],
  ['a second reversal', { op: 'reverse', account, refers: REVERSED, key }, 'already_reversed', 'insufficient_funds'],
  [
    'a withdrawal above limit and balance',
    { op: 'withdraw', account, amount: 900_000, key },
    'limit_exceeded',
    'insufficient_funds',
  ],
  [
    'a reserve above limit and balance',
    { op: 'reserve', account, amount: 900_000, key, expires: 1 },
    'limit_exceeded',
    'insufficient_funds',
  ],
  [
    'a refund of a payment that was spent',
    { op: 'reverse', account: '1997', refers: PAID, key },
    'insufficient_funds',
    'balance_too_large',
  ],
];

describe('where two reasons apply, the earlier one is the answer:', () => {
  test.each(ROWS)('%s', async (_words, request, refusal, later) => {
    expect(await books.ask(request)).toMatchObject({ ok: false, refusal });
    expect(REFUSALS.indexOf(refusal)).toBeLessThan(REFUSALS.indexOf(later));
  });
});

test('more than a reserve is told only while it is pending: the amount is compared last', async () => {
  expect(await books.ask({ op: 'post', account, reservation: 'voided', amount: 6_000, key })).toEqual({
    ok: false,
    refusal: 'not_pending',
  });
});

test('more open reserves than an account may have are refused, before the balance is looked at', async () => {
  const reserve = async (number: number, amount = 1) =>
    await books.ask({ op: 'reserve', account: '1997', amount, key: `many ${number}`, expires: 60_000 });
  await books.ask({ op: 'deposit', account: '1997', amount: OPEN_RESERVES, key: 'some' });
  for (let number = 0; number < OPEN_RESERVES; number++) expect((await reserve(number)).ok).toBe(true);
  expect(await reserve(OPEN_RESERVES, 900_000)).toEqual({ ok: false, refusal: 'limit_exceeded' });
  expect(await reserve(OPEN_RESERVES + 1, 0)).toEqual({ ok: false, refusal: 'invalid_amount' });
  expect((await books.ask({ op: 'void', account: '1997', reservation: 'many 7', key: 'room' })).ok).toBe(true);
  await books.restart();
  expect((await reserve(OPEN_RESERVES + 2)).ok).toBe(true);
  expect(await reserve(OPEN_RESERVES + 3)).toEqual({ ok: false, refusal: 'limit_exceeded' });
});

describe.each([
  ['its customer', account],
  ['who knows its key', null],
])('that there is no such reservation, asked by %s,', async (_who, whose) => {
  test.each<readonly [string, LedgerRequest]>([
    [
      'with a key that was used',
      { op: 'post', account: whose, reservation: 'nothing-reserved', amount: 1, key: 'deposited' },
    ],
    ['with an amount that is none', { op: 'post', account: whose, reservation: 'nothing-reserved', amount: -1, key }],
    [
      "with a transfer's key that is no reserve's",
      { op: 'post', account: whose, reservation: 'deposited', amount: 1, key: 'deposited' },
    ],
    ["with the key of a reserve's end", { op: 'void', account: whose, reservation: 'void', key }],
  ])('is told first: %s', async (_words, request) => {
    expect(await books.ask(request)).toEqual({ ok: false, refusal: 'transfer_not_found' });
  });

  test('leaves nothing behind: neither a write nor a remembered key', async () => {
    const before = books.commit.state.head;
    const settle = { op: 'post', account: whose, reservation: 'nothing-reserved', amount: 100, key } as const;
    const { batch } = await books.run([settle, settle]);
    expect(batch?.dirty).toBe(false);
    expect(books.commit.state.head).toEqual(before);
    await books.restart();
    expect(books.commit.state.refused.filter((one) => one.key === key)).toEqual([]);
    await books.ask({ op: 'reserve', account, amount: 100, key: 'nothing-reserved', expires: 60_000 });
    expect((await books.ask(settle)).ok).toBe(true);
  });
});

test("a reserve is nobody else's to end, whose key it may be", async () => {
  const refusal = { ok: false, refusal: 'transfer_not_found' };
  expect(await books.ask({ op: 'void', account: '1997', reservation: 'reserved', key })).toEqual(refusal);
  expect(await books.ask({ op: 'post', account: '1997', reservation: 'reserved', amount: 1, key })).toEqual(refusal);
  expect((await books.ask({ op: 'void', account, reservation: 'reserved', key })).ok).toBe(true);
});

test('a reserve that is exceeded by its post stays pending', async () => {
  expect(await books.ask({ op: 'post', account, reservation: 'reserved', amount: 5_001, key })).toEqual({
    ok: false,
    refusal: 'invalid_amount',
  });
  expect((await books.ask({ op: 'void', account, reservation: 'reserved', key: 'later' })).ok).toBe(true);
});

test.each(['deposit', 'withdraw', 'reserve'] as const)('%s takes no amount that is not whole cents', async (op) => {
  for (const amount of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_AMOUNT_CENTS + 1]) {
    const request = { op, account, amount, key: `${op} ${amount}`, expires: 1 };
    expect(await books.ask(request)).toEqual({ ok: false, refusal: 'invalid_amount' });
  }
});

test('a deposit or payment that passes the largest balance is refused', async () => {
  // Ten million deposits would get it there; the account is filled at once.
  const rich = books.commit.state.accounts.get('1997');
  const cash = books.commit.state.accounts.get('cash');
  if (rich === undefined || cash === undefined) throw new Error('accounts are missing');
  const room = 500;
  cash.balance -= MAX_BALANCE_CENTS - room - rich.balance;
  rich.balance = MAX_BALANCE_CENTS - room;
  expect(await books.ask({ op: 'deposit', account: '1997', amount: room + 1, key: 'one more' })).toEqual({
    ok: false,
    refusal: 'balance_too_large',
  });
  expect(movedOf(await books.ask({ op: 'deposit', account: '1997', amount: room, key: 'brim' })).balance).toBe(
    MAX_BALANCE_CENTS,
  );
  expect(await books.ask({ op: 'transfer', account, to: '1997', amount: 1, key: 'drop' })).toEqual({
    ok: false,
    refusal: 'balance_too_large',
  });
});
