/** Proves that each reply reaches who asked for it, in whatever order replies come and however many wait. */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRequest, type ToLedger, writeReply } from '../../../src-main/bank/ledger-thread/message-codec.ts';
import { RequestChannel } from '../../../src-main/bank/ledger-thread/request-channel.ts';
import { type Word, WordReader } from '../../../src-main/bank/ledger-thread/words.ts';

let near: MessagePort;
let far: MessagePort;
let channel: RequestChannel;
/** The balance that each request was answered with, by its account. */
let answers: Map<string, unknown>;
let leaving: number;

beforeEach(() => {
  ({ port1: near, port2: far } = new MessageChannel());
  leaving = 0;
  channel = new RequestChannel(near, (count) => {
    leaving += count;
  });
  answers = new Map();
});
afterEach(() => near.close());

function ask(number: number): void {
  const account = String(number);
  channel.ask({ op: 'balance', account }, { session: 's' }, (reply) => {
    expect(answers.has(account)).toBe(false);
    answers.set(account, reply);
  });
}

/** What has arrived at the other end. */
async function arrived(): Promise<{ id: number; account: string }[]> {
  await new Promise((resolve) => setImmediate(resolve));
  const all: { id: number; account: string }[] = [];
  for (let one = receiveMessageOnPort(far); one !== undefined; one = receiveMessageOnPort(far)) {
    const message = one.message as ToLedger;
    if (message.type !== 'requests') continue;
    const words = new WordReader(message.words);
    while (!words.ended) {
      const { id, request } = readRequest(words);
      all.push({ id, account: request.account ?? '' });
    }
  }
  return all;
}

test('replies in any order, of few and of many at once, reach who asked', async () => {
  const step = fc.oneof(
    fc.record({ ask: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ answer: fc.array(fc.nat(), { maxLength: 90 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      channel = new RequestChannel(near);
      answers = new Map();
      const waiting: { id: number; account: string }[] = [];
      let asked = 0;
      for (const one of steps) {
        if ('ask' in one) {
          for (let count = 0; count < one.ask; count += 1) {
            asked += 1;
            ask(asked);
          }
          continue;
        }
        waiting.push(...(await arrived()));
        const words: Word[] = [];
        for (const choice of one.answer) {
          const [next] = waiting.splice(choice % Math.max(1, waiting.length), 1);
          if (next !== undefined) writeReply(words, next.id, { ok: true, balance: Number(next.account) });
        }
        channel.answer(words);
      }
      waiting.push(...(await arrived()));
      const words: Word[] = [];
      for (const { id, account } of waiting) writeReply(words, id, { ok: true, balance: Number(account) });
      channel.answer(words);
      const all = Array.from({ length: asked }, (_, index) => String(index + 1));
      expect([...answers.keys()].sort()).toEqual(all.sort());
      for (const [account, reply] of answers) expect(reply).toEqual({ ok: true, balance: Number(account) });
      expect(channel.close()).toEqual({ sent: [], unsent: [] });
    }),
  );
});

test('when it closes, what was sent and has no reply is told from what was not sent', async () => {
  for (const number of [1, 2, 3]) ask(number);
  const [first] = await arrived();
  expect(leaving).toBe(3);
  const words: Word[] = [];
  writeReply(words, first?.id ?? -1, { ok: true, balance: 1 });
  channel.answer(words);
  ask(4);
  const { sent, unsent } = channel.close();
  expect(sent.map(({ request }) => request.account)).toEqual(['2', '3']);
  expect(unsent.map(({ request }) => request.account)).toEqual(['4']);
  expect(await arrived()).toEqual([]);
});

test('a reply that nobody waits for is a bug and said so', () => {
  const words: Word[] = [];
  writeReply(words, 5, { ok: true });
  expect(() => channel.answer(words)).toThrow('a reply nobody waits for');
});
