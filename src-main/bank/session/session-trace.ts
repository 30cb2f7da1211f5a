import type { LedgerOperation, LedgerReply, LedgerRequest } from '../ledger/request.ts';
import type { SessionMachine, SessionPort, TextEncoding } from '../protocols/protocol.ts';
import { Pace } from '../trace/sample.ts';
import { traceNow } from '../trace/trace-clock.ts';
import type { SessionIntroduction } from '../trace/trace-records.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import type { Arrival } from './arrival.ts';
import type { SessionSurroundings } from './surroundings.ts';

type Known = Omit<SessionIntroduction, 'terminal' | 'account'>;

/**
 * What one session leaves of itself in its thread's trace. While nobody watches, each call is one look at a cell.
 * Whether it is traced is decided when bytes come, so that a request is traced from its first byte to its last or not
 * at all.
 */
export class SessionTrace {
  readonly #writer: TraceWriter;
  readonly #session: number;
  readonly #known: Known;
  /** The watch in which it was told who the session is, and what was told. */
  #toldIn = 0;
  #told: Pick<SessionMachine, 'terminal' | 'account'> = { terminal: null, account: null };
  /** The watch in which it is traced now; 0: it is not. */
  #tracedIn = 0;
  readonly #pace = new Pace();
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(writer: TraceWriter, { id, number, protocol, peer }: Arrival, since: number) {
    this.#writer = writer;
    this.#session = number;
    this.#known = { id, protocol, peer, since };
  }

  /** Whether somebody watches, and this session is traced. */
  get #on(): boolean {
    return this.#tracedIn !== 0 && this.#tracedIn === this.#writer.watch;
  }

  /** @param clock as the session's loop has it: read once in each of its turns */
  received(size: number, machine: SessionMachine, clock: Pick<SessionSurroundings, 'now'>): void {
    this.#bytesIn += size;
    const { watch } = this.#writer;
    if (watch === 0) return;
    const now = clock.now();
    this.#tracedIn = this.#writer.admits(this.#session, this.#pace.isSlow(now), now) ? watch : 0;
    if (this.#tracedIn === 0) return;
    const at = traceNow();
    this.#introduce(watch, machine);
    this.#writer.chunk(at, this.#session, this.#bytesIn, size);
  }

  /** What was received is taken as far as it can be taken now. */
  taken(machine: SessionMachine): void {
    if (this.#on && machine.partial) this.#writer.partial(this.#session, this.#bytesIn);
  }

  /** @param line with its secrets hidden @param held bytes that came and are not taken yet */
  heard(line: Uint8Array, held: number): void {
    if (this.#on) this.#writer.line(this.#session, this.#bytesIn - held, line);
  }

  asked(request: LedgerRequest): void {
    if (this.#on) this.#writer.asked(this.#session, request);
  }

  /** As `Origin.queued`. */
  readonly queued = (seat: number, request: number): void => {
    if (this.#on) this.#writer.queued(this.#session, seat, request);
  };

  answered(reply: LedgerReply): void {
    if (this.#on) this.#writer.answered(this.#session, reply);
  }

  told(op: LedgerOperation, { account }: SessionMachine, balances: Pick<SessionPort, 'balance'>): void {
    if (!this.#on) return;
    this.#writer.told(this.#session, op, account, account === null ? undefined : balances.balance(account));
  }

  /** @param size bytes of the text */
  sent(text: string, encoding: TextEncoding, size: number, machine: SessionMachine): void {
    this.#bytesOut += size;
    if (!this.#on) return;
    this.#introduce(this.#tracedIn, machine);
    this.#writer.sent(this.#session, this.#bytesOut, Buffer.from(text, encoding));
  }

  /** Told of each session that was told of, also where its last bytes were not traced: it would be remembered for ever. */
  closed(): void {
    if (this.#toldIn !== 0 && this.#toldIn === this.#writer.watch) this.#writer.closed(this.#session);
  }

  #introduce(watch: number, { terminal, account }: SessionMachine): void {
    const { terminal: name, account: owner } = this.#told;
    if (watch === this.#toldIn && terminal === name && account === owner) return;
    this.#toldIn = watch;
    this.#told = { terminal, account };
    this.#writer.session(this.#session, { ...this.#known, terminal, account });
  }
}
