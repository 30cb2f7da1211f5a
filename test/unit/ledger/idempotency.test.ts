/** Proves that a key moves money at most once, is bound to its content, and keeps its first answer. */
import { beforeEach, expect, test } from 'vitest';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { REFUSAL_MS } from '../../../src-main/contract/limits.ts';
import { Books, movedOf } from './books.ts';

let books: Books;
const account = '1999';

beforeEach(async () => {
  books = await Books.open();
});

test('fifty requests with one key in one batch make one transfer and fifty equal answers', async () => {
  const request = { op: 'deposit', account, amount: 100, key: 'same' } as const;
  const { replies } = await books.run(Array.from({ length: 50 }, () => request));
  const [first, ...others] = replies.map(movedOf);
  expect(first?.repeated).toBe(false);
  for (const other of others) expect(other).toEqual({ ...first, repeated: true });
  expect(await books.balance(account)).toBe(500_100);
});

test('a repeat has the balance of then, not of now', async () => {
  const request = { op: 'withdraw', account, amount: 100, key: 'then' } as const;
  const first = movedOf(await books.ask(request));
  movedOf(await books.ask({ op: 'deposit', account, amount: 5_000, key: 'since' }));
  await books.restart();
  expect(await books.ask(request)).toEqual({ ...first, repeated: true });
});

test.each<[string, LedgerRequest]>([
  ['amount', { op: 'transfer', account, to: '1998', amount: 101, key: 'bound' }],
  ['receiver', { op: 'transfer', account, to: '1997', amount: 100, key: 'bound' }],
  ['account', { op: 'transfer', account: '1997', to: '1998', amount: 100, key: 'bound' }],
  ['operation', { op: 'withdraw', account, amount: 100, key: 'bound' }],
  ['kind of request', { op: 'reverse', account, refers: 4, key: 'bound' }],
])('the same key with another %s is refused', async (_words, other) => {
  const request = { op: 'transfer', account, to: '1998', amount: 100, key: 'bound' } as const;
  const first = movedOf(await books.ask(request));
  expect(await books.ask(other)).toEqual({ ok: false, refusal: 'key_reused' });
  expect(await books.ask(request)).toEqual({ ...first, repeated: true });
});

test('every kind of money request is repeated with its own first answer', async () => {
  const requests: LedgerRequest[] = [
    { op: 'deposit', account, amount: 10, key: 'deposit' },
    { op: 'withdraw', account, amount: 20, key: 'withdraw' },
    { op: 'transfer', account, to: '1998', amount: 30, key: 'transfer' },
    { op: 'reserve', account, amount: 40, key: 'reserve', expires: 60_000 },
    { op: 'post', account, reservation: 'reserve', amount: 35, key: 'post' },
    { op: 'reserve', account, amount: 50, key: 'reserve 2', expires: 60_000 },
    { op: 'void', account, reservation: 'reserve 2', key: 'void' },
    { op: 'reverse', account, refers: 4, key: 'reverse deposit' },
    { op: 'reverse', account, refers: 5, key: 'reverse withdrawal' },
    { op: 'reverse', account: '1998', refers: 6, key: 'reverse transfer' },
    { op: 'reverse', account, refers: 8, key: 'reverse post' },
  ];
  const first = (await books.run(requests)).replies.map(movedOf);
  await books.restart();
  const again = (await books.run(requests)).replies.map(movedOf);
  expect(again).toEqual(first.map((reply) => ({ ...reply, repeated: true })));
});

test('a refused request stays refused under its key, also after a restart and when it could be done now', async () => {
  const request = { op: 'withdraw', account, amount: 500_100, key: 'late copy' } as const;
  const refused = { ok: false, refusal: 'insufficient_funds' };
  expect(await books.ask(request)).toEqual(refused);
  movedOf(await books.ask({ op: 'deposit', account, amount: 1_000, key: 'since' }));
  expect(await books.ask(request)).toEqual(refused);
  await books.restart();
  expect(await books.ask(request)).toEqual(refused);
  expect(await books.ask({ ...request, amount: 1 })).toEqual({ ok: false, refusal: 'key_reused' });
  expect((await books.ask({ ...request, key: 'new key' })).ok).toBe(true);
});

test.each<[string, LedgerRequest]>([
  ['deposit', { op: 'deposit', account, amount: 10, key: 'held' }],
  ['withdrawal', { op: 'withdraw', account, amount: 20, key: 'held' }],
  ['transfer', { op: 'transfer', account, to: '1998', amount: 30, key: 'held' }],
  ['reservation', { op: 'reserve', account, amount: 40, key: 'held', expires: 60_000 }],
])(
  'a %s that is taken up later than it is valid is not done, even when its refusal is forgotten',
  async (_kind, request) => {
    const steady = () => books.commit.now.steady;
    const held = { ...request, until: steady() + 20_000 };
    // The machine has lost its line, and uses the key up.
    const burn = { op: 'reverse', account, refers: Number.MAX_SAFE_INTEGER, key: 'held' } as const;
    expect(await books.ask(burn)).toEqual({ ok: false, refusal: 'transfer_not_found' });
    books.now += REFUSAL_MS + 1;
    await books.ask({ op: 'withdraw', account, amount: 1e9, key: 'forgets the oldest' });
    expect(await books.ask(held)).toEqual({ ok: false, refusal: 'expired' });
    expect(await books.balance(account)).toBe(500_000);
    // It is no refusal of the key itself.
    movedOf(await books.ask({ ...held, until: steady() }));
  },
);

test('a repeat that comes later than it is valid is told what was done', async () => {
  const request = { op: 'deposit', account, amount: 100, key: 'late', until: books.commit.now.steady } as const;
  const first = movedOf(await books.ask(request));
  books.now += 1;
  expect(await books.ask(request)).toEqual({ ...first, repeated: true });
});
