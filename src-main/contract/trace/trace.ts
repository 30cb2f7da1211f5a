import { z } from 'zod';
import { sessionViewSchema } from '../board.ts';
import { REFUSALS } from '../refusals.ts';

/**
 * Traces of single requests, sent while anybody watches. All times are microseconds since the watch's origin, by one
 * clock for all threads; all bytes are texts of one character (0 to 255) a byte, with PINs hidden. A request in flight
 * is sent when it is asked and again when more is known: the later record replaces the earlier one.
 */
const micros = z.number();

/** One chunk of bytes as the socket gave or took it. */
const chunkSchema = z.object({
  at: micros,
  session: z.number().int(),
  direction: z.enum(['in', 'out']),
  size: z.number().int(),
  /** Bytes of that direction of the session up to the chunk's end. */
  offset: z.number().int(),
  /** It ends in the middle of a message. */
  partial: z.boolean(),
  /** The first request whose message or answer is in it; null: none, or one that was sent later than the chunk. */
  request: z.number().int().nullable(),
  /** Out: the first 512 bytes. In: empty, as only a parsed message shows which bytes are secret: see `messages`. */
  bytes: z.string(),
});
export type TraceChunk = z.infer<typeof chunkSchema>;

/** One message of a client, once it was parsed. */
const messageSchema = z.object({
  /** When it was taken. */
  at: micros,
  session: z.number().int(),
  /** Bytes of the session before it, and up to its end. */
  begin: z.number().int(),
  end: z.number().int(),
  /** Without its end, the first 512, with PINs hidden. */
  bytes: z.string(),
});
export type TraceMessage = z.infer<typeof messageSchema>;

/** What is kept of a session does not count its operations: each has a record of its own. */
const sessionSchema = sessionViewSchema.omit({ operations: true });
export type TraceSession = z.infer<typeof sessionSchema>;

/** `unknown`: the connection or the ledger was gone before the answer. */
export const TRACE_OUTCOMES = ['pending', 'done', 'refused', 'unknown'] as const;

const requestSchema = z.object({
  /** 1, 2, 3, … over the whole watch. */
  id: z.number().int(),
  session: z.number().int(),
  thread: z.number().int(),
  op: z.string(),
  account: z.string().nullable(),
  to: z.string().nullable(),
  /** Cents. */
  amount: z.number().int().nullable(),
  outcome: z.enum(TRACE_OUTCOMES),
  refusal: z.enum(REFUSALS).nullable(),
  /** It was asked again under the same key, and was done before. */
  repeated: z.boolean(),
  /** When its first and its last byte came; null: they came before the watch. */
  firstByte: micros.nullable(),
  received: micros.nullable(),
  /** When its thread began with it: when its last byte came, or the request before it was answered. */
  begun: micros.nullable(),
  /** When its message was parsed. */
  parsed: micros.nullable(),
  /** When it was put among those that wait for the ledger; for a balance from shared memory, when that was read. */
  asked: micros,
  /** When the session had the answer, and when that was given to the socket. */
  answered: micros.nullable(),
  sent: micros.nullable(),
  /** Where it was among the requests of a batch; null: none, or not yet. */
  batch: z.object({ id: z.number().int(), place: z.number().int() }).nullable(),
  /** Place in the journal of the transfer that it made. */
  sequence: z.number().int().nullable(),
  /** The transfer that it refers to: of a post or void the reserve. */
  refers: z.number().int().nullable(),
  hash: z.string().nullable(),
  /** Available balance of its account right after it, cents. */
  balance: z.number().int().nullable(),
  /** Where its message is among the bytes in, and its answer's write among the bytes out; null: not known. */
  message: z.object({ begin: z.number().int(), end: z.number().int() }).nullable(),
  reply: z.object({ begin: z.number().int(), end: z.number().int() }).nullable(),
});
export type TraceRequest = z.infer<typeof requestSchema>;

const batchSchema = z.object({
  id: z.number().int(),
  /** Number of the commit in the books; null: nothing had to be written. */
  commit: z.number().int().nullable(),
  /** When it was taken from the queue, when the rules were applied and writing began, and when it was on disk. */
  taken: micros,
  decided: micros,
  committed: micros,
  /** Requests in it, traced or not. */
  size: z.number().int(),
  /** Transfers that it wrote. */
  transfers: z.number().int(),
});
export type TraceBatch = z.infer<typeof batchSchema>;

export const traceReportSchema = z.object({
  /** The first one of who joins a watch: it has all that is remembered, and stands in place of what was told before. */
  isWhole: z.literal(true).optional(),
  /** ms since the epoch at which all times begin. */
  origin: z.number(),
  /** All that happened up to then is in this report or an earlier one. */
  at: micros,
  sessions: z.array(sessionSchema),
  /** Numbers of sessions that are gone. */
  gone: z.array(z.number().int()),
  requests: z.array(requestSchema),
  chunks: z.array(chunkSchema),
  messages: z.array(messageSchema),
  batches: z.array(batchSchema),
  /** Requests that wait to be taken into a batch, at each moment at which that changed. */
  queue: z.array(z.object({ at: micros, depth: z.number().int() })),
  /** Received chunks since the last report that were not traced, nor what followed from them: too many came. */
  skipped: z.number().int(),
  /** Records that were lost because nobody read them in time. */
  dropped: z.number().int(),
});
export type TraceReport = z.infer<typeof traceReportSchema>;

/** Terminal name of the client that sends one deposit for the Lab. */
export const LAB_TERMINAL = 'Lab';

/** How long a watch remembers, µs. */
export const TRACE_MEMORY_MICROS = 60_000_000;
/** How many requests it remembers at most. */
export const TRACE_MEMORY_REQUESTS = 30_000;
