import type { SessionDetail, SessionView } from '../../../contract/board.ts';
import type { AccountNumber, LedgerReply, LedgerRequest, Transfer } from '../../ledger/request.ts';
import type { SessionMachine } from '../../protocols/protocol.ts';
import type { Arrival } from '../arrival.ts';
import { Newest } from './ring-buffer.ts';
import { Transcript } from './transcript.ts';

/** Transfers remembered of each session. */
const TRANSFERS = 50;

/** What the Lobby window shows of one session, open or ended. Times in ms since the epoch. */
export class SessionRecord {
  readonly #known: Omit<SessionView, 'terminal' | 'account' | 'operations'>;
  readonly #machine: SessionMachine;
  readonly #transcript: Transcript;
  /** What it wrote into the journal. */
  readonly #transfers = new Newest<Transfer>(TRANSFERS);
  #pending: SessionDetail['pending'] = null;
  #wrote = 0;
  /** When its connection was gone, as `SessionSurroundings.date`; 0: it is not. */
  goneAt = 0;
  /** The account that it was logged in to last: a machine that has ended has none. */
  #account: AccountNumber | null = null;

  constructor({ id, number, protocol, peer }: Arrival, thread: number, since: number, machine: SessionMachine) {
    this.#known = { id, number, protocol, peer, thread, since };
    this.#machine = machine;
    this.#transcript = new Transcript(since);
  }

  /** @param text masked already */
  line(direction: 'in' | 'out', text: string, now: number): void {
    this.#account = this.#machine.account ?? this.#account;
    this.#transcript.add(now, direction, text);
  }

  asked(request: LedgerRequest, now: number): void {
    const amount = 'amount' in request ? request.amount : null;
    this.#pending = { operation: request.op, amount, since: now };
  }

  answered(reply: LedgerReply): void {
    this.#pending = null;
    if (!('repeated' in reply) || reply.repeated) return;
    this.#wrote += 1;
    this.#transfers.add(reply.transfer);
    this.#transcript.wrote(reply.transfer.sequence);
  }

  /** Whether its client has said anything. */
  get heard(): boolean {
    return this.#transcript.heard;
  }

  /** How many transfers it wrote. */
  get wrote(): number {
    return this.#wrote;
  }

  view(): SessionView {
    const { terminal, account, messages } = this.#machine;
    return { ...this.#known, terminal, account, operations: messages };
  }

  /** @param ended when it ended; null: it is open */
  detail(ended: number | null): SessionDetail {
    const view = this.view();
    return {
      session: ended === null ? view : { ...view, account: this.#account },
      ended,
      lines: this.#transcript.lines(),
      pending: this.#pending,
      heldBytes: this.#machine.held,
      transfers: this.#transfers.inOrder().reverse(),
    };
  }
}
