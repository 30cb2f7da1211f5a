import type { LedgerOperation, LedgerReply, LedgerRequest, Moved } from '../ledger/request.ts';
import { CASH } from '../ledger/transfer-record.ts';
import { Sample } from './sample.ts';
import { traceNow, traceTime } from './trace-clock.ts';
import {
  KIND_NUMBER,
  NO_BALANCE,
  NONE,
  OPERATION_NUMBER,
  placeOf,
  REFUSAL_NUMBER,
  SEPARATOR,
  type SessionIntroduction,
} from './trace-records.ts';
import { TraceRing } from './trace-ring.ts';

/** Bytes of one message or write that are kept, as a transcript does. */
const SHOWN_BYTES = 512;

/** A request of a batch, as the ledger thread has it. */
export interface BatchMember {
  readonly seat: { readonly number: number };
  readonly id: number;
}

/** One thread's side of the traces. Callers check `watch` first, so that nothing is done while nobody watches. */
export class TraceWriter {
  readonly #ring: TraceRing;
  readonly #sample = new Sample();

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new TraceRing(memory);
  }

  /** As `TraceRing.watch`. */
  get watch(): number {
    return this.#ring.watch;
  }

  /**
   * Whether what this session does next is traced: it is in the sample, or the session is followed.
   * @param isSlow as `Pace.isSlow`
   * @param now ms by the clock of the caller's thread; a read of its own would cost more than the rest of this
   */
  admits(session: number, isSlow: boolean, now: number): boolean {
    const { budget, followed } = this.#ring;
    if (budget === 0 || followed === session || this.#sample.takes(budget, isSlow, now)) return true;
    this.#ring.skip();
    return false;
  }

  session(session: number, known: SessionIntroduction): void {
    this.#write('session', [session], JSON.stringify(known));
  }

  /** @param at as `traceNow`, when the bytes came */
  chunk(at: number, session: number, offset: number, size: number): void {
    this.#ring.write(KIND_NUMBER.chunk, at, [session, offset, size]);
  }

  partial(session: number, offset: number): void {
    this.#write('partial', [session, offset]);
  }

  /** @param bytes with its secrets hidden */
  line(session: number, offset: number, bytes: Uint8Array): void {
    this.#write('line', [session, offset], bytes.subarray(0, SHOWN_BYTES));
  }

  asked(session: number, request: LedgerRequest): void {
    const amount = 'amount' in request ? request.amount : NONE;
    const to = 'to' in request ? `${SEPARATOR}${request.to}` : '';
    this.#write('asked', [session, numberOf(request.op), amount], `${request.account ?? ''}${to}`);
  }

  queued(session: number, seat: number, request: number): void {
    this.#write('queued', [session, seat, request]);
  }

  answered(session: number, reply: LedgerReply): void {
    const moved = reply.ok && 'repeated' in reply ? reply : undefined;
    const balance = reply.ok && 'balance' in reply ? (reply.balance ?? NO_BALANCE) : NO_BALANCE;
    const refusal = reply.ok ? NONE : (REFUSAL_NUMBER.get(reply.refusal) ?? NONE);
    const { sequence = NONE, refers = NONE } = moved?.transfer ?? {};
    const fields = [session, refusal, moved?.repeated ? 1 : 0, sequence, refers ?? NONE, balance];
    this.#write(
      'answered',
      fields,
      moved === undefined ? '' : `${moved.transfer.hash}${SEPARATOR}${customerOf(moved)}`,
    );
  }

  told(session: number, op: LedgerOperation, account: string | null, balance: number | undefined): void {
    this.#write('told', [session, numberOf(op), balance ?? NO_BALANCE], account ?? '');
  }

  sent(session: number, offset: number, bytes: Uint8Array): void {
    this.#write('sent', [session, offset, bytes.length], bytes.subarray(0, SHOWN_BYTES));
  }

  closed(session: number): void {
    this.#write('closed', [session]);
  }

  entered(seat: number, first: number, count: number): void {
    this.#write('entered', [seat, first, count]);
  }

  /**
   * @param times as `performance.now()` gave them in this thread
   * @param members its requests, in their order
   */
  batch(
    times: { readonly taken: number; readonly decided: number; readonly committed: number },
    commit: number | null,
    transfers: number,
    members: readonly BatchMember[],
  ): void {
    const fields = [traceTime(times.decided), traceTime(times.committed), commit ?? NONE, transfers];
    for (const { seat, id } of members) fields.push(placeOf(seat.number, id));
    this.#ring.write(KIND_NUMBER.batch, traceTime(times.taken), fields);
  }

  #write(kind: keyof typeof KIND_NUMBER, fields: readonly number[], text?: string | Uint8Array): void {
    this.#ring.write(KIND_NUMBER[kind], traceNow(), fields, text);
  }
}

/** Whose transfer it is: who settles a reservation need not name its account. */
function customerOf({ transfer: { debit, credit } }: Moved): string {
  return debit === CASH ? credit : debit;
}

function numberOf(op: LedgerOperation): number {
  return OPERATION_NUMBER.get(op) ?? NONE;
}
