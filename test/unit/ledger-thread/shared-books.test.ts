/**
 * Proves that several banks on one store are one bank: whatever they are asked in turns, each answers as a single bank
 * would, though it learns only from the store what the others did; and a batch that another bank has overtaken is
 * taken back wholly and decided anew. The store is the model of memory-store.ts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHistoryRequest } from '../../../src-main/bank/ledger/history-reads.ts';
import type { LedgerRequest, OrderedRequest } from '../../../src-main/bank/ledger/request.ts';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { emptyState, foundLedger, OPENING_ACCOUNTS } from '../../../src-main/bank/store/found-ledger.ts';
import { answerAll, movedOf, NOON, PIN_KEY, testClock } from '../ledger/books.ts';
import { plain, request } from '../ledger/history.ts';
import { NaiveBank } from '../ledger/naive/naive-bank.ts';
import { MemoryStore, SharedBooks } from '../store/memory-store.ts';

/** Of numbers that nobody has, each bank counts even what all peers have tried by itself. */
const ofCustomers = request.filter(({ account, op }) => account !== '4040' || !/authenticate|change-pin/.test(op));

const step = fc.record({
  bank: fc.nat({ max: 2 }),
  requests: fc.array(ofCustomers, { minLength: 1, maxLength: 6 }),
  wait: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 90_000 }) }),
});

async function openBanks(count: number, looksFirst: boolean, now: () => number) {
  const books = new SharedBooks();
  const first = new MemoryStore(books, looksFirst);
  await foundLedger(emptyState(NOON), first, PIN_KEY, OPENING_ACCOUNTS, NOON);
  const open = async () => {
    const store = new MemoryStore(books, looksFirst);
    const state = await store.load();
    if (state === undefined) throw new Error('the books are empty');
    return { store, state };
  };
  const banks: GroupCommit[] = [];
  for (let bank = 0; bank < count; bank += 1) banks.push(new GroupCommit(await open(), open, PIN_KEY, testClock(now)));
  const ask = (bank: number, requests: readonly LedgerRequest[]) => {
    const one = banks[bank];
    if (one === undefined) throw new Error(`there is no bank ${bank}`);
    return answerAll(one, new MemoryStore(books, looksFirst), requests);
  };
  return { books, banks, ask };
}

describe.each([
  ['find out when they commit', false],
  ['look before each batch', true],
])('banks that %s', (_words, looksFirst) => {
  test('answer any history in turns as one bank', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let now = NOON;
        const { ask } = await openBanks(3, looksFirst, () => now);
        const naive = new NaiveBank(OPENING_ACCOUNTS, {}, NOON);
        for (const { bank, requests, wait } of steps) {
          now += wait;
          naive.wait(wait);
          const committed = await ask(bank, requests);
          const ordered = requests.map((one) => (isHistoryRequest(one) ? one : naive.ask(one, bank)));
          const expected = ordered.map((one) => ('op' in one ? naive.ask(one, bank) : one));
          expect(committed.replies.map(plain)).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('do every batch once though they race, and all come to the same books', async () => {
    const { books, banks } = await openBanks(3, looksFirst, () => NOON);
    const rounds = 30;
    const deposit = (bank: number, round: number): OrderedRequest[] => [
      { op: 'deposit', account: '1999', amount: 1, key: `deposit ${bank} ${round}` },
      { op: 'transfer', account: '1999', to: '1998', amount: 1, key: `pay ${bank} ${round}` },
      // The same at all banks: one of them does it.
      { op: 'deposit', account: '1997', amount: 1, key: `same ${round}` },
    ];
    const repeated = await Promise.all(
      banks.map(async (bank, index) => {
        let repeats = 0;
        for (let round = 0; round < rounds; round += 1) {
          const { replies } = await bank.run(deposit(index, round));
          repeats += replies.map(movedOf).filter((reply) => reply.repeated).length;
        }
        return repeats;
      }),
    );
    expect(repeated.reduce((sum, one) => sum + one, 0)).toBe(2 * rounds);
    for (const bank of banks) {
      const accounts = ['1999', '1998', '1997'];
      const { replies } = await bank.run(accounts.map((account) => ({ op: 'balance', account })));
      expect(replies.map(plain)).toEqual([500_000, 300_090, 700_030].map((balance) => ({ ok: true, balance })));
      expect(bank.state.head).toEqual(books.head);
    }
  });

  test('tell what another bank did, so that balances can be shown and watchers be told', async () => {
    const { banks } = await openBanks(2, looksFirst, () => NOON);
    const [one, other] = banks;
    await one?.run([{ op: 'deposit', account: '1999', amount: 5, key: 'theirs' }]);
    const committed = await other?.run([{ op: 'balance', account: '1999' }]);
    expect(committed?.replies).toEqual([{ ok: true, balance: 500_005 }]);
    expect(committed?.tails.flatMap(({ transfers }) => transfers.map(({ key }) => key))).toEqual(['theirs']);
  });
});

test('a reserve that another bank has voided by time is no error in a batch that asks for its transfer', async () => {
  let now = NOON;
  const { banks } = await openBanks(2, false, () => now);
  const [one, other] = banks;
  const reserved = await one?.run([{ op: 'reserve', account: '1999', amount: 1, key: 'late', expires: 1 }]);
  const sequence = reserved?.batch?.head.sequence ?? 0;
  await other?.run([{ op: 'balance', account: '1999' }]);
  now += 1;
  await one?.run([{ op: 'balance', account: '1999' }]);
  // This bank would void it too, and learns that it is overtaken when it commits.
  const late = await other?.run([{ op: 'reverse', account: '1999', refers: sequence, key: 'other' }]);
  expect(late?.replies.map(plain)).toEqual([{ ok: false, refusal: 'transfer_not_found' }]);
});

test('a wrong PIN in a batch that was overtaken counts once', async () => {
  const { banks } = await openBanks(2, false, () => NOON);
  const [one, other] = banks;
  const wrong = (account: string): OrderedRequest => ({ op: 'authenticate', account, pin: '0000' });
  await one?.run([wrong('1999')]);
  // This bank does not know of it yet, so the first try to commit fails.
  await other?.run([wrong('1999'), wrong('4040')]);
  expect(other?.state.accounts.get('1999')?.wrongTries).toBe(2);
  // Of a number that nobody has, each bank counts by itself; after two more it is locked.
  const { replies } = (await other?.run([wrong('4040'), wrong('4040'), wrong('4040')])) ?? { replies: [] };
  expect(replies.map((reply) => (reply.ok ? 'ok' : reply.refusal))).toEqual([
    'authentication_failed',
    'authentication_failed',
    'account_locked',
  ]);
});
