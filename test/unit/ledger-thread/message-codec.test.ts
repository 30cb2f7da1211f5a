/** Proves that requests and replies come out of the flat words as they went in, in any mixture and order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerReply, LedgerRequest, Transfer } from '../../../src-main/bank/ledger/request.ts';
import { CASH } from '../../../src-main/bank/ledger/transfer-record.ts';
import {
  readReply,
  readRequest,
  writeReply,
  writeRequest,
} from '../../../src-main/bank/ledger-thread/message-codec.ts';
import { type Word, WordReader } from '../../../src-main/bank/ledger-thread/words.ts';
import type { TransferKind } from '../../../src-main/contract/money.ts';
import { REFUSALS } from '../../../src-main/contract/refusals.ts';

const text = fc.string();
const number = fc.integer({ min: 1 });
const common = { account: text, key: text };
/** An account, or none. */
const anybody = fc.option(fc.string({ minLength: 1 }));

const request: fc.Arbitrary<LedgerRequest> = fc.oneof(
  fc.record({ op: fc.constant('authenticate' as const), account: text, pin: text, from: text }),
  fc.record({ op: fc.constant('open-account' as const), account: text, pin: text }),
  fc.record({ op: fc.constant('balance' as const), account: text }),
  fc.record({ op: fc.constantFrom('deposit' as const, 'withdraw' as const), ...common, amount: fc.double() }),
  fc.record({ op: fc.constant('transfer' as const), ...common, to: text, amount: number }),
  fc.record({ op: fc.constant('deposit' as const), ...common, amount: number, until: fc.nat() }),
  fc.record({ op: fc.constant('transfer' as const), ...common, to: text, amount: number, until: fc.nat() }),
  fc.record({ op: fc.constant('reserve' as const), ...common, amount: number, expires: number, until: fc.nat() }),
  fc.record({ op: fc.constant('reserve' as const), ...common, amount: number, expires: number }),
  fc.record({ op: fc.constant('post' as const), account: anybody, reservation: text, amount: number, key: text }),
  fc.record({ op: fc.constant('void' as const), account: anybody, reservation: text, key: text }),
  fc.record({ op: fc.constant('reverse' as const), ...common, refers: number }),
  fc.record({ op: fc.constant('payee' as const), account: text, to: text }),
  fc.record({
    op: fc.constant('administer' as const),
    account: text,
    change: fc.constantFrom('add' as const, 'lock' as const, 'unlock' as const, 'reset-pin' as const),
    pin: text,
    amount: fc.nat(),
  }),
  fc.record({
    op: fc.constant('accounts' as const),
    account: fc.constant(null),
    after: text,
    limit: number,
    crowd: fc.boolean(),
  }),
  fc.record({ op: fc.constant('change-pin' as const), account: text, pin: text, newPin: text, from: text }),
  fc.record({
    op: fc.constant('balance-history' as const),
    account: text,
    from: fc.option(fc.integer()),
    to: fc.option(fc.integer()),
  }),
  fc.record({ op: fc.constant('statement' as const), account: text, limit: number }),
  fc.record({ op: fc.constant('statement' as const), account: text, limit: number, before: number }),
  fc.record({
    op: fc.constant('look-up' as const),
    account: text,
    by: fc.oneof(fc.record({ key: text }), fc.record({ sequence: number })),
  }),
);

const transfer: fc.Arbitrary<Transfer> = fc.record({
  sequence: number,
  kind: fc.constantFrom<TransferKind>('transfer', 'reserve', 'reversal'),
  debit: text,
  credit: text,
  amount: number,
  key: text,
  refers: fc.option(number),
  at: number,
  hash: text,
});

