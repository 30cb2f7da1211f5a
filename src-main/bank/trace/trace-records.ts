import { REFUSALS, type Refusal } from '../../contract/refusals.ts';
import { type LedgerOperation, OPERATIONS } from '../ledger/request.ts';
import type { RingRecord } from './trace-ring.ts';

/** What a session is, told once in each watch and whenever it has changed. */
export interface SessionIntroduction {
  readonly id: string;
  readonly protocol: string;
  readonly peer: string;
  readonly terminal: string | null;
  readonly account: string | null;
  /** ms since the epoch. */
  readonly since: number;
}

/**
 * What the threads write into their rings. `at` in ms of the trace clock; `session` is its number; `offset` counts the
 * bytes of one direction of a session, and is where the bytes end that the record is about.
 */
export type TraceRecord =
  | { readonly type: 'session'; readonly at: number; readonly session: number; readonly known: SessionIntroduction }
  /** Bytes have come. */
  | {
      readonly type: 'chunk';
      readonly at: number;
      readonly session: number;
      readonly offset: number;
      readonly size: number;
    }
  /** What has come so far ends in the middle of a message. */
  | { readonly type: 'partial'; readonly at: number; readonly session: number; readonly offset: number }
  /** A message was taken and parsed; `bytes` without its end and with its secrets hidden. */
  | {
      readonly type: 'line';
      readonly at: number;
      readonly session: number;
      readonly offset: number;
      /** One character a byte. */
      readonly bytes: string;
    }
  /** The ledger, or the history thread, is asked. */
  | {
      readonly type: 'asked';
      readonly at: number;
      readonly session: number;
      readonly op: LedgerOperation;
      readonly amount: number | null;
      readonly account: string | null;
      readonly to: string | null;
    }
  /** The place of what was asked last among those that wait for the ledger. */
  | {
      readonly type: 'queued';
      readonly at: number;
      readonly session: number;
      readonly seat: number;
      readonly request: number;
    }
  /** The session has the answer. */
  | {
      readonly type: 'answered';
      readonly at: number;
      readonly session: number;
      readonly refusal: Refusal | null;
      readonly repeated: boolean;
      readonly sequence: number | null;
      readonly refers: number | null;
      /** Whose transfer it is. */
      readonly customer: string | null;
      readonly balance: number | null;
      readonly hash: string | null;
    }
  /** Answered from shared memory, without the ledger. */
  | {
      readonly type: 'told';
      readonly at: number;
      readonly session: number;
      readonly op: LedgerOperation;
      readonly account: string | null;
      readonly balance: number | null;
    }
  /** Bytes were given to the socket. `bytes`: the first of them. */
  | {
      readonly type: 'sent';
      readonly at: number;
      readonly session: number;
      readonly offset: number;
      readonly size: number;
      readonly bytes: string;
    }
  | { readonly type: 'closed'; readonly at: number; readonly session: number }
  /** So many requests have left for the ledger, in the order of their numbers. */
  | {
      readonly type: 'entered';
      readonly at: number;
      readonly seat: number;
      readonly first: number;
      readonly count: number;
    }
  /** `at` is when it was taken; `decided`: the rules are done and the disk begins; `committed`: the disk is done. */
  | {
      readonly type: 'batch';
      readonly at: number;
      readonly decided: number;
      readonly committed: number;
      /** Its number in the books; null: nothing had to be written. */
      readonly commit: number | null;
      readonly transfers: number;
      /** Places of its requests, as `placeOf` makes them, in their order. */
      readonly members: ArrayLike<number>;
    };

export const KINDS = [
  'session',
  'chunk',
  'partial',
  'line',
  'asked',
  'queued',
  'answered',
  'told',
  'sent',
  'closed',
  'entered',
  'batch',
] as const satisfies readonly TraceRecord['type'][];
export const KIND_NUMBER = Object.fromEntries(KINDS.map((kind, index) => [kind, index])) as Record<
  TraceRecord['type'],
  number
>;

const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly LedgerOperation[];
export const OPERATION_NUMBER: ReadonlyMap<LedgerOperation, number> = new Map(
  OPERATION_NAMES.map((op, index) => [op, index]),
);
export const REFUSAL_NUMBER: ReadonlyMap<Refusal, number> = new Map(REFUSALS.map((refusal, index) => [refusal, index]));
/** Stands for an absent value, in fields that are never negative. */
export const NONE = -1;
/** Stands for a balance that was not told: balances can be anything, of the bank's own account below zero. */
export const NO_BALANCE = Number.NaN;
/** Between two texts of one record: no account number has it. */
export const SEPARATOR = '\n';
const SEAT_STEP = 2 ** 32;

/**
 * A request's thread, as the ledger numbers them, and its number there, as one number: there are many in a batch. Where a
 * thread has asked 2³² times, which takes days, its numbers begin anew.
 */
export const placeOf = (seat: number, request: number): number => seat * SEAT_STEP + (request % SEAT_STEP);
export const seatOf = (place: number): number => Math.floor(place / SEAT_STEP);
export const requestOf = (place: number): number => place % SEAT_STEP;

/** Fields of a batch before its members. */
const BATCH_FIELDS = 4;

const noneOr = (value: number): number | null => (value === NONE ? null : value);
const textOr = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
const balanceOr = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** @throws TypeError if it is none: a bug */
export function decodeRecord(record: RingRecord): TraceRecord {
  const { at } = record;
  const first = record.field(0);
  const second = record.field(1);
  const third = record.field(2);
  const type = KINDS[record.kind];
  if (type === undefined) throw new TypeError(`trace: no record of kind ${record.kind}`);
  switch (type) {
    case 'session':
      return { type, at, session: first, known: JSON.parse(record.utf8()) as SessionIntroduction };
    case 'chunk':
      return { type, at, session: first, offset: second, size: third };
    case 'partial':
      return { type, at, session: first, offset: second };
    case 'line':
      return { type, at, session: first, offset: second, bytes: record.latin1() };
    case 'asked': {
      const [account, to] = record.utf8().split(SEPARATOR);
      const amount = noneOr(third);
      return { type, at, session: first, op: operation(second), amount, account: textOr(account), to: textOr(to) };
    }
    case 'queued':
      return { type, at, session: first, seat: second, request: requestOf(third) };
    case 'answered': {
      const [hash, customer] = record.latin1().split(SEPARATOR);
      const refusal = second === NONE ? null : (REFUSALS[second] ?? null);
      return {
        type,
        at,
        session: first,
        refusal,
        repeated: third === 1,
        sequence: noneOr(record.field(3)),
        refers: noneOr(record.field(4)),
        balance: balanceOr(record.field(5)),
        hash: textOr(hash),
        customer: textOr(customer),
      };
    }
    case 'told':
      return {
        type,
        at,
        session: first,
        op: operation(second),
        balance: balanceOr(third),
        account: textOr(record.utf8()),
      };
    case 'sent':
      return { type, at, session: first, offset: second, size: third, bytes: record.latin1() };
    case 'closed':
      return { type, at, session: first };
    case 'entered':
      return { type, at, seat: first, first: requestOf(second), count: third };
    case 'batch': {
      const members = record.fieldsFrom(BATCH_FIELDS);
      return {
        type,
        at,
        decided: first,
        committed: second,
        commit: noneOr(third),
        transfers: record.field(3),
        members,
      };
    }
  }
}

function operation(number: number): LedgerOperation {
  const op = OPERATION_NAMES[number];
  if (op === undefined) throw new TypeError(`trace: no operation ${number}`);
  return op;
}
