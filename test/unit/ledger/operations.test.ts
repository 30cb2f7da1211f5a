/** Proves what each operation does to the books, on SQLite in memory with a clock set by the test. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { Books, DAY, movedOf } from './books.ts';

let books: Books;
const account = '1999';

beforeEach(async () => {
  books = await Books.open();
});

test('an empty bank opens with its three accounts, paid in from cash', async () => {
  const opened = ['1999', '1998', '1997'].map((number) => books.commit.state.accounts.get(number)?.balance);
  expect(opened).toEqual([500_000, 300_000, 700_000]);
  const page = await books.ask({ op: 'statement', account, limit: 5 });
  expect(page).toMatchObject({
    ok: true,
    more: false,
    transfers: [{ kind: 'opening', debit: 'cash', credit: account, amount: 500_000, sequence: 1 }],
  });
});

test('a deposit debits cash and credits the customer', async () => {
  const { transfer, balance, repeated } = movedOf(await books.ask({ op: 'deposit', account, amount: 1, key: 'one' }));
  expect(transfer).toMatchObject({ kind: 'deposit', debit: 'cash', credit: account, amount: 1, sequence: 4 });
  expect({ balance, repeated }).toEqual({ balance: 500_001, repeated: false });
});

test('a withdrawal takes everything, and not one cent more', async () => {
  expect(await books.ask({ op: 'withdraw', account, amount: 500_001, key: 'more' })).toEqual({
    ok: false,
    refusal: 'insufficient_funds',
  });
  const { transfer, balance } = movedOf(await books.ask({ op: 'withdraw', account, amount: 500_000, key: 'all' }));
  expect(transfer).toMatchObject({ kind: 'withdrawal', debit: account, credit: 'cash' });
  expect(balance).toBe(0);
});

test('a transfer moves money between two customers and stands on both statements', async () => {
  movedOf(await books.ask({ op: 'transfer', account, to: '1998', amount: 100, key: 'pay' }));
  expect([await books.balance(account), await books.balance('1998')]).toEqual([499_900, 300_100]);
  for (const one of [account, '1998']) {
    expect(await books.ask({ op: 'statement', account: one, limit: 1 })).toMatchObject({ transfers: [{ key: 'pay' }] });
  }
});

test('300 withdrawals of $100 from $3000 in one batch: exactly 30 succeed', async () => {
  const requests = Array.from({ length: 300 }, (_, index) => {
    return { op: 'withdraw', account: '1998', amount: 10_000, key: `client ${index}` } as const;
  });
  expect((await books.run(requests)).replies.filter((reply) => reply.ok)).toHaveLength(30);
  expect(await books.balance('1998')).toBe(0);
});

describe('a reserved withdrawal', () => {
  const reservation = 'reserve';
  const reserve = async (amount = 10_000, expires = 60_000) =>
    movedOf(await books.ask({ op: 'reserve', account, amount, key: reservation, expires })).transfer.sequence;

  test('holds the money until it is posted', async () => {
    await reserve(400_000);
    expect(await books.balance(account)).toBe(100_000);
    expect((await books.ask({ op: 'withdraw', account, amount: 100_001, key: 'held' })).ok).toBe(false);
    const { balance } = movedOf(await books.ask({ op: 'post', account, reservation, amount: 400_000, key: 'post' }));
    expect(balance).toBe(100_000);
  });

  test('releases what a partial post leaves', async () => {
    const refers = await reserve();
    const { transfer, balance } = movedOf(
      await books.ask({ op: 'post', account, reservation, amount: 4_000, key: 'post' }),
    );
    expect(transfer).toMatchObject({ kind: 'post', amount: 4_000, refers });
    expect(balance).toBe(496_000);
  });

  test('gives everything back when voided, once', async () => {
    await reserve();
    expect(movedOf(await books.ask({ op: 'void', account, reservation, key: 'void' })).balance).toBe(500_000);
    const refused = { ok: false, refusal: 'not_pending' };
    expect(await books.ask({ op: 'post', account, reservation, amount: 1, key: 'late' })).toEqual(refused);
    expect(await books.ask({ op: 'void', account, reservation, key: 'again' })).toEqual(refused);
  });

  test('is voided by time, at the first batch after it', async () => {
    const refers = await reserve(10_000, 60_000);
    books.now += 59_999;
    expect(await books.balance(account)).toBe(490_000);
    expect(books.commit.nextExpiry).toBe(60_000);
    books.now += 1;
    expect(await books.balance(account)).toBe(500_000);
    expect(await books.ask({ op: 'statement', account, limit: 1 })).toMatchObject({
      transfers: [{ kind: 'void', refers, amount: 10_000 }],
    });
    expect(await books.ask({ op: 'post', account, reservation, amount: 1, key: 'late' })).toMatchObject({
      refusal: 'not_pending',
    });
  });

  test('can be ended by who knows its key: posted as far as paid, or voided', async () => {
    await reserve();
    const settle = { op: 'post', account: null, reservation, amount: 4_000, key: 'reserve.post' } as const;
    expect(movedOf(await books.ask(settle))).toMatchObject({
      transfer: { kind: 'post', amount: 4_000 },
      repeated: false,
    });
    expect(movedOf(await books.ask(settle)).repeated).toBe(true);
    expect(await books.balance(account)).toBe(496_000);
    movedOf(await books.ask({ op: 'reserve', account, amount: 10_000, key: 'another', expires: 60_000 }));
    const release = { op: 'void', account: null, reservation: 'another', key: 'another.void' } as const;
    expect(movedOf(await books.ask(release)).transfer).toMatchObject({ kind: 'void', amount: 10_000 });
    expect(movedOf(await books.ask(release)).repeated).toBe(true);
    expect(await books.balance(account)).toBe(496_000);
  });

  test('posted by anybody under the key of a post that was sent before is that post', async () => {
    await reserve();
    const request = { op: 'post', reservation, amount: 4_000, key: 'reserve.post' } as const;
    const post = movedOf(await books.ask({ ...request, account }));
    expect(movedOf(await books.ask({ ...request, account: null }))).toEqual({ ...post, repeated: true });
    const less = { ...request, account: null, amount: 3_000 };
    expect(await books.ask(less)).toEqual({ ok: false, refusal: 'key_reused' });
    expect(await books.ask({ ...less, key: 'another' })).toEqual({ ok: false, refusal: 'not_pending' });
  });

  test('that has run out can not be posted any more', async () => {
    await reserve(10_000, 60_000);
    books.now += 60_000;
    expect(await books.ask({ op: 'post', account: null, reservation, amount: 4_000, key: 'late' })).toEqual({
      ok: false,
      refusal: 'not_pending',
    });
    expect(await books.balance(account)).toBe(500_000);
  });

  test.each<LedgerRequest>([
    { op: 'post', account, reservation, amount: 10_000, key: 'end' },
    { op: 'void', account, reservation, key: 'end' },
    { op: 'void', account: null, reservation, key: 'end' },
  ])('ends though the bank has locked the account since: $op for $account', async (request) => {
    await reserve();
    await books.set(account, 'locked_by_bank', 1);
    expect((await books.ask(request)).ok).toBe(true);
    expect(await books.ask({ op: 'withdraw', account, amount: 1, key: 'more' })).toMatchObject({
      refusal: 'account_locked',
    });
  });

  test('survives a restart, and expires after it', async () => {
    await reserve(10_000, 60_000);
    await books.restart();
    expect(await books.balance(account)).toBe(490_000);
    books.now += 60_000;
    await books.restart();
    await books.run([]);
    expect(await books.balance(account)).toBe(500_000);
  });
});

describe('a reversal', () => {
  test.each([
    ['deposit', account, { op: 'deposit', account, amount: 100, key: 'original' }],
    ['withdrawal', account, { op: 'withdraw', account, amount: 100, key: 'original' }],
    ['transfer', '1998', { op: 'transfer', account, to: '1998', amount: 100, key: 'original' }],
  ] as const)(
    'undoes a %s by its opposite, made by %s, and leaves it on the books',
    async (kind, reverser, request) => {
      const original = movedOf(await books.ask(request)).transfer;
      const { transfer, balance } = movedOf(
        await books.ask({ op: 'reverse', account: reverser, refers: original.sequence, key: 'reversal' }),
      );
      expect(transfer).toMatchObject({
        kind: 'reversal',
        debit: original.credit,
        credit: original.debit,
        amount: 100,
        refers: original.sequence,
      });
      expect(balance).toBe(reverser === account ? 500_000 : 300_000);
      expect([await books.balance(account), await books.balance('1998')]).toEqual([500_000, 300_000]);
      expect(await books.ask({ op: 'look-up', account, by: { key: 'original' } })).toMatchObject({
        transfer: { kind },
      });
    },
  );

  test('undoes a post by what was paid', async () => {
    movedOf(await books.ask({ op: 'reserve', account, amount: 10_000, key: 'reserve', expires: 60_000 }));
    const post = movedOf(
      await books.ask({ op: 'post', account, reservation: 'reserve', amount: 4_000, key: 'post' }),
    ).transfer;
    const reversal = movedOf(await books.ask({ op: 'reverse', account, refers: post.sequence, key: 'reversal' }));
    expect(reversal.balance).toBe(500_000);
  });
});

describe('the daily limit', () => {
  const withdraw = async (amount: number, key: string) => await books.ask({ op: 'withdraw', account, amount, key });

  beforeEach(async () => await books.set(account, 'daily_limit', 50_000));

  test('counts withdrawals and reserves of one day, UTC', async () => {
    expect((await withdraw(30_000, 'a')).ok).toBe(true);
    expect((await books.ask({ op: 'reserve', account, amount: 20_000, key: 'b', expires: 2 * DAY })).ok).toBe(true);
    expect(await withdraw(1, 'c')).toEqual({ ok: false, refusal: 'limit_exceeded' });
    books.now += DAY;
    expect((await withdraw(50_000, 'd')).ok).toBe(true);
  });

  test('does not count deposits, payments, or what was refused', async () => {
    expect((await books.ask({ op: 'transfer', account, to: '1998', amount: 60_000, key: 'pay' })).ok).toBe(true);
    expect((await withdraw(50_001, 'a')).ok).toBe(false);
    expect((await withdraw(50_000, 'b')).ok).toBe(true);
  });

  test('gets back what was voided, not paid, or reversed on the same day', async () => {
    movedOf(await books.ask({ op: 'reserve', account, amount: 50_000, key: 'r', expires: DAY }));
    const post = movedOf(await books.ask({ op: 'post', account, reservation: 'r', amount: 30_000, key: 'p' })).transfer;
    expect((await withdraw(20_001, 'a')).ok).toBe(false);
    expect((await withdraw(20_000, 'b')).ok).toBe(true);
    movedOf(await books.ask({ op: 'reverse', account, refers: post.sequence, key: 'v' }));
    expect((await withdraw(30_000, 'c')).ok).toBe(true);
    expect((await withdraw(1, 'd')).ok).toBe(false);
  });

  test('gets nothing back for a withdrawal of another day', async () => {
    const yesterday = movedOf(await withdraw(50_000, 'a')).transfer;
    books.now += DAY;
    movedOf(await withdraw(50_000, 'b'));
    movedOf(await books.ask({ op: 'reverse', account, refers: yesterday.sequence, key: 'r' }));
    expect(await withdraw(1, 'c')).toEqual({ ok: false, refusal: 'limit_exceeded' });
  });

  test('survives a restart', async () => {
    movedOf(await withdraw(50_000, 'a'));
    await books.restart();
    expect((await withdraw(1, 'b')).ok).toBe(false);
  });
});

describe('a statement', () => {
  test('is paged newest first without gaps, and says whether there is more', async () => {
    for (let index = 0; index < 25; index += 1) {
      const other = index % 2 === 0 ? 'deposit' : 'withdraw';
      await books.run([
        { op: other, account, amount: 100, key: `own ${index}` },
        { op: 'deposit', account: '1998', amount: 100, key: `other ${index}` },
      ]);
    }
    const seen: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await books.ask({
        op: 'statement',
        account,
        limit: 10,
        ...(before === undefined ? {} : { before }),
      });
      if (!page.ok) throw new Error(page.refusal);
      seen.push(...page.transfers.map((transfer) => transfer.sequence));
      before = seen.at(-1);
      if (!page.more) break;
      expect(page.transfers).toHaveLength(10);
    }
    expect(seen).toEqual([...Array.from({ length: 25 }, (_, index) => 4 + 2 * index).reverse(), 1]);
  });

  test('is read when its batch is committed', async () => {
    const { replies } = await books.run([
      { op: 'deposit', account, amount: 1, key: 'before' },
      { op: 'statement', account, limit: 1 },
      { op: 'deposit', account, amount: 1, key: 'after' },
    ]);
    expect(replies[1]).toMatchObject({ transfers: [{ key: 'after' }], balance: 500_002 });
  });
});

test('a look-up by key or number finds only what is of the account', async () => {
  const { transfer } = movedOf(await books.ask({ op: 'deposit', account, amount: 7, key: 'mine' }));
  for (const by of [{ key: 'mine' }, { sequence: transfer.sequence }]) {
    expect(await books.ask({ op: 'look-up', account, by })).toEqual({ ok: true, transfer });
    expect(await books.ask({ op: 'look-up', account: '1998', by })).toEqual({
      ok: false,
      refusal: 'transfer_not_found',
    });
  }
});

test("the bank's clock never goes back", async () => {
  const first = movedOf(await books.ask({ op: 'deposit', account, amount: 1, key: 'a' })).transfer;
  books.now -= 3_600_000;
  const second = movedOf(await books.ask({ op: 'deposit', account, amount: 1, key: 'b' })).transfer;
  expect(second.at).toBe(first.at);
});

describe('an account opened while the bank runs', () => {
  const open = async (number: string, pin: string) => await books.ask({ op: 'open-account', account: number, pin });

  test('has no money, takes log-ins and money, and is there after a restart', async () => {
    expect(await open('5000', '5555')).toEqual({ ok: true });
    expect(await books.ask({ op: 'authenticate', account: '5000', pin: '5555' })).toEqual({ ok: true, balance: 0 });
    movedOf(await books.ask({ op: 'deposit', account: '5000', amount: 100, key: 'first' }));
    await books.restart();
    expect(await books.balance('5000')).toBe(100);
  });

  test('counts as opened when it is there with that PIN, which is no try', async () => {
    for (let time = 0; time < 5; time++) expect(await open('1999', '111')).toMatchObject({ refusal: 'account_exists' });
    expect(await open('1999', '999')).toEqual({ ok: true });
    expect(await books.ask({ op: 'authenticate', account: '1999', pin: '999' })).toEqual({
      ok: true,
      balance: 500_000,
    });
  });

  test.each([
    ['1999', '5555', 'account_exists'],
    ['cash', '5555', 'account_exists'],
    ['5000', '55', 'invalid_pin'],
  ])('%s with PIN %s is refused: %s', async (number, pin, refusal) => {
    expect(await open(number, pin)).toEqual({ ok: false, refusal });
    expect(await books.ask({ op: 'authenticate', account: '1999', pin: '999' })).toMatchObject({ ok: true });
  });
});
