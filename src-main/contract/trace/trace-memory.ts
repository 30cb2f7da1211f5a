import {
  TRACE_MEMORY_MICROS,
  TRACE_MEMORY_REQUESTS,
  type TraceBatch,
  type TraceChunk,
  type TraceMessage,
  type TraceReport,
  type TraceRequest,
  type TraceSession,
} from './trace.ts';

/** What a watch remembers, each kind in the order of its times. */
export interface TraceView {
  /** ms since the epoch. */
  readonly origin: number;
  /** µs since the origin; all that happened up to then is there. */
  readonly at: number;
  readonly sessions: ReadonlyMap<number, TraceSession>;
  readonly requests: readonly TraceRequest[];
  readonly chunks: readonly TraceChunk[];
  readonly messages: readonly TraceMessage[];
  readonly batches: readonly TraceBatch[];
  readonly queue: TraceReport['queue'];
  /** As in a report, over all that was told since the watch began. */
  readonly skipped: number;
  readonly dropped: number;
}

/** Puts reports together and forgets what is older than a minute, on both sides of the contract. */
export class TraceMemory implements TraceView {
  origin = 0;
  at = 0;
  skipped = 0;
  dropped = 0;
  readonly sessions = new Map<number, TraceSession>();
  chunks: TraceChunk[] = [];
  messages: TraceMessage[] = [];
  batches: TraceBatch[] = [];
  queue: TraceReport['queue'] = [];
  /** In the order of their numbers. Changed in place: whoever wants it as it is now copies it. */
  requests: TraceRequest[] = [];
  readonly #gone = new Map<number, number>();

  add(report: TraceReport): void {
    if (report.origin !== this.origin) this.#forget();
    this.origin = report.origin;
    this.at = report.at;
    this.skipped += report.skipped;
    this.dropped += report.dropped;
    for (const session of report.sessions) this.sessions.set(session.number, session);
    for (const number of report.gone) this.#gone.set(number, report.at);
    for (const request of report.requests) this.#tell(request);
    const since = report.at - TRACE_MEMORY_MICROS;
    this.chunks = kept(this.chunks, report.chunks, (chunk) => chunk.at >= since);
    this.messages = kept(this.messages, report.messages, (message) => message.at >= since);
    this.batches = kept(this.batches, report.batches, (batch) => batch.committed >= since);
    this.queue = kept(this.queue, report.queue, (step) => step.at >= since);
    const old = this.requests.findIndex(({ asked }) => asked >= since);
    const over = Math.max(old === -1 ? this.requests.length : old, this.requests.length - TRACE_MEMORY_REQUESTS);
    if (over > 0) this.requests.splice(0, over);
    for (const [number, goneAt] of this.#gone) {
      if (goneAt >= since) break;
      this.#gone.delete(number);
      this.sessions.delete(number);
    }
  }

  /** Adds a request, or puts it in the place of what was known of it. */
  #tell(request: TraceRequest): void {
    const place = placeOf(this.requests, request.id);
    if (this.requests[place]?.id === request.id) this.requests[place] = request;
    else this.requests.splice(place, 0, request);
  }

  /** Another watch begins: its numbers and times have nothing to do with those of the one before. */
  #forget(): void {
    this.skipped = 0;
    this.dropped = 0;
    this.chunks = [];
    this.messages = [];
    this.batches = [];
    this.queue = [];
    this.sessions.clear();
    this.requests = [];
    this.#gone.clear();
  }

  /** All that is remembered, as one report for somebody who comes later. */
  report(): TraceReport {
    const { origin, at, chunks, messages, batches, queue, skipped, dropped } = this;
    const requests = this.requests.slice();
    const sessions = [...this.sessions.values()];
    const gone = [...this.#gone.keys()];
    return { origin, at, sessions, gone, requests, chunks, messages, batches, queue, skipped, dropped };
  }
}

/** Finds a request by its number, by halving. */
export function requestOf(requests: readonly TraceRequest[], id: number | null): TraceRequest | undefined {
  if (id === null) return undefined;
  const found = requests[placeOf(requests, id)];
  return found?.id === id ? found : undefined;
}

/** Index of the first request whose number is not below. */
function placeOf(requests: readonly TraceRequest[], id: number): number {
  let [low, high] = [0, requests.length];
  if ((requests[high - 1]?.id ?? 0) < id) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((requests[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The old ones that are still to be kept, and the new ones after them. */
function kept<Item>(old: Item[], fresh: readonly Item[], keeps: (item: Item) => boolean): Item[] {
  const first = old.findIndex(keeps);
  // Looked at by others, so it is not changed in place.
  return [...(first === -1 ? [] : first === 0 ? old : old.slice(first)), ...fresh];
}
