import type { SessionDetail, SessionView } from '../../contract/board.ts';
import type { LedgerReply, LedgerRequest, Transfer } from '../ledger/request.ts';
import type { SessionMachine } from '../protocols/protocol.ts';
import { Newest } from './ring-buffer.ts';
import type { Arrival } from './surroundings.ts';
import { Transcript } from './transcript.ts';

/** Transfers remembered of each session. */
const TRANSFERS = 50;

/** What the live board shows of one session. Times in ms since the epoch. */
export class SessionRecord {
  readonly #known: Omit<SessionView, 'terminal' | 'account' | 'operations'>;
  readonly #transcript = new Transcript();
  /** What it wrote into the journal. */
  readonly #transfers = new Newest<Transfer>(TRANSFERS);
  #pending: SessionDetail['pending'] = null;

  constructor({ id, number, protocol, peer }: Arrival, thread: number, since: number) {
    this.#known = { id, number, protocol, peer, thread, since };
  }

  /** @param text masked already */
  line(direction: 'in' | 'out', text: string, now: number): void {
    this.#transcript.add(now, direction, text);
  }

  asked(request: LedgerRequest, now: number): void {
    const amount = 'amount' in request ? request.amount : null;
    this.#pending = { operation: request.op, amount, since: now };
  }

  answered(reply: LedgerReply): void {
    this.#pending = null;
    if ('repeated' in reply && !reply.repeated) this.#transfers.add(reply.transfer);
  }

  view(machine: SessionMachine): SessionView {
    const { terminal, account, messages } = machine;
    return { ...this.#known, terminal, account, operations: messages };
  }

  detail(machine: SessionMachine): SessionDetail {
    return {
      session: this.view(machine),
      lines: this.#transcript.lines(),
      pending: this.#pending,
      heldBytes: machine.held,
      transfers: this.#transfers.inOrder().reverse(),
    };
  }
}
