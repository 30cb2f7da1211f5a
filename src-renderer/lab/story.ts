import type { TraceBatch, TraceChunk, TraceMessage, TraceRequest } from '../../src-main/contract/trace/trace.ts';
import type { TraceView } from '../../src-main/contract/trace/trace-memory.ts';

/** One part of a request's time. */
export interface Part {
  readonly name: 'arrive' | 'parse' | 'wait' | 'rules' | 'disk' | 'return' | 'answer';
  /** µs. */
  readonly from: number;
  readonly to: number;
}

/** What happened to one request, as far as the trace shows it. */
export interface Story {
  readonly request: TraceRequest;
  readonly batch: TraceBatch | null;
  /** Requests that shared its disk write. */
  readonly mates: readonly TraceRequest[];
  /** How many did, traced or not. */
  readonly others: number;
  /** The batch that was under way when it was put into the queue: what it waited for. */
  readonly waitedFor: TraceBatch | null;
  readonly parts: readonly Part[];
  /** From its first byte to its last, µs; null: it is not over. */
  readonly whole: number | null;
  /** Balances of its account, cents. */
  readonly before: number | null;
  readonly after: number | null;
  /** Hash of the record before its own in the journal; null: it isn't known here. */
  readonly hashBefore: string | null;
  /** Other requests of its batch on one of its own accounts. */
  readonly sameAccount: readonly TraceRequest[];
}

export function storyOf(view: TraceView, request: TraceRequest): Story {
  const batch = view.batches.find(({ id }) => id === request.batch?.id) ?? null;
  const together =
    batch === null ? [] : view.requests.filter((one) => one.batch?.id === batch.id && one.id !== request.id);
  const mates = together.sort((a, b) => (a.batch?.place ?? 0) - (b.batch?.place ?? 0));
  const previous = view.requests.find(({ sequence }) => request.sequence !== null && sequence === request.sequence - 1);
  const end = request.sent ?? request.answered;
  const begin = request.firstByte ?? request.asked;
  return {
    ...{ request, batch, mates, others: Math.max(0, (batch?.size ?? 1) - 1) },
    waitedFor: waitedFor(view.batches, request, batch),
    parts: partsOf(request, batch),
    whole: end === null ? null : end - begin,
    before: balanceBefore(request),
    after: request.balance,
    hashBefore: previous?.hash ?? null,
    sameAccount: mates.filter((mate) => accountsOf(mate).some((account) => accountsOf(request).includes(account))),
  };
}

const accountsOf = ({ account, to }: TraceRequest): string[] => [account, to].filter((one) => one !== null);

/** The last batch that had been taken and was not yet committed when the request was asked. */
function waitedFor(batches: readonly TraceBatch[], { asked }: TraceRequest, own: TraceBatch | null): TraceBatch | null {
  if (own === null) return null;
  return batches.findLast(({ id, taken, committed }) => id !== own.id && taken <= asked && committed > asked) ?? null;
}

function partsOf(
  { firstByte, received, begun, asked, answered, sent }: TraceRequest,
  batch: TraceBatch | null,
): Part[] {
  const parts: (Part | null)[] = [
    part('arrive', firstByte, received),
    part('parse', begun, asked),
    ...(batch === null
      ? [part('wait', asked, answered)]
      : [
          part('wait', asked, batch.taken),
          part('rules', batch.taken, batch.decided),
          part('disk', batch.decided, batch.committed),
          part('return', batch.committed, answered),
        ]),
    part('answer', answered, sent),
  ];
  return parts.filter((one) => one !== null);
}

function part(name: Part['name'], from: number | null, to: number | null): Part | null {
  // The clocks of two threads agree to some microseconds.
  return from === null || to === null ? null : { name, from, to: Math.max(from, to) };
}

function balanceBefore({ op, outcome, repeated, balance, amount }: TraceRequest): number | null {
  if (outcome !== 'done' || repeated || balance === null) return null;
  switch (op) {
    case 'deposit':
      return balance - (amount ?? 0);
    case 'withdraw':
    case 'transfer':
    case 'reserve':
      return balance + (amount ?? 0);
    case 'balance':
    case 'authenticate':
      return balance;
    default:
      return null;
  }
}

/** A run of bytes with the borders of the chunks in which they came or went. */
export interface ByteRun {
  readonly side: TraceChunk['direction'];
  /** One character a byte. */
  readonly bytes: string;
  /** Number of bytes in the run; `bytes` has the first of them. */
  readonly size: number;
  readonly chunks: readonly { readonly at: number; readonly bytes: string; readonly size: number }[];
}

/** What the client said for it, and the write that carried its answer. */
export function bytesOf(view: TraceView, request: TraceRequest): readonly ByteRun[] {
  const runs: ByteRun[] = [];
  const { message, reply, session } = request;
  const heard = message && view.messages.find((one) => one.session === session && one.end === message.end);
  if (heard) runs.push(heardRun(view, heard));
  const said =
    reply && view.chunks.find((one) => one.direction === 'out' && one.session === session && one.offset === reply.end);
  if (said) {
    const { at, bytes, size } = said;
    runs.push({ side: 'out', bytes, size, chunks: [{ at, bytes, size }] });
  }
  return runs;
}

function heardRun(view: TraceView, { session, begin, end, bytes }: TraceMessage): ByteRun {
  const rest = end - begin - bytes.length;
  const text = bytes + (rest === 1 ? '\n' : rest === 2 ? '\r\n' : '');
  const chunks = view.chunks
    .filter(
      (one) => one.direction === 'in' && one.session === session && one.offset > begin && one.offset - one.size < end,
    )
    .map(({ at, offset, size }) => {
      const from = Math.max(begin, offset - size) - begin;
      const to = Math.min(end, offset) - begin;
      return { at, bytes: text.slice(from, to), size: to - from };
    });
  return { side: 'in', bytes: text, size: end - begin, chunks };
}

const ROW_BYTES = 8;

/** Eight bytes a row, which the panel has room for: where they are, in hexadecimal, as text. */
export function hexRows(
  bytes: string,
): readonly { readonly offset: string; readonly hex: string; readonly text: string }[] {
  return Array.from({ length: Math.ceil(bytes.length / ROW_BYTES) }, (_, row) => {
    const part = [...bytes.slice(row * ROW_BYTES, (row + 1) * ROW_BYTES)];
    return {
      offset: (row * ROW_BYTES).toString(16).padStart(4, '0'),
      hex: part.map((one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join(' '),
      text: part.map((one) => (/[\x20-\x7e]/.test(one) ? one : '·')).join(''),
    };
  });
}

/** The same number of bytes, with all of these numbers but their last two digits hidden. */
export function withoutNumbers(bytes: string, numbers: readonly string[]): string {
  return numbers.reduce(
    (text, number) =>
      number.length < 3 ? text : text.replaceAll(number, `${'*'.repeat(number.length - 2)}${number.slice(-2)}`),
    bytes,
  );
}
