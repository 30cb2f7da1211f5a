import { requestOf, seatOf, type TraceRecord } from './trace-records.ts';

type Entered = Extract<TraceRecord, { type: 'entered' }>;
type Left = Extract<TraceRecord, { type: 'batch' }>;

/** How long a batch's member is kept without its `entered` record, ms: more than lies between two readings. */
const EARLY_MS = 2_000;

/** Of a seat, the first request that is known to have entered, and the one after the last. */
interface Known {
  readonly first: number;
  upTo: number;
}

/**
 * How many requests wait to be taken into a batch, counted from those that enter and leave the queue, not sampled.
 * Those of clients that are not traced, and those that came before the watch, are left out on both sides.
 */
export class QueueDepth {
  readonly #known = new Map<number, Known>();
  /** Members that were taken before their `entered` record was read. */
  #early: { readonly seat: number; readonly request: number; readonly at: number }[] = [];
  #changes: { readonly at: number; readonly by: number }[] = [];
  #depth = 0;
  #last = Number.NEGATIVE_INFINITY;

  entered({ at, seat, first, count }: Entered): void {
    const known = this.#known.get(seat);
    if (known === undefined) this.#known.set(seat, { first, upTo: first + count });
    else known.upTo = first + count;
    this.#changes.push({ at, by: count });
    if (this.#early.length === 0) return;
    const left = this.#early.filter((one) => one.seat === seat && one.request >= first && one.request < first + count);
    if (left.length === 0) return;
    for (const one of left) this.#changes.push({ at: Math.max(at, one.at), by: -1 });
    this.#early = this.#early.filter((one) => !left.includes(one));
  }

  left({ at, members }: Left): void {
    let count = 0;
    let last = -1;
    let known: Known | undefined;
    for (let index = 0; index < members.length; index++) {
      const place = members[index] ?? 0;
      const seat = seatOf(place);
      const request = requestOf(place);
      // Many of one seat follow each other.
      if (seat !== last) known = this.#known.get(seat);
      last = seat;
      if (known === undefined || request >= known.upTo) this.#early.push({ seat, request, at });
      else if (request >= known.first) count += 1;
    }
    if (count > 0) this.#changes.push({ at, by: -count });
  }

  /** The depth after each change up to a moment; one that becomes known late counts from the last one on. */
  steps(until: number): { readonly at: number; readonly depth: number }[] {
    this.#changes.sort((a, b) => a.at - b.at || b.by - a.by);
    const later = this.#changes.findIndex(({ at }) => at > until);
    const due = this.#changes.splice(0, later === -1 ? this.#changes.length : later);
    if (this.#early.length > 0) this.#early = this.#early.filter(({ at }) => until - at < EARLY_MS);
    return due.map(({ at, by }) => {
      this.#depth += by;
      this.#last = Math.max(this.#last, at);
      return { at: this.#last, depth: this.#depth };
    });
  }
}
