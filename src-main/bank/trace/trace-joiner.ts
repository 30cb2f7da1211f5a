import type { TraceBatch, TraceChunk, TraceMessage, TraceReport, TraceSession } from '../../contract/trace/trace.ts';
import { QueueDepth } from './queue-depth.ts';
import { type Draft, type Mutable, messageOf, type Of, type SessionState } from './session-state.ts';
import { placeOf, type TraceRecord } from './trace-records.ts';

type BatchRecord = Of<'batch'>;
/** What the threads of sessions write. */
export type SessionRecord = Exclude<TraceRecord, { type: 'batch' }>;

/** What one thread wrote since the last look. */
export interface ThreadRecords {
  /** Index of the session thread. */
  readonly thread: number;
  readonly records: readonly SessionRecord[];
}

/** Most requests without a known batch that are kept. */
const WAITING = 50_000;
/** How much later than a batch was taken the records of its requests may be read, ms: the ring's writer may be delayed. */
const LATE_MS = 200;
const NOTHING_HEARD = { message: null, firstByte: null, received: null, begun: null, parsed: null };

/**
 * Makes requests of what the threads have written, each in its own ring: bytes, message, query, batch, answer, bytes.
 * A session asks one thing at a time, so its own records follow each other; a batch is joined by the places of its
 * members. Pure: the rings are read elsewhere.
 */
export class TraceJoiner {
  readonly #zero: number;
  readonly #sessions = new Map<number, SessionState>();
  readonly #depth = new QueueDepth();
  /** Requests whose batch is not known. */
  readonly #byPlace = new Map<number, Draft>();
  /** The newest batches: most of their members are not traced, and of some the records are not read yet. */
  #newest: { readonly id: number; readonly record: BatchRecord }[] = [];
  #requests = 0;
  #batches = 0;
  #changed = new Set<Draft>();
  #introduced: TraceSession[] = [];
  #gone: number[] = [];
  #chunks: Mutable<TraceChunk>[] = [];
  #messages: TraceMessage[] = [];

  /** @param zero origin of all times that are told, ms of the trace clock */
  constructor(zero: number) {
    this.#zero = zero;
  }

  /**
   * @param until ms of the trace clock before which nothing more can come
   * @param ledger read after the threads: then it has the batch of every answer that they have
   */
  join(
    threads: readonly ThreadRecords[],
    ledger: readonly BatchRecord[],
    until: number,
  ): Omit<TraceReport, 'origin' | 'skipped' | 'dropped'> {
    for (const { thread, records } of threads) for (const record of records) this.#take(thread, record);
    // Members are looked up among the few traced requests, not remembered: a busy bank has 60,000 a second.
    for (const { id, record } of this.#newest) this.#fill(id, record);
    const batches = ledger.map((record) => this.#batch(record));
    this.#newest = this.#newest.filter(({ record }) => record.at > until - LATE_MS);
    const report = {
      at: this.#micros(until),
      sessions: this.#introduced,
      gone: this.#gone,
      requests: [...this.#changed].sort((a, b) => a.id - b.id).map((draft) => ({ ...draft })),
      chunks: this.#chunks.sort((a, b) => a.at - b.at).map((chunk) => ({ ...chunk })),
      messages: this.#messages.sort((a, b) => a.at - b.at),
      batches,
      queue: this.#depth.steps(until).map(({ at, depth }) => ({ at: this.#micros(at), depth })),
    };
    this.#changed = new Set();
    this.#introduced = [];
    this.#gone = [];
    this.#chunks = [];
    this.#messages = [];
    return report;
  }

  #micros(at: number): number {
    return Math.round((at - this.#zero) * 10_000) / 10;
  }

  #take(thread: number, record: SessionRecord): void {
    if (record.type === 'entered') {
      this.#depth.entered(record);
      return;
    }
    const state = this.#state(thread, record.session);
    const at = this.#micros(record.at);
    switch (record.type) {
      case 'session': {
        const { protocol, ...known } = record.known;
        const session = { number: record.session, thread, protocol: protocol as TraceSession['protocol'], ...known };
        this.#introduced.push(session);
        return;
      }
      case 'chunk':
        this.#received(state, record, at);
        return;
      case 'partial': {
        const chunk = this.#chunks.findLast(
          ({ session, offset }) => session === record.session && offset === record.offset,
        );
        if (chunk !== undefined) chunk.partial = true;
        return;
      }
      case 'line':
        this.#messages.push(messageOf(state, record, at));
        return;
      case 'asked':
        state.open = this.#open(state, record, at);
        return;
      case 'queued':
        if (state.open === undefined) return;
        this.#byPlace.set(placeOf(record.seat, record.request), state.open);
        if (this.#byPlace.size > WAITING) forgetOldest(this.#byPlace);
        return;
      case 'answered':
        this.#answered(state, record, at);
        return;
      case 'told': {
        const draft = this.#open(state, { ...record, amount: null, to: null }, at);
        draft.outcome = 'done';
        draft.answered = at;
        draft.balance = record.balance;
        state.free = at;
        state.unsent.push(draft);
        return;
      }
      case 'sent':
        this.#sent(state, record, at);
        return;
      case 'closed':
        if (state.open !== undefined) this.#change(state.open).outcome = 'unknown';
        this.#sessions.delete(record.session);
        this.#gone.push(record.session);
        return;
    }
  }

  #state(thread: number, session: number): SessionState {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const state = {
      thread,
      chunks: [],
      taken: undefined,
      line: undefined,
      carriers: [],
      free: 0,
      open: undefined,
      unsent: [],
    };
    this.#sessions.set(session, state);
    return state;
  }

  #change(draft: Draft): Draft {
    this.#changed.add(draft);
    return draft;
  }

