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

/** Time between two removals of old records, µs. */
const CLEAN_MICROS = 5_000_000;

/**
 * Puts reports together and forgets what is older than a minute, on both sides of the contract. It changes in place:
 * whoever wants it as it is now copies it.
 */
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
  /** In the order of their numbers. */
  requests: TraceRequest[] = [];
  /** µs at which old ones are forgotten next. */
  #cleanAt = 0;
  readonly #gone = new Map<number, number>();

  add(report: TraceReport): void {
    if (report.isWhole === true || report.origin !== this.origin) this.#forget();
    this.origin = report.origin;
    this.at = report.at;
    this.skipped += report.skipped;
    this.dropped += report.dropped;
    for (const session of report.sessions) this.sessions.set(session.number, session);
    for (const number of report.gone) this.#gone.set(number, report.at);
    for (const request of report.requests) this.#tell(request);
    for (const chunk of report.chunks) this.chunks.push(chunk);
    for (const message of report.messages) this.messages.push(message);
    for (const batch of report.batches) this.batches.push(batch);
    for (const step of report.queue) this.queue.push(step);
    // Not with each report: taking out at the front moves all that is behind.
    if (report.at < this.#cleanAt && this.requests.length < 1.5 * TRACE_MEMORY_REQUESTS) return;
    this.#cleanAt = report.at + CLEAN_MICROS;
    this.#clean(report.at - TRACE_MEMORY_MICROS);
  }

  #clean(before: number): void {
    const most = this.requests.at(-TRACE_MEMORY_REQUESTS);
    // Where there were too many, what belongs to those that are forgotten goes with them.
    const since = Math.max(before, this.requests.length > TRACE_MEMORY_REQUESTS ? (most?.asked ?? before) : before);
    forgetBefore(this.requests, ({ asked }) => asked >= since);
    forgetBefore(this.chunks, ({ at }) => at >= since);
    forgetBefore(this.messages, ({ at }) => at >= since);
    forgetBefore(this.batches, ({ committed }) => committed >= since);
    forgetBefore(this.queue, ({ at }) => at >= since);
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

  /** Another watch begins, whose numbers and times have nothing to do with those of the one before; or all is told anew. */
  #forget(): void {
    this.skipped = 0;
    this.dropped = 0;
    this.#cleanAt = 0;
    this.chunks = [];
    this.messages = [];
    this.batches = [];
    this.queue = [];
    this.sessions.clear();
    this.requests = [];
    this.#gone.clear();
  }

  /** A new object with the counts of now; its lists go on to change, which costs nothing to have. */
  glance(): TraceView {
    const { origin, at, sessions, requests, chunks, messages, batches, queue, skipped, dropped } = this;
    return { origin, at, sessions, requests, chunks, messages, batches, queue, skipped, dropped };
  }

  /** What is remembered now, which does not change any more. */
  copy(): TraceMemory {
    const copy = new TraceMemory();
    const { origin, at, skipped, dropped } = this;
    Object.assign(copy, { origin, at, skipped, dropped });
    copy.chunks = this.chunks.slice();
    copy.messages = this.messages.slice();
    copy.batches = this.batches.slice();
    copy.queue = this.queue.slice();
    copy.requests = this.requests.slice();
    for (const [number, session] of this.sessions) copy.sessions.set(number, session);
    return copy;
  }

  /** All that is remembered, as one report for somebody who comes later. */
  report(): TraceReport {
    const { origin, at, chunks, messages, batches, queue, requests, skipped, dropped } = this.copy();
    const sessions = [...this.sessions.values()];
    const gone = [...this.#gone.keys()];
    const told = { origin, at, sessions, gone, requests, chunks, messages, batches, queue, skipped, dropped };
    return { isWhole: true, ...told };
  }
}

/** Finds a request by its number, by binary search. */
export function requestOf(requests: readonly TraceRequest[], id: number | null): TraceRequest | undefined {
  if (id === null) return undefined;
  const found = requests[placeOf(requests, id)];
  return found?.id === id ? found : undefined;
}

/** Index of the first request whose number is `id` or above. */
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

function forgetBefore<Item>(items: Item[], keeps: (item: Item) => boolean): void {
  const first = items.findIndex(keeps);
  items.splice(0, first === -1 ? items.length : first);
}
