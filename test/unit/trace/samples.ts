import type { TraceBatch, TraceReport, TraceRequest, TraceSession } from '../../../src-main/contract/trace/trace.ts';
import { TraceMemory } from '../../../src-main/contract/trace/trace-memory.ts';

export const SESSION: TraceSession = {
  ...{ number: 7, id: 'run-7', thread: 1, protocol: 'terminal', peer: '127.0.0.1:50000' },
  ...{ terminal: 'ATM 3', account: '1999', since: 1_700_000_000_000 },
};

/** A deposit of $25 that was taken into batch 1 at 1,000 µs and answered at 2,000; `more` is what is different. */
export function request(more: Partial<TraceRequest> = {}): TraceRequest {
  return {
    ...{ id: 1, session: 7, thread: 1, op: 'deposit', account: '1999', to: null, amount: 2_500 },
    ...{ outcome: 'done', refusal: null, repeated: false, firstByte: 100, received: 200, begun: 200, parsed: 250 },
    ...{ asked: 300, answered: 2_000, sent: 2_100, batch: { id: 1, place: 0 } },
    ...{ sequence: 4, refers: null, hash: 'ab', balance: 502_500 },
    ...{ message: { begin: 0, end: 17 }, reply: { begin: 37, end: 40 } },
    ...more,
  };
}

export const BATCH: TraceBatch = {
  ...{ id: 1, commit: 11, taken: 1_000, decided: 1_200, committed: 1_900, size: 1, transfers: 1 },
};

export function report(more: Partial<TraceReport> = {}): TraceReport {
  return {
    ...{ origin: 1_700_000_000_000, at: 10_000, sessions: [SESSION], gone: [] },
    requests: [request()],
    chunks: [
      { at: 100, session: 7, direction: 'in', size: 10, offset: 10, partial: true, request: null, bytes: '' },
      { at: 200, session: 7, direction: 'in', size: 7, offset: 17, partial: false, request: 1, bytes: '' },
      { at: 2_100, session: 7, direction: 'out', size: 3, offset: 40, partial: false, request: 1, bytes: 'ok\n' },
    ],
    messages: [{ at: 250, session: 7, begin: 0, end: 17, bytes: '{"op":"deposit"}' }],
    batches: [BATCH],
    queue: [
      { at: 400, depth: 1 },
      { at: 1_000, depth: 0 },
    ],
    ...{ skipped: 0, dropped: 0 },
    ...more,
  };
}

export function memoryOf(...reports: readonly TraceReport[]): TraceMemory {
  const memory = new TraceMemory();
  for (const one of reports) memory.add(one);
  return memory;
}
