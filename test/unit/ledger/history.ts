import fc from 'fast-check';
import { expect } from 'vitest';
import { isHistoryRequest } from '../../../src-main/bank/ledger/history/history-reads.ts';
import type { LedgerReply, LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { auditDatabase } from '../../../src-main/bank/store/audit.ts';
import { OPENING_ACCOUNTS } from '../../../src-main/bank/store/found-ledger.ts';
import type { Fault } from '../store/failing-store.ts';
import { Books, NOON, PIN_KEY } from './books.ts';
import { type NaiveAnswer, NaiveBank } from './naive/naive-bank.ts';

/** One step of a history: a batch of requests, which the disk may fail, time that passes, or a restart. */
export type Step =
  | { readonly step: 'batch'; readonly requests: readonly LedgerRequest[]; readonly fault: Fault }
  | { readonly step: 'wait'; readonly ms: number }
  | { readonly step: 'restart' };

const account = fc.constantFrom('1999', '1998', '1997', '1997', '4040');
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 400_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5, 0.5, Number.NaN, 100_000_000, 100_000_001, Number.MAX_SAFE_INTEGER) },
);
/** Few keys: histories must reuse them, with the same and with other content. */
const key = fc.integer({ min: 1, max: 40 }).map((number) => `key-${number}`);
const refers = fc.integer({ min: 1, max: 30 });
const pin = fc.constantFrom('999', '998', '997', '997', '123', '12', 'x');
/** Where PINs are tried: three terminals, two of one peer. */
const from = fc.constantFrom('192.0.2.1 a', '192.0.2.1 a', '192.0.2.1 b', '192.0.2.2');
const limit = fc.integer({ min: 1, max: 6 });

export const request: fc.Arbitrary<LedgerRequest> = fc.oneof(
  fc.record({ op: fc.constant('deposit' as const), account, amount, key }),
  fc.record({ op: fc.constant('withdraw' as const), account, amount, key }),
  fc.record({ op: fc.constant('transfer' as const), account, to: account, amount, key }),
  fc.record({
    op: fc.constant('reserve' as const),
    account,
    amount,
    key,
    expires: fc.integer({ min: 1, max: 90_000 }),
  }),
  fc.record({ op: fc.constant('post' as const), account: fc.option(account), reservation: key, amount, key }),
  fc.record({ op: fc.constant('void' as const), account: fc.option(account), reservation: key, key }),
  fc.record({ op: fc.constant('reverse' as const), account, refers, key }),
  fc.record({ op: fc.constant('authenticate' as const), account, pin, from }),
  fc.record({ op: fc.constant('change-pin' as const), account, pin, newPin: pin, from }),
  fc.record({ op: fc.constant('balance' as const), account }),
  fc.record({ op: fc.constant('statement' as const), account, limit }),
  fc.record({ op: fc.constant('statement' as const), account, limit, before: refers }),
  fc.record({
    op: fc.constant('look-up' as const),
    account,
    by: fc.oneof(fc.record({ key }), fc.record({ sequence: refers })),
  }),
);

export const histories: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        step: fc.constant('batch' as const),
        requests: fc.array(request, { minLength: 1, maxLength: 8 }),
        fault: fc.oneof(
          { weight: 5, arbitrary: fc.constant('none' as const) },
          {
            weight: 1,
            arbitrary: fc.constantFrom('append' as const, 'before commit' as const, 'after commit' as const),
          },
        ),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        step: fc.constant('wait' as const),
        // Also backwards: clocks are set back.
        ms: fc.oneof(fc.integer({ min: -5_000, max: 100_000 }), fc.integer({ min: 0, max: 100_000_000 })),
      }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('restart' as const) }) },
  ),
  { maxLength: 14 },
);

/** The ledger's reply in the words of the naive bank. */
export function plain(reply: LedgerReply | undefined): NaiveAnswer {
  if (reply === undefined) throw new Error('no reply');
  if (!reply.ok) return { ok: false, refusal: reply.refusal };
  if ('repeated' in reply) {
    const { sequence, kind, amount } = reply.transfer;
    return { ok: true, sequence, kind, amount, balance: reply.balance, repeated: reply.repeated };
  }
  if ('transfers' in reply)
    return { ok: true, sequences: reply.transfers.map((one) => one.sequence), more: reply.more };
  if ('transfer' in reply) return { ok: true, sequence: reply.transfer.sequence };
  if ('balance' in reply) return { ok: true, balance: reply.balance };
  return { ok: true };
}

/** Runs a history on the ledger and on the naive bank and expects the same answers, balances and a clean audit. */
export async function compare(history: readonly Step[]): Promise<void> {
  const limits = { '1999': 600_000, '1997': 250_000 };
  const books = await Books.open();
  for (const [number, cents] of Object.entries(limits)) await books.set(number, 'daily_limit', cents);
  const naive = new NaiveBank(OPENING_ACCOUNTS, limits, NOON);
  for (const step of history) {
    switch (step.step) {
      case 'wait':
        books.now += step.ms;
        naive.wait(step.ms);
        break;
      case 'restart':
        await books.restart();
        naive.restart();
        break;
      case 'batch':
        await compareBatch(step.requests, step.fault, books, naive);
        break;
    }
    const numbers = OPENING_ACCOUNTS.map(({ number }) => number);
    const expected = numbers.map((number) => naive.ask({ op: 'balance', account: number }));
    const { replies } = await books.run(numbers.map((number) => ({ op: 'balance', account: number })));
    expect(replies.map(plain)).toEqual(expected);
  }
  expect(auditDatabase(books.database, PIN_KEY.fingerprint)).toMatchObject({ good: true });
  books.database.close();
}

/** After a failed commit the ledger refuses writes for less than this, ms. */
const PAUSE_MS = 1_000;

async function compareBatch(
  requests: readonly LedgerRequest[],
  fault: Fault,
  books: Books,
  naive: NaiveBank,
): Promise<void> {
  books.disk.fault = fault;
  const replies = (await books.run(requests)).replies.map(plain);
  // A batch that only reads does not meet the fault.
  const failed = fault !== 'none' && books.disk.fault === 'none';
  books.disk.fault = 'none';
  const done = !failed || fault === 'after commit';
  const answer = (one: LedgerRequest) => (done ? naive.ask(one) : naive.askReadOnly(one));
  const ordered = requests.map((one) => (isHistoryRequest(one) ? one : answer(one)));
  // What is read of the past is read after the commit.
  expect(replies).toEqual(ordered.map((one) => ('op' in one ? answer(one) : one)));
  if (!failed) return;
  // The store was opened anew: what is only in memory is forgotten.
  naive.restart();
  books.now += PAUSE_MS;
  naive.wait(PAUSE_MS);
}
