/** Proves that the records of threads that never speak to each other become requests with the right bytes and batch. */
import { describe, expect, test } from 'vitest';
import { MACHINES } from '../../../src-main/bank/protocols/machines.ts';
import { SessionTrace } from '../../../src-main/bank/session/session-trace.ts';
import { TraceFeed } from '../../../src-main/bank/trace/trace-feed.ts';
import { type SessionRecord, TraceJoiner } from '../../../src-main/bank/trace/trace-joiner.ts';
import { placeOf, type TraceRecord } from '../../../src-main/bank/trace/trace-records.ts';
import { TraceRing } from '../../../src-main/bank/trace/trace-ring.ts';
import { TraceWriter } from '../../../src-main/bank/trace/trace-writer.ts';
import { Conversation } from '../protocols/conversation.ts';

type Batch = Extract<TraceRecord, { type: 'batch' }>;

const SEAT = 3;
const session = 7;

/** The records of one deposit of the session, from its bytes to its answer. @param at ms of its first byte */
function deposit(at: number, request: number, offset: number): SessionRecord[] {
  const line = '{"op":"deposit"}';
  return [
    { type: 'chunk', at, session, offset: offset + 10, size: 10 },
    { type: 'partial', at: at + 0.01, session, offset: offset + 10 },
    { type: 'chunk', at: at + 1, session, offset: offset + 17, size: 7 },
    { type: 'line', at: at + 1.1, session, offset: offset + 17, bytes: line },
    { type: 'asked', at: at + 1.2, session, op: 'deposit', amount: 2_500, account: '1999', to: null },
    { type: 'queued', at: at + 1.2, session, seat: SEAT, request },
    { type: 'entered', at: at + 1.3, seat: SEAT, first: request, count: 1 },
  ];
}

const answered = (at: number, sequence = 4): SessionRecord[] => [
  {
    type: 'answered',
    ...{
      at,
      session,
      refusal: null,
      repeated: false,
      sequence,
      refers: null,
      customer: '1999',
      balance: 502_500,
      hash: 'ab',
    },
  },
  { type: 'sent', at: at + 0.1, session, offset: 40, size: 3, bytes: 'ok\n' },
];

const batch = (at: number, ...requests: number[]): Batch => ({
  ...{ type: 'batch', at, decided: at + 0.5, committed: at + 2, commit: 11, transfers: requests.length },
  members: requests.map((request) => placeOf(SEAT, request)),
});

const WHOLE = {
  id: 1,
  session,
  thread: 1,
  op: 'deposit',
  account: '1999',
  amount: 2_500,
  outcome: 'done',
  firstByte: 0,
  received: 1_000,
  begun: 1_000,
  parsed: 1_100,
  asked: 1_200,
  answered: 5_000,
  sent: 5_100,
  batch: { id: 1, place: 0 },
  sequence: 4,
  hash: 'ab',
  balance: 502_500,
  message: { begin: 0, end: 17 },
  reply: { begin: 37, end: 40 },
};

describe('a deposit', () => {
  test('has all its times, its bytes and its batch', () => {
    const joiner = new TraceJoiner(100);
    const records = [...deposit(100, 0, 0), ...answered(105)];
    const report = joiner.join([{ thread: 1, records }], [batch(102, 0)], 200);
    expect(report.requests).toEqual([expect.objectContaining(WHOLE)]);
    expect(report.batches).toEqual([
      { id: 1, commit: 11, taken: 2_000, decided: 2_500, committed: 4_000, size: 1, transfers: 1 },
    ]);
    expect(report.chunks.map(({ at, direction, partial }) => [at, direction, partial])).toEqual([
      [0, 'in', true],
      [1_000, 'in', false],
      [5_100, 'out', false],
    ]);
    expect(report.messages).toEqual([{ at: 1_100, session, begin: 0, end: 17, bytes: '{"op":"deposit"}' }]);
    expect(report.queue).toEqual([
      { at: 1_300, depth: 1 },
      { at: 2_000, depth: 0 },
    ]);
  });

  test('is the same wherever the reading of the rings falls in between', () => {
    const all = [...deposit(100, 0, 0), ...answered(105)];
    for (let cut = 0; cut <= all.length; cut++) {
      // The batch is in the ledger's ring before the answer is in the session's.
      for (const batchFirst of cut < deposit(0, 0, 0).length + 1 ? [true, false] : [true]) {
        const joiner = new TraceJoiner(100);
        const one = joiner.join([{ thread: 1, records: all.slice(0, cut) }], batchFirst ? [batch(102, 0)] : [], 103);
        const two = joiner.join([{ thread: 1, records: all.slice(cut) }], batchFirst ? [] : [batch(102, 0)], 200);
        expect([...one.requests, ...two.requests].at(-1), `cut at ${cut}`).toMatchObject(WHOLE);
        expect([...one.queue, ...two.queue].map(({ depth }) => depth)).toEqual([1, 0]);
      }
    }
  });

  test('shares its batch with others, and a batch counts also those that are not traced', () => {
    const joiner = new TraceJoiner(0);
    joiner.join([{ thread: 0, records: deposit(0, 4, 0) }], [], 10);
    const { requests, batches } = joiner.join([], [batch(20, 2, 3, 4)], 30);
    expect(requests).toMatchObject([{ id: 1, outcome: 'pending', batch: { id: 1, place: 2 } }]);
    expect(batches).toMatchObject([{ id: 1, size: 3 }]);
  });

  test('whose connection goes before the answer has an unknown outcome', () => {
    const joiner = new TraceJoiner(0);
    const { requests, gone } = joiner.join(
      [{ thread: 0, records: [...deposit(0, 0, 0), { type: 'closed', at: 2, session }] }],
      [],
      10,
    );
    expect(requests).toMatchObject([{ outcome: 'unknown', answered: null }]);
    expect(gone).toEqual([session]);
  });

  test('whose bytes came before the watch has the times that are known', () => {
    const joiner = new TraceJoiner(0);
    const { requests } = joiner.join([{ thread: 0, records: deposit(0, 0, 0).slice(4) }], [], 10);
    expect(requests).toMatchObject([{ firstByte: null, received: null, message: null, asked: 1_200 }]);
  });
});