const reply: fc.Arbitrary<LedgerReply> = fc.oneof(
  fc.record({ ok: fc.constant(true as const) }),
  fc.record({ ok: fc.constant(true as const), balance: fc.integer() }),
  fc.record({ ok: fc.constant(true as const), transfer, balance: fc.integer(), repeated: fc.boolean() }),
  fc.record({
    ok: fc.constant(true as const),
    transfers: fc.array(transfer),
    more: fc.boolean(),
    balance: fc.option(fc.integer()),
  }),
  fc.record({ ok: fc.constant(true as const), transfer }),
  fc.record({
    ok: fc.constant(true as const),
    opened: number,
    from: fc.integer(),
    to: fc.integer(),
    points: fc.array(fc.record({ at: fc.integer(), balance: fc.integer() })),
    isExact: fc.boolean(),
  }),
  fc.record({
    ok: fc.constant(true as const),
    accounts: fc.array(
      fc.record({
        number: text,
        balance: fc.nat(),
        held: fc.nat(),
        lockedByBank: fc.boolean(),
        lockedUntil: fc.nat(),
        dailyLimit: fc.option(fc.nat()),
      }),
    ),
    more: fc.boolean(),
  }),
  fc.record({ ok: fc.constant(false as const), refusal: fc.constantFrom(...REFUSALS) }),
  fc.record({ ok: fc.constant(false as const), refusal: fc.constantFrom(...REFUSALS), retryAfter: fc.nat() }),
  fc.record({
    ok: fc.constant(false as const),
    refusal: fc.constantFrom(...REFUSALS),
    retryAfter: fc.nat(),
    triesLeft: fc.nat(),
  }),
);

interface Answered {
  readonly request: LedgerRequest;
  readonly reply: LedgerReply;
}

/** A reply that tells all by itself, to whatever was asked. */
const selfContained: fc.Arbitrary<Answered> = fc.record({ request, reply });

/** A deposit or withdrawal, of which the reply repeats nothing that was asked. */
const cashed: fc.Arbitrary<Answered> = fc
  .record({
    op: fc.constantFrom('deposit' as const, 'withdraw' as const),
    ...common,
    ...{ amount: number, sequence: number, at: number, hash: text, balance: fc.integer(), repeated: fc.boolean() },
  })
  .map(({ op, account, amount, key, sequence, at, hash, balance, repeated }) => {
    const sides = op === 'deposit' ? { debit: CASH, credit: account } : { debit: account, credit: CASH };
    const kind: TransferKind = op === 'deposit' ? 'deposit' : 'withdrawal';
    const transfer = { sequence, kind, ...sides, amount, key, refers: null, at, hash };
    return { request: { op, account, amount, key }, reply: { ok: true, transfer, balance, repeated } };
  });

test('requests', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id: number, request, session: text })), (asked) => {
      const words: Word[] = [];
      for (const one of asked) writeRequest(words, one.id, one.request, { session: one.session });
      const reader = new WordReader(structuredClone(words));
      const read = [];
      while (!reader.ended) read.push(readRequest(reader));
      expect(read).toEqual(asked);
    }),
  );
});

test('replies', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(selfContained, cashed)), (answered) => {
      const words: Word[] = [];
      for (const [id, one] of answered.entries()) writeReply(words, id, one.reply);
      const reader = new WordReader(structuredClone(words));
      const read = answered.map((one, id) => {
        expect(reader.number()).toBe(id);
        return readReply(reader, one.request);
      });
      expect(read).toEqual(answered.map((one) => one.reply));
      expect(reader.ended).toBe(true);
    }),
  );
});

test('words that are cut off, or are of no operation, are a bug and said so', () => {
  expect(() => readRequest(new WordReader([1, 'deposit', 'session', '1999', 5]))).toThrow(TypeError);
  expect(() => readRequest(new WordReader([1, 'rob', 'session', '1999']))).toThrow("no operation 'rob'");
  const asked = { op: 'balance', account: '1999' } as const;
  expect(() => readReply(new WordReader([9]), asked)).toThrow('no reply of shape 9');
  expect(() => readReply(new WordReader([6, 5, 0, 1, 1, 'hash']), asked)).toThrow("'balance' moves no cash");
});
