/** Proves that requests and replies come out of the flat words as they went in, in any mixture and order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readReply,
  readRequest,
  type Word,
  WordReader,
  writeReply,
  writeRequest,
} from '../../../src-main/bank/ledger/link.ts';
import type { LedgerReply, LedgerRequest, Transfer, TransferKind } from '../../../src-main/bank/ledger/request.ts';
import { REFUSALS } from '../../../src-main/contract/refusals.ts';

const text = fc.string();
const number = fc.integer({ min: 1 });
const common = { account: text, key: text };

const request: fc.Arbitrary<LedgerRequest> = fc.oneof(
  fc.record({ op: fc.constantFrom('authenticate' as const, 'open-account' as const), account: text, pin: text }),
  fc.record({ op: fc.constant('balance' as const), account: text }),
  fc.record({ op: fc.constantFrom('deposit' as const, 'withdraw' as const), ...common, amount: fc.double() }),
  fc.record({ op: fc.constant('transfer' as const), ...common, to: text, amount: number }),
  fc.record({ op: fc.constant('reserve' as const), ...common, amount: number, expires: number }),
  fc.record({ op: fc.constant('post' as const), ...common, refers: number, amount: number }),
  fc.record({ op: fc.constantFrom('void' as const, 'reverse' as const), ...common, refers: number }),
  fc.record({ op: fc.constant('change-pin' as const), account: text, pin: text, newPin: text }),
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
  kind: fc.constantFrom<TransferKind>('deposit', 'reserve', 'reversal'),
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
  fc.record({ ok: fc.constant(true as const), transfers: fc.array(transfer), more: fc.boolean() }),
  fc.record({ ok: fc.constant(true as const), transfer }),
  fc.record({ ok: fc.constant(false as const), refusal: fc.constantFrom(...REFUSALS) }),
  fc.record({ ok: fc.constant(false as const), refusal: fc.constantFrom(...REFUSALS), retryAfter: fc.nat() }),
);

test('requests', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ request, session: text })), (asked) => {
      const words: Word[] = [];
      for (const one of asked) writeRequest(words, one.request, { session: one.session });
      const reader = new WordReader(structuredClone(words));
      const read = [];
      while (!reader.ended) read.push(readRequest(reader));
      expect(read).toEqual(asked);
    }),
  );
});

test('replies', () => {
  fc.assert(
    fc.property(fc.array(reply), (replies) => {
      const words: Word[] = [];
      for (const one of replies) writeReply(words, one);
      const reader = new WordReader(structuredClone(words));
      const read = [];
      while (!reader.ended) read.push(readReply(reader));
      expect(read).toEqual(replies);
    }),
  );
});

test('words that are cut off, or are of no operation, are a bug and said so', () => {
  expect(() => readRequest(new WordReader(['deposit', 'session', '1999', 5]))).toThrow(TypeError);
  expect(() => readRequest(new WordReader(['rob', 'session', '1999']))).toThrow("no operation 'rob'");
  expect(() => readReply(new WordReader([9]))).toThrow('no reply of shape 9');
});
