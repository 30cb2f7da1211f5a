import { describe, expect, test } from 'vitest';
import { PayeeAllowances } from '../../../src-main/bank/ledger/payee-allowances.ts';
import { PAYEE_CHECK_MS, PAYEE_CHECKS } from '../../../src-main/contract/limits.ts';
import { Books, NOON } from './books.ts';

/** Proves that a customer learns whether a payee is there, and nobody learns quickly which accounts there are. */

const checks = (books: Books, to: string, account = '1999') => books.ask({ op: 'payee', account, to });

test.each([
  ['1998', { ok: true }],
  ['4242', { ok: false, refusal: 'account_not_found' }],
  ['1999', { ok: false, refusal: 'same_account' }],
  // The bank's own account has a name, which a terminal can't even ask for.
  ['cash', { ok: false, refusal: 'account_not_found' }],
])('asked by 1999 about %s the answer is %o, and nothing is written', async (to, reply) => {
  const books = await Books.open();
  const before = books.commit.state.head;
  expect(await checks(books, to)).toEqual(reply);
  expect(books.commit.state.head).toBe(before);
});

describe('past the allowance', () => {
  const exhausted = async () => {
    const books = await Books.open();
    for (let number = 0; number < PAYEE_CHECKS; number++) await checks(books, number % 2 === 0 ? '1998' : '4242');
    return books;
  };

  test.each(['1998', '4242', '1999'])('nothing is told of %s, but when to ask again', async (to) => {
    const books = await exhausted();
    expect(await checks(books, to)).toEqual({ ok: false, refusal: 'rate_limited', retryAfter: PAYEE_CHECK_MS });
    books.now += PAYEE_CHECK_MS - 1;
    expect(await checks(books, to)).toMatchObject({ retryAfter: 1 });
    books.now += 1;
    expect(await checks(books, to)).not.toMatchObject({ refusal: 'rate_limited' });
    expect(await checks(books, to)).toMatchObject({ retryAfter: PAYEE_CHECK_MS });
  });

  test('other customers have their own', async () => {
    expect(await checks(await exhausted(), '1998', '1997')).toEqual({ ok: true });
  });

  test('a customer who pays nobody for a while has all of it again, and no more', async () => {
    const books = await exhausted();
    books.now += 100 * PAYEE_CHECKS * PAYEE_CHECK_MS;
    const asked = Array.from(
      { length: PAYEE_CHECKS + 1 },
      () => ({ op: 'payee', account: '1999', to: '1998' }) as const,
    );
    const answers = (await books.run(asked)).replies.map(({ ok }) => ok);
    expect(answers).toEqual([...Array<boolean>(PAYEE_CHECKS).fill(true), false]);
  });
});

test('only who asked lately is remembered', () => {
  const allowances = new PayeeAllowances();
  for (let customer = 0; customer < 1_000; customer++) allowances.take(String(customer), NOON);
  expect(allowances.size).toBe(1_000);
  allowances.take('newest', NOON + PAYEE_CHECKS * PAYEE_CHECK_MS);
  expect(allowances.size).toBe(1);
});