  #received(state: SessionState, { session, offset, size }: Of<'chunk'>, at: number): void {
    const told: Mutable<TraceChunk> = {
      ...{ at, session, direction: 'in', size, offset, partial: false, request: null, bytes: '' },
    };
    this.#chunks.push(told);
    state.chunks.push({ at, begin: offset - size, end: offset, told });
  }

  #open(
    state: SessionState,
    { session, op, account, to, amount }: Pick<Of<'asked'>, 'session' | 'op' | 'account' | 'to' | 'amount'>,
    at: number,
  ): Draft {
    const line = state.line ?? NOTHING_HEARD;
    state.line = undefined;
    this.#requests += 1;
    // A chunk that was reported before stays without a request: it is drawn already.
    for (const carrier of state.carriers) carrier.request ??= this.#requests;
    return this.#change({
      id: this.#requests,
      ...{ session, thread: state.thread, op, account, to, amount },
      outcome: 'pending',
      refusal: null,
      repeated: false,
      ...line,
      asked: at,
      answered: null,
      sent: null,
      batch: null,
      sequence: null,
      refers: null,
      hash: null,
      balance: null,
      reply: null,
    });
  }

  #answered(state: SessionState, record: Of<'answered'>, at: number): void {
    const draft = state.open;
    if (draft === undefined) return;
    state.open = undefined;
    state.free = at;
    state.unsent.push(this.#change(draft));
    draft.outcome = record.refusal === null ? 'done' : 'refused';
    draft.answered = at;
    const { refusal, repeated, sequence, refers, hash, balance } = record;
    Object.assign(draft, { refusal, repeated, sequence, refers, hash, balance });
    draft.account ??= record.customer;
  }

  #sent(state: SessionState, { session, offset, size, bytes }: Of<'sent'>, at: number): void {
    const request = state.unsent[0]?.id ?? null;
    const told = bytes;
    this.#chunks.push({ at, session, direction: 'out', size, offset, partial: false, request, bytes: told });
    const reply = { begin: offset - size, end: offset };
    for (const draft of state.unsent) Object.assign(this.#change(draft), { sent: at, reply });
    state.unsent = [];
  }

  #batch(record: BatchRecord): TraceBatch {
    this.#depth.left(record);
    this.#batches += 1;
    const id = this.#batches;
    this.#fill(id, record);
    this.#newest.push({ id, record });
    const { commit, transfers, members } = record;
    const [taken, decided, committed] = [record.at, record.decided, record.committed].map((one) =>
      this.#micros(one),
    ) as [number, number, number];
    return { id, commit, taken, decided, committed, size: members.length, transfers };
  }

  /** Tells the traced requests of a batch that they are in it. */
  #fill(id: number, { members }: BatchRecord): void {
    if (this.#byPlace.size === 0) return;
    for (let place = 0; place < members.length; place++) {
      const member = members[place] ?? 0;
      const draft = this.#byPlace.get(member);
      if (draft === undefined) continue;
      this.#byPlace.delete(member);
      this.#change(draft).batch = { id, place };
    }
  }
}

function forgetOldest(map: Map<number, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