test('several lines in one chunk, and one line in several, each have the chunks that brought them', () => {
  const joiner = new TraceJoiner(0);
  const line = (at: number, offset: number): SessionRecord[] => [
    { type: 'line', at, session, offset, bytes: '1' },
    { type: 'told', at, session, op: 'balance', account: '1999', balance: 5 },
  ];
  const records: SessionRecord[] = [
    { type: 'chunk', at: 1, session, offset: 5, size: 5 },
    ...line(1.1, 2),
    ...line(1.2, 4),
    { type: 'chunk', at: 2, session, offset: 6, size: 1 },
    ...line(2.1, 6),
    { type: 'sent', at: 3, session, offset: 9, size: 9, bytes: '123' },
  ];
  const { requests } = joiner.join([{ thread: 0, records }], [], 10);
  expect(
    requests.map(({ message, firstByte, received, begun, sent }) => [message?.end, firstByte, received, begun, sent]),
  ).toEqual([
    [2, 1_000, 1_000, 1_000, 3_000],
    [4, 1_000, 1_000, 1_100, 3_000],
    [6, 1_000, 2_000, 2_000, 3_000],
  ]);
});

describe('the depth of the queue', () => {
  const entered = (at: number, first: number, count: number, seat = SEAT): SessionRecord => ({
    ...{ type: 'entered', at, seat, first, count },
  });

  test('is of comings and goings in the order of their times, whichever ring is read first', () => {
    const joiner = new TraceJoiner(0);
    const threads = [
      { thread: 0, records: [entered(1, 0, 2), entered(4, 2, 1)] },
      { thread: 1, records: [entered(2, 0, 3, SEAT + 1)] },
    ];
    const other = { ...batch(3, 0, 1), members: [0, 1].map((request) => placeOf(SEAT, request)) };
    expect(joiner.join(threads, [other], 10).queue).toEqual([
      { at: 1_000, depth: 2 },
      { at: 2_000, depth: 5 },
      { at: 3_000, depth: 3 },
      { at: 4_000, depth: 4 },
    ]);
  });

  test('leaves out on both sides who came before the watch, and clients that are not traced', () => {
    const joiner = new TraceJoiner(0);
    const foreign = { ...batch(2), members: [placeOf(99, 0)] };
    const { queue } = joiner.join([{ thread: 0, records: [entered(1, 5, 1)] }], [batch(2, 3, 4, 5), foreign], 10);
    expect(queue.map(({ depth }) => depth)).toEqual([1, 0]);
  });

  test('is never below zero when a batch is read before the coming of its members', () => {
    const joiner = new TraceJoiner(0);
    expect(joiner.join([], [batch(2, 0)], 3).queue).toEqual([]);
    const { queue } = joiner.join([{ thread: 0, records: [entered(1, 0, 2)] }], [], 10);
    expect(queue.map(({ depth }) => depth)).toEqual([2, 1]);
  });
});

test('a thread that has asked four thousand million times is traced as it was before', () => {
  const [threadRing, ledgerRing] = [new TraceRing(), new TraceRing()];
  const feed = new TraceFeed({ threads: () => [{ thread: 0, ring: threadRing }], ledger: () => ledgerRing });
  const stop = feed.listen({ all: true, report: () => undefined });
  const [thread, ledger] = [new TraceWriter(threadRing.memory), new TraceWriter(ledgerRing.memory)];
  const request = 2 ** 32 + 5;
  thread.asked(session, { op: 'balance', account: '1999' });
  thread.queued(session, SEAT, request);
  thread.entered(SEAT, request, 1);
  const now = performance.now();
  ledger.batch({ taken: now, decided: now, committed: now }, 11, 0, [{ seat: { number: SEAT }, id: request }]);
  stop();
  expect(feed.memory.requests).toMatchObject([{ batch: { id: 1, place: 0 } }]);
  expect(feed.memory.queue.map(({ depth }) => depth)).toEqual([1, 0]);
});

test('a session that is gone is told of, also where its last bytes were too many to be traced', () => {
  const [ring, ledgerRing] = [new TraceRing(), new TraceRing()];
  const feed = new TraceFeed({ threads: () => [{ thread: 0, ring }], ledger: () => ledgerRing });
  const gone: number[] = [];
  let skipped = 0;
  const stop = feed.listen({
    all: false,
    report(report) {
      gone.push(...report.gone);
      skipped += report.skipped;
    },
  });
  const arrival = { id: 'a-7', number: session, peer: '127.0.0.1:50000', host: '127.0.0.1', local: true };
  const trace = new SessionTrace(new TraceWriter(ring.memory), { ...arrival, protocol: 'terminal', refused: null }, 1);
  const clock = { now: () => 1_000_000 };
  const machine = MACHINES.terminal(new Conversation());
  for (let chunk = 0; chunk < 1_100; chunk++) trace.received(1, machine, clock);
  trace.closed();
  stop();
  expect(skipped).toBeGreaterThan(0);
  expect(gone).toEqual([session]);
});
