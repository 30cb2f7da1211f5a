/**
 * Proves that a payment which was declared 'not done' is never done later: a refusal outlives every copy of its request,
 * and where there is no room for that, nothing is refused but unavailable; and that memory is bounded all the same.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { RefusedKeys } from '../../../src-main/bank/ledger/keys/refused-keys.ts';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import type { Journal, RefusedKey } from '../../../src-main/bank/ledger/store.ts';
import { ACCOUNT_REFUSALS, FEW_REFUSALS, MAX_REFUSALS, REFUSAL_MS } from '../../../src-main/contract/limits.ts';
import { Books, movedOf } from './books.ts';

let books: Books;
beforeEach(async () => {
  books = await Books.open();
});

const payment: LedgerRequest = { op: 'transfer', account: '1999', to: '1998', amount: 100, key: 'held on its way' };
/** What an ATM does with a key whose request was lost: refused, and with it the key is used up. */
const burn: LedgerRequest = { op: 'reverse', account: '1999', refers: Number.MAX_SAFE_INTEGER, key: payment.key };
const NOT_DONE = { ok: false, refusal: 'transfer_not_found' };
const UNAVAILABLE = { ok: false, refusal: 'unavailable' };

/** So many refused payments of a customer to itself. */
async function refuseMany(account: string, count: number, name: string): Promise<string[]> {
  const told: string[] = [];
  for (let start = 0; start < count; start += 500) {
    const requests = Array.from({ length: Math.min(500, count - start) }, (_, index): LedgerRequest => {
      return { op: 'transfer', account, to: account, amount: 1, key: `${name} ${start + index}` };
    });
    const { replies } = await books.run(requests);
    told.push(...replies.map((reply) => (reply.ok ? 'done' : reply.refusal)));
  }
  return told;
}

test('60,000 refusals of another customer push nothing out: what was not done stays not done', async () => {
  expect(await books.ask(burn)).toEqual(NOT_DONE);
  const told = await refuseMany('1998', 60_000, 'spam');
  expect(told.filter((one) => one === 'same_account')).toHaveLength(ACCOUNT_REFUSALS);
  expect(told.filter((one) => one === 'unavailable')).toHaveLength(60_000 - ACCOUNT_REFUSALS);
  expect(await books.ask(payment)).toEqual({ ok: false, refusal: 'key_reused' });
  // What may be done is done all the same, also for that customer.
  movedOf(await books.ask({ ...payment, key: 'a new one' }));
  movedOf(await books.ask({ ...payment, account: '1998', to: '1999', key: 'theirs' }));
});

test("a customer's own refusals push nothing out either: what can't be remembered is not refused", async () => {
  expect(await books.ask(burn)).toEqual(NOT_DONE);
  await refuseMany('1999', ACCOUNT_REFUSALS, 'spam');
  expect(await books.ask(payment)).toEqual({ ok: false, refusal: 'key_reused' });
  expect(await books.ask({ ...burn, key: 'another' })).toEqual(UNAVAILABLE);
  // Nothing was said of this key, so it may still be done.
  movedOf(await books.ask({ ...payment, key: 'another' }));
});

test('a refusal is kept for REFUSAL_MS of the steady clock, over restarts, and no longer than needed', async () => {
  expect(await books.ask(burn)).toEqual(NOT_DONE);
  books.now += REFUSAL_MS - 1;
  await refuseMany('1998', 1, 'at the end');
  expect(await books.ask(payment)).toEqual({ ok: false, refusal: 'key_reused' });
  await books.restart();
  books.now += REFUSAL_MS - 1;
  await refuseMany('1998', 1, 'after a restart');
  expect(await books.ask(payment)).toEqual({ ok: false, refusal: 'key_reused' });
  books.now += 1;
  await refuseMany('1998', 1, 'later');
  await books.restart();
  expect(books.commit.state.refused.map(({ key }) => key)).toEqual(['after a restart 0', 'later 0']);
  movedOf(await books.ask(payment));
});

test('keys that the bank makes itself are not remembered: nobody can send them again, and nothing is written', async () => {
  const before = books.commit.state.head;
  const request = { op: 'withdraw', account: '1999', amount: 600_000, key: 'lx3k#tag1' } as const;
  expect(await books.ask(request)).toEqual({ ok: false, refusal: 'insufficient_funds' });
  expect(books.commit.state.head).toBe(before);
});

/** Takes everything and keeps what was forgotten. */
const forgotten: number[] = [];
const journal: Journal = {
  append: () => true,
  refuse: () => {},
  forget: (number) => forgotten.push(number),
  byKey: () => undefined,
  bySequence: () => undefined,
  reversalOf: () => undefined,
};
const key = (number: number, account: string): RefusedKey => {
  return { number, key: `key ${number}`, content: `withdraw ${account} 1`, refusal: 'insufficient_funds' };
};

describe('the room for all', () => {
  test('is bounded, and nobody can take the few places of another', () => {
    const refused = new RefusedKeys([], 0);
    refused.begin(journal, 0);
    let number = 0;
    for (let account = 0; refused.hasRoom(String(account)); account += 1) {
      while (refused.hasRoom(String(account))) {
        number += 1;
        refused.add(key(number, String(account)));
      }
      if (account > 2 * (MAX_REFUSALS / ACCOUNT_REFUSALS)) break;
    }
    const accounts = 2 + 2 * (MAX_REFUSALS / ACCOUNT_REFUSALS);
    expect(refused.size).toBeLessThanOrEqual(MAX_REFUSALS + accounts * FEW_REFUSALS);
    for (let few = 0; few < FEW_REFUSALS; few += 1) {
      expect(refused.hasRoom('99999')).toBe(true);
      number += 1;
      refused.add(key(number, '99999'));
    }
    expect(refused.hasRoom('99999')).toBe(false);
  });

  test('comes back with time, and the store is told once up to which', () => {
    const refused = new RefusedKeys([key(3, '7'), key(4, '7')], 0);
    refused.begin(journal, 1);
    refused.add(key(9, '7'));
    forgotten.length = 0;
    refused.begin(journal, REFUSAL_MS);
    refused.hasRoom('7');
    expect([refused.size, forgotten]).toEqual([1, [4]]);
  });

  test('is as it was when a batch is taken back', () => {
    const refused = new RefusedKeys([key(3, '7')], 0);
    refused.begin(journal, REFUSAL_MS);
    refused.hasRoom('7');
    refused.add(key(9, '7'));
    refused.undo();
    expect([refused.find('key 3')?.number, refused.find('key 9'), refused.size]).toEqual([3, undefined, 1]);
  });
});
