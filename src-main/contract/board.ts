import { z } from 'zod';
import { failureFieldsShape } from './failure-fields.ts';
import { PROTOCOL_NAMES, perProtocol } from './protocols.ts';
import { bankSettingsSchema } from './settings.ts';
import { sequenceSchema, transferSchema } from './terminal.ts';

/** Customers whose cards windows offer; any other number can be typed. */
export const CARDS = 6;

/**
 * What the bank shows of itself to the Lobby window. Sessions and transfers are sampled (the newest few), counts
 * are exact. It has no PINs but the documented ones of the demo accounts.
 */
const address = z.object({ host: z.string(), port: z.number().int() });

export const bankStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({
    state: z.literal('listening'),
    /** Where each protocol is served; absent: it is not. */
    ports: z.object(perProtocol(() => address.optional())),
    /** SHA-256 fingerprint of the bank's certificate (`AB:CD:…`); null where no port speaks TLS. */
    fingerprint: z.string().nullable(),
    /** Where metrics are served, on loopback; null where they are not. */
    metrics: address.nullable(),
    /** Session threads; 0: sessions run on the thread that accepts them. */
    threads: z.number().int(),
    /** Whether the settings differ from those it was opened with: they take effect when it is opened again. */
    outdated: z.boolean().optional(),
    /** Whether accepted sockets move to the session threads; false: this runtime can't move them. */
    movesSockets: z.boolean(),
    /** The first few customers, which windows offer as cards. */
    accounts: z.array(z.string()).max(CARDS),
    /** By account number, the PINs of opening accounts that are still the documented ones. */
    demoPins: z.record(z.string(), z.string()),
  }),
  /** The bank could not start or was lost; `message` says what to do. */
  z.object({
    state: z.literal('failed'),
    ...failureFieldsShape,
    /** What it was to be opened with: the settings, overridden by the command line. */
    tried: bankSettingsSchema.optional(),
  }),
  z.object({ state: z.literal('stopped') }),
]);
export type BankStatus = z.infer<typeof bankStatusSchema>;

/** A session as it is now. */
export const sessionViewSchema = z.object({
  id: z.string(),
  /** Its place among the connections of this run of the bank: 1, 2, 3, … */
  number: z.number().int(),
  /** Index of the session thread it runs on, 0-based. */
  thread: z.number().int(),
  protocol: z.enum(PROTOCOL_NAMES),
  peer: z.string(),
  terminal: z.string().nullable(),
  /** null before log-in. */
  account: z.string().nullable(),
  /** ms since the epoch. */
  since: z.number(),
  operations: z.number().int(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

const commitViewSchema = z.object({
  /** Its number in the books. */
  number: z.number().int(),
  at: z.number(),
  /** Requests that shared it. */
  size: z.number().int(),
  /** For checking, booking and the disk. */
  micros: z.number(),
});

/** Time between two boards while something happens, ms; a busy bank may take longer. */
export const BOARD_MS = 200;
/** Time between two boards while nothing happens, ms: enough for the charts, at next to no cost. */
export const QUIET_BOARD_MS = 2000;

/** Most commits that a board tells of. */
export const BOARD_COMMITS = 100;
/** Most transfers that a board tells of. */
export const BOARD_TRANSFERS = 50;

const latencySchema = z.object({ p50: z.number(), p99: z.number() }).nullable();

const pastPointSchema = z.object({
  at: z.number(),
  /** As in `totals`. */
  operations: z.number().int(),
  /** As in the board, over the second before; where nobody watched, to a thirty-second part. */
  latency: latencySchema,
});
export type PastPoint = z.infer<typeof pastPointSchema>;

export const boardSchema = z.object({
  at: z.number(),
  /** Open sessions, exact. */
  open: z.number().int(),
  /** The newest sessions, at most 600. */
  sessions: z.array(sessionViewSchema),
  /** Requests that were sent to the ledger and are not answered yet. */
  queue: z.number().int(),
  /** Group commits since the last board, newest last, at most BOARD_COMMITS. */
  commits: z.array(commitViewSchema),
  /**
   * Transfers since the last board, newest last, at most BOARD_TRANSFERS, with the session that made each and the commit
   * it was in.
   */
  transfers: z.array(z.object({ transfer: transferSchema, session: z.string(), commit: z.number().int() })),
  /** Exact counts since the bank was started. */
  totals: z.object({
    accepted: z.number().int(),
    operations: z.number().int(),
    transfers: z.number().int(),
    refusals: z.number().int(),
    commits: z.number().int(),
  }),
  /** Request to durable reply in the ledger, ms, over the time since the last board; null if there was none. */
  latency: latencySchema,
  /**
   * Of the first board that a watcher gets: a point for each second of the minute and a half before, oldest first. Its
   * commits and transfers are then the newest that are known, whenever they were made.
   */
  past: z.array(pastPointSchema).optional(),
  /** The sum over all accounts in cents: zero, always. */
  sum: z.number().int(),
  /** Balance of the bank's cash account in cents; customers have the rest of the sum. */
  cash: z.number().int(),
});
export type Board = z.infer<typeof boardSchema>;

const transcriptLineSchema = z.object({
  /** Its place among the lines of the session: 1, 2, 3, … */
  number: z.number().int(),
  /** ms since the epoch. */
  at: z.number(),
  direction: z.enum(['in', 'out']),
  /** PINs masked. */
  text: z.string(),
  /** The transfer that this line of the client's made; null: none, or none that is known yet. */
  wrote: sequenceSchema.nullable(),
});
export type TranscriptLine = z.infer<typeof transcriptLineSchema>;

/** One session from the wire to the journal, joined by its id. */
export const sessionDetailSchema = z.object({
  /** Of one that has ended, `account` is the last that it was logged in to. */
  session: sessionViewSchema,
  /** When its connection was gone, ms since the epoch; null: it is open. */
  ended: z.number().nullable(),
  /** The newest lines of both sides, oldest first, at most 128 and 32,768 characters. */
  lines: z.array(transcriptLineSchema),
  /**
   * What it waits for at the ledger: a session asks one thing at a time. `since` in ms since the epoch. Of one that has
   * ended: what was not answered when its connection was gone.
   */
  pending: z.object({ operation: z.string(), amount: z.number().int().nullable(), since: z.number() }).nullable(),
  /** Bytes that its client has sent and that wait until this is answered. */
  heldBytes: z.number().int(),
  /** Transfers that it wrote into the journal, newest first, at most 50. */
  transfers: z.array(transferSchema),
});
export type SessionDetail = z.infer<typeof sessionDetailSchema>;

/** A session that has ended, in a list of them. */
export const endedSessionSchema = sessionViewSchema.extend({
  /** When its connection was gone, ms since the epoch. */
  ended: z.number(),
  /** How many transfers it wrote into the journal. */
  wrote: z.number().int(),
});
export type EndedSession = z.infer<typeof endedSessionSchema>;
