import type { TraceChunk, TraceMessage, TraceRequest } from '../../contract/trace/trace.ts';
import type { TraceRecord } from './trace-records.ts';

export type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
/** A request of which more may be known later. */
export type Draft = Mutable<TraceRequest>;
export type Of<Type extends TraceRecord['type']> = Extract<TraceRecord, { type: Type }>;

/** What a request has of its message. */
type Heard = Pick<Draft, 'message' | 'firstByte' | 'received' | 'begun' | 'parsed'>;

/** What is known of one session's bytes and of its one request. */
export interface SessionState {
  readonly thread: number;
  /** Chunks that are not taken as messages yet. */
  chunks: { readonly at: number; readonly begin: number; readonly end: number; readonly told: Mutable<TraceChunk> }[];
  /** Where the message before ended; undefined: that was before the watch. */
  taken: number | undefined;
  line: Heard | undefined;
  /** The chunks of that message. */
  carriers: Mutable<TraceChunk>[];
  /** When its thread was done with the request before, µs. */
  free: number;
  /** Asked, without answer. */
  open: Draft | undefined;
  /** Answered, and the answer not given to the socket. */
  unsent: Draft[];
}

/** Takes the bytes up to the message's end. @param at µs */
export function messageOf(state: SessionState, { session, offset, bytes }: Of<'line'>, at: number): TraceMessage {
  const begin = state.taken ?? state.chunks[0]?.begin ?? offset - bytes.length;
  const received = state.chunks.find(({ end }) => end >= offset)?.at ?? null;
  state.taken = offset;
  state.line = {
    message: { begin, end: offset },
    firstByte: state.chunks.find(({ end }) => end > begin)?.at ?? null,
    received,
    begun: received === null ? null : Math.max(received, state.free),
    parsed: at,
  };
  state.carriers = state.chunks.filter((chunk) => chunk.begin < offset && chunk.end > begin).map(({ told }) => told);
  state.chunks = state.chunks.filter(({ end }) => end > offset);
  return { at, session, begin, end: offset, bytes: bytes };
}
