import { formatDollars } from '../../money.ts';
import type { TraceBatch, TraceReport, TraceRequest, TraceSession } from '../trace.ts';

/**
 * The Trace Event Format of Chrome's tracing, which DevTools' Performance panel and Perfetto open. Phases that are used:
 * M names, X work of a thread, b and e spans of a request, s and f arrows, C counters. `ts`, `dur` in µs.
 */
export interface ChromeEvent {
  readonly ph: 'M' | 'X' | 'b' | 'e' | 's' | 'f' | 'C';
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  /** Where an arrow ends: `e`: at what encloses its moment. */
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, string | number | boolean | null>>;
}

const PID = 1;
const LEDGER_TID = 1_000;

type Place = Pick<ChromeEvent, 'cat' | 'pid' | 'tid'>;
const at = (cat: string, tid: number): Place => ({ cat, pid: PID, tid });
const ledger = at('ledger', LEDGER_TID);

/** How a request is called: its operation, and its amount where it has one. */
function nameOf({ op, amount }: TraceRequest): string {
  return amount === null ? op : `${op} ${formatDollars(amount)}`;
}

/**
 * Makes events of reports as they come. A request gets its events once, when its answer has left or its outcome can't
 * be known; `rest` makes those of requests that are still under way.
 */
export class ChromeTrace {
  readonly #sessions = new Map<number, TraceSession>();
  readonly #batches = new Map<number, TraceBatch>();
  readonly #open = new Map<number, TraceRequest>();
  /** Named threads, each with the moment up to which it has work: pieces of work of one thread don't overlap. */
  readonly #threads = new Map<number, number>();

  /** The first events of a file. */
  begin(): ChromeEvent[] {
    return [named('process_name', 0, 'Lobby bank'), named('thread_name', LEDGER_TID, 'ledger')];
  }

  events(report: TraceReport): ChromeEvent[] {
    for (const session of report.sessions) this.#sessions.set(session.number, session);
    for (const batch of report.batches) this.#batches.set(batch.id, batch);
    const done: TraceRequest[] = [];
    for (const request of report.requests) {
      if (request.sent === null && request.outcome !== 'unknown') {
        this.#open.set(request.id, request);
        continue;
      }
      this.#open.delete(request.id);
      done.push(request);
    }
    const events = [
      ...report.batches.flatMap(batchEvents),
      ...report.queue.map(depthEvent),
      ...done.flatMap((request) => this.#request(request)),
      ...this.#work(done),
    ];
    this.#forget(report.at);
    return events;
  }

  /** Requests that have no answer yet: the run ends before it. */
  rest(): ChromeEvent[] {
    return [...this.#open.values()].flatMap((request) => this.#request(request));
  }

  /** Its spans: the whole, and in it the wait, the commit and the way back. */
  #request(request: TraceRequest): ChromeEvent[] {
    const session = this.#sessions.get(request.session);
    const batch = request.batch === null ? undefined : this.#batches.get(request.batch.id);
    const place = { ...at('request', 1 + request.thread), id: request.id };
    const begin = request.firstByte ?? request.asked;
    const end = Math.max(request.sent ?? 0, request.answered ?? 0, batch?.committed ?? 0, request.asked, begin);
    const span = (name: string, from: number, to: number, args: ChromeEvent['args'] = {}): ChromeEvent[] => [
      { ...place, ph: 'b', name, ts: from, args },
      { ...place, ph: 'e', name, ts: Math.max(from, to) },
    ];
    const [opened, closed] = span(nameOf(request), begin, end, {
      ...{ session: request.session, protocol: session?.protocol ?? null, peer: session?.peer ?? null },
      ...{ terminal: session?.terminal ?? null, account: request.account, to: request.to, cents: request.amount },
      ...{ outcome: request.outcome, refusal: request.refusal, repeated: request.repeated },
      ...{ sequence: request.sequence, hash: request.hash, balance: request.balance },
      ...{ commit: batch?.commit ?? null, place: request.batch?.place ?? null, together: batch?.size ?? null },
    }) as [ChromeEvent, ChromeEvent];
    const parts =
      batch === undefined
        ? []
        : [
            ...span('wait', request.asked, batch.taken),
            ...span('commit', batch.taken, batch.committed),
            ...(request.answered === null ? [] : span('answer', batch.committed, request.answered)),
          ];
    const arrow =
      batch === undefined || request.begun === null
        ? []
        : [
            { ...at('taken', 1 + request.thread), ph: 's' as const, name: 'taken', id: request.id, ts: request.begun },
            {
              ...at('taken', LEDGER_TID),
              ph: 'f' as const,
              bp: 'e' as const,
              name: 'taken',
              id: request.id,
              ts: batch.taken,
            },
          ];
    return [opened, ...parts, closed, ...arrow];
  }

  /** What the session threads did, and their names. */
  #work(requests: readonly TraceRequest[]): ChromeEvent[] {
    const pieces = requests.flatMap((request) => [
      ...(request.begun === null
        ? []
        : [{ thread: request.thread, name: `parse ${request.op}`, from: request.begun, to: request.asked }]),
      ...(request.answered === null || request.sent === null
        ? []
        : [{ thread: request.thread, name: `answer ${request.op}`, from: request.answered, to: request.sent }]),
    ]);
    return pieces
      .sort((a, b) => a.from - b.from)
      .flatMap(({ thread, name, from, to }) => {
        const busy = this.#threads.get(thread);
        const tid = 1 + thread;
        const names = busy === undefined ? [named('thread_name', tid, `sessions ${thread + 1}`)] : [];
        const begin = Math.max(from, busy ?? 0);
        this.#threads.set(thread, Math.max(busy ?? 0, to));
        return begin > to
          ? names
          : [...names, { ...at('session', tid), ph: 'X' as const, name, ts: begin, dur: to - begin }];
      });
  }

