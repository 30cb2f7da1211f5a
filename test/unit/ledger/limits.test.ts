/**
 * Proves that no request leads the books to where they can't be opened again: near every limit of money (an amount, a
 * balance, a day, all customers together) the ledger refuses what would pass it, and nothing else. What is expected is
 * computed in BigInt, which can't round.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAccount } from '../../../src-main/bank/ledger/account.ts';
import { CASH } from '../../../src-main/bank/ledger/transfer-record.ts';
import { cashOverflows } from '../../../src-main/bank/ledger/transfer-rules.ts';
import { auditDatabase } from '../../../src-main/bank/store/audit.ts';
import {
  MAX_AMOUNT_CENTS,
  MAX_BALANCE_CENTS,
  MAX_CASH_CENTS,
  MAX_DAY_CENTS,
} from '../../../src-main/contract/limits.ts';
import { Books, movedOf, PIN_KEY } from './books.ts';

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const;
/** Cents below a limit: within reach of a few operations. */
const room = fc.oneof(
  fc.constantFrom(0, 1, MAX_AMOUNT_CENTS - 1, MAX_AMOUNT_CENTS, MAX_AMOUNT_CENTS + 1),
  fc.integer({ min: 0, max: 3 * MAX_AMOUNT_CENTS }),
);
const amount = fc.oneof(
  fc.constantFrom(1, 2, MAX_AMOUNT_CENTS - 1, MAX_AMOUNT_CENTS, MAX_AMOUNT_CENTS + 1),
  fc.integer({ min: 1, max: MAX_AMOUNT_CENTS }),
);
const account = fc.constantFrom(...NUMBERS);
const step = fc.oneof(
  fc.record({ op: fc.constantFrom('deposit' as const, 'withdraw' as const), account, amount }),
  fc.record({ op: fc.constant('transfer' as const), account, to: account, amount }),
  fc.record({ op: fc.constant('reverse' as const), account, refers: fc.integer({ min: 1, max: 30 }) }),
);

/** Nine accounts that are nearly full, and one that has what is left of MAX_CASH_CENTS but for `free`. */
async function fullBank(rooms: readonly number[], free: number): Promise<Books> {
  const full = rooms.map((cents) => MAX_BALANCE_CENTS - cents);
  const rest = Math.max(1, MAX_CASH_CENTS - free - full.reduce((sum, cents) => sum + cents, 0));
  return await Books.open(
    [...full, rest].map((balance, index) => ({ number: NUMBERS[index] ?? '', pin: '123', balance })),
  );
}

const balances = (books: Books): bigint[] =>
  NUMBERS.map((number) => BigInt(books.commit.state.accounts.get(number)?.balance ?? -1));
const sum = (cents: readonly bigint[]): bigint => cents.reduce((all, one) => all + one, 0n);

test('whatever is asked near the limits, the books stay within them, open again and pass the audit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(room, { minLength: 9, maxLength: 9 }),
      room,
      fc.array(step, { maxLength: 20 }),
      async (rooms, free, steps) => {
        const books = await fullBank(rooms, free);
        for (const [index, asked] of steps.entries()) {
          const before = balances(books);
          const reply = await books.ask({ ...asked, key: `key ${index}` });
          const own = before[NUMBERS.indexOf(asked.account)] ?? 0n;
          if (asked.op === 'deposit' && asked.amount <= MAX_AMOUNT_CENTS) {
            const cents = BigInt(asked.amount);
            const expected =
              own + cents > BigInt(MAX_BALANCE_CENTS)
                ? 'balance_too_large'
                : sum(before) + cents > BigInt(MAX_CASH_CENTS)
                  ? 'cash_too_large'
                  : 'done';
            expect(reply.ok ? 'done' : reply.refusal).toBe(expected);
          }
          for (const cents of balances(books)) expect(cents >= 0n && cents <= BigInt(MAX_BALANCE_CENTS)).toBe(true);
          const cash = books.commit.state.accounts.get('cash')?.balance;
          expect(BigInt(cash ?? 1)).toBe(-sum(balances(books)));
          expect(-(cash ?? 0)).toBeLessThanOrEqual(MAX_CASH_CENTS);
        }
        await books.restart();
        expect(auditDatabase(books.database, PIN_KEY.fingerprint)).toMatchObject({ good: true });
        books.database.close();
      },
    ),
    { numRuns: 150 },
  );
});

test('the last cent that all customers together may have is taken, the next is refused, and a withdrawal makes room', async () => {
  const books = await fullBank([0, 0, 0, 0, 0, 0, 0, 0, 10], 5);
  const deposit = async (cents: number, key: string) =>
    await books.ask({ op: 'deposit', account: '10', amount: cents, key });
  expect(await deposit(6, 'too much')).toEqual({ ok: false, refusal: 'cash_too_large' });
  movedOf(await deposit(5, 'the last'));
  expect(await deposit(1, 'one more')).toEqual({ ok: false, refusal: 'cash_too_large' });
  const paid = movedOf(await books.ask({ op: 'withdraw', account: '1', amount: 7, key: 'paid' }));
  movedOf(await deposit(7, 'room again'));
  // Taking the withdrawal back would bring the same money in once more.
  expect(await books.ask({ op: 'reverse', account: '1', refers: paid.transfer.sequence, key: 'back' })).toEqual({
    ok: false,
    refusal: 'cash_too_large',
  });
  await books.restart();
  expect(await books.balance('10')).toBe(17);
});

test('an account without a daily limit may withdraw what the books can count in one day, and no more', async () => {
  const books = await fullBank([0, 0, 0, 0, 0, 0, 0, 0, 0], 0);
  const own = books.commit.state.accounts.get('1');
  if (own === undefined) throw new Error('no account');
  // Ten million withdrawals would get it there: it was paid out and brought in again all day.
  movedOf(await books.ask({ op: 'withdraw', account: '1', amount: 1, key: 'first' }));
  own.withdrawn = MAX_DAY_CENTS - 5;
  expect(await books.ask({ op: 'withdraw', account: '1', amount: 6, key: 'more' })).toEqual({
    ok: false,
    refusal: 'limit_exceeded',
  });
  expect(await books.ask({ op: 'reserve', account: '1', amount: 6, key: 'hold', expires: 9 })).toEqual({
    ok: false,
    refusal: 'limit_exceeded',
  });
  movedOf(await books.ask({ op: 'withdraw', account: '1', amount: 5, key: 'the last' }));
  expect(own.withdrawn).toBe(MAX_DAY_CENTS);
});

test('what is compared with the largest cash is exact, for every balance and amount that can come together', async () => {
  fc.assert(
    fc.property(
      fc.oneof(room, fc.nat(MAX_CASH_CENTS)).map((cents) => MAX_CASH_CENTS - cents),
      fc.integer({ min: 1, max: MAX_AMOUNT_CENTS }),
      (held, cents) => {
        const cash = { ...newAccount(CASH, null, 0), balance: -held };
        expect(cashOverflows(cash, cents)).toBe(BigInt(held) + BigInt(cents) > BigInt(MAX_CASH_CENTS));
      },
    ),
    { numRuns: 1_000 },
  );
});
