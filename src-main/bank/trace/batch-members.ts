import type { Draft, Of } from './session-state.ts';
import { placeOf, requestOf, seatOf } from './trace-records.ts';

type BatchRecord = Of<'batch'>;

/** Most requests of one seat without a known batch that are kept. */
const WAITING = 50_000;
/** How much later than a batch was taken the records of its requests may be read, ms: the ring's writer may be delayed. */
const LATE_MS = 200;

/**
 * Tells traced requests which batch they are in. Members are looked up among the few traced requests, not remembered: a
 * busy bank has 60,000 a second.
 */
export class BatchMembers {
  readonly #change: (draft: Draft) => void;
  /** Requests whose batch is not known, of each seat by their numbers there. */
  readonly #waiting = new Map<number, Map<number, Draft>>();
  /** Of each seat, the first request after all that are known to have been in a batch. */
  readonly #takenUpTo = new Map<number, number>();
  /** The newest batches: of some of their members the records are not read yet. */
  #newest: { readonly id: number; readonly record: BatchRecord }[] = [];

  /** @param change told of each request before it is told its batch */
  constructor(change: (draft: Draft) => void) {
    this.#change = change;
  }

  /** A request waits for its batch, unless that was read before this record was. */
  queued({ seat, request }: Of<'queued'>, draft: Draft): void {
    if (request < (this.#takenUpTo.get(seat) ?? 0)) {
      const own = placeOf(seat, request);
      for (const { id, record } of this.#newest) {
        const place = Array.prototype.indexOf.call(record.members, own);
        if (place === -1) continue;
        draft.batch = { id, place };
        return;
      }
    }
    const waiting = this.#waiting.get(seat) ?? new Map<number, Draft>();
    this.#waiting.set(seat, waiting.set(request, draft));
    if (waiting.size > WAITING) forgetOldest(waiting);
  }

  /** Tells the traced requests of a batch that they are in it. @param id of the batch */
  taken(id: number, record: BatchRecord): void {
    const { members } = record;
    let seat = -1;
    let upTo = 0;
    let waiting: Map<number, Draft> | undefined;
    for (let place = 0; place < members.length; place++) {
      const member = members[place] ?? 0;
      // Many of one seat follow each other.
      if (seatOf(member) !== seat) {
        if (seat !== -1) this.#takenUpTo.set(seat, upTo);
        seat = seatOf(member);
        upTo = this.#takenUpTo.get(seat) ?? 0;
        waiting = this.#waiting.get(seat);
      }
      const request = requestOf(member);
      if (request >= upTo) upTo = request + 1;
      const draft = waiting?.get(request);
      if (draft === undefined) continue;
      waiting?.delete(request);
      this.#change(draft);
      draft.batch = { id, place };
    }
    if (seat !== -1) this.#takenUpTo.set(seat, upTo);
    this.#newest.push({ id, record });
  }

  /** Forgets batches of whose members nothing new can come. @param until ms of the trace clock */
  forgetBefore(until: number): void {
    this.#newest = this.#newest.filter(({ record }) => record.at > until - LATE_MS);
  }
}

function forgetOldest(map: Map<number, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
