import type {
  TraceBatch,
  TraceChunk,
  TraceMessage,
  TraceReport,
  TraceRequest,
  TraceSession,
} from '../../contract/trace/trace.ts';
import { BatchMembers } from './batch-members.ts';
import { QueueDepth } from './queue-depth.ts';
import { type Draft, type Mutable, messageOf, type Of, type SessionState } from './session-state.ts';
import type { TraceRecord } from './trace-records.ts';

type BatchRecord = Of<'batch'>;
/** What the threads of sessions write. */
export type SessionRecord = Exclude<TraceRecord, { type: 'batch' }>;

/** What one thread wrote since the last look. */
export interface ThreadRecords {
  /** Index of the session thread. */
  readonly thread: number;
  readonly records: readonly SessionRecord[];
}

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
  readonly #members = new BatchMembers((draft) => this.#change(draft));
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
    const batches = ledger.map((record) => this.#batch(record));
    this.#members.forgetBefore(until);
    const report = {
      at: this.#micros(until),
      sessions: this.#introduced,
      gone: this.#gone,
      requests: [...this.#changed].sort((a, b) => a.id - b.id).map(asItIs),
      chunks: this.#chunks.sort((a, b) => a.at - b.at),
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
        this.#members.queued(record, state.open);
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
      at,
      session,
      direction: 'in',
      size,
      offset,
      partial: false,
      request: null,
      bytes: '',
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
    // Of a chunk that was reported before, only who begins to watch later is told its request.
    for (const carrier of state.carriers) carrier.request ??= this.#requests;
    return this.#change({
      id: this.#requests,
      session,
      thread: state.thread,
      op,
      account,
      to,
      amount,
      outcome: 'pending',
      refusal: null,
      repeated: false,
      firstByte: line.firstByte,
      received: line.received,
      begun: line.begun,
      parsed: line.parsed,
      asked: at,
      answered: null,
      sent: null,
      batch: null,
      sequence: null,
      refers: null,
      hash: null,
      balance: null,
      message: line.message,
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
    draft.refusal = record.refusal;
    draft.repeated = record.repeated;
    draft.sequence = record.sequence;
    draft.refers = record.refers;
    draft.hash = record.hash;
    draft.balance = record.balance;
    draft.account ??= record.customer;
  }

  #sent(state: SessionState, { session, offset, size, bytes }: Of<'sent'>, at: number): void {
    const request = state.unsent[0]?.id ?? null;
    this.#chunks.push({ at, session, direction: 'out', size, offset, partial: false, request, bytes });
    const reply = { begin: offset - size, end: offset };
    for (const draft of state.unsent) {
      this.#change(draft);
      draft.sent = at;
      draft.reply = reply;
    }
    state.unsent = [];
  }

  #batch(record: BatchRecord): TraceBatch {
    this.#depth.left(record);
    this.#batches += 1;
    const id = this.#batches;
    this.#members.taken(id, record);
    const { commit, transfers, members } = record;
    const [taken, decided, committed] = [record.at, record.decided, record.committed].map((one) =>
      this.#micros(one),
    ) as [number, number, number];
    return { id, commit, taken, decided, committed, size: members.length, transfers };
  }
}

/** A request as it is told now: one of which nothing more can come is told as it is, and not copied. */
function asItIs(draft: Draft): TraceRequest {
  return draft.sent !== null && draft.batch !== null ? draft : { ...draft };
}