  /** A batch can still be named by requests that are under way. */
  #forget(now: number): void {
    const oldest = Math.min(now, ...[...this.#open.values()].map(({ asked }) => asked));
    for (const [id, { committed }] of this.#batches) {
      if (committed >= oldest - BATCH_MICROS) return;
      this.#batches.delete(id);
    }
  }
}

/** A batch is kept for so long after the answers in it, µs: their bytes leave later. */
const BATCH_MICROS = 5_000_000;

function named(name: 'process_name' | 'thread_name', tid: number, value: string): ChromeEvent {
  return { ...at('__metadata', tid), ph: 'M', name, ts: 0, args: { name: value } };
}

function batchEvents({ id, commit, taken, decided, committed, size, transfers }: TraceBatch): ChromeEvent[] {
  const name = commit === null ? `read ${size}` : `commit ${commit}`;
  const args = { batch: id, commit, requests: size, transfers };
  return [
    { ...ledger, ph: 'X', name, ts: taken, dur: committed - taken, args },
    { ...ledger, ph: 'X', name: 'rules', ts: taken, dur: decided - taken },
    { ...ledger, ph: 'X', name: 'disk', ts: decided, dur: committed - decided },
  ];
}

function depthEvent({ at: ts, depth }: { readonly at: number; readonly depth: number }): ChromeEvent {
  return { ...ledger, ph: 'C', name: 'waiting for the ledger', ts, args: { requests: depth } };
}

/** One event for a line of a file of events, which begins with `[` and ends with `]`. */
export function chromeLine(event: ChromeEvent, first: boolean): string {
  return `${first ? '' : ',\n'}${JSON.stringify(event)}`;
}

/** A whole file of what a watch remembers. */
export function chromeTraceFile(report: TraceReport): string {
  const trace = new ChromeTrace();
  const events = [...trace.begin(), ...trace.events(report), ...trace.rest()];
  const otherData = { began: new Date(report.origin).toISOString(), skipped: report.skipped, dropped: report.dropped };
  return JSON.stringify({ traceEvents: events, displayTimeUnit: 'ms', otherData });
}
