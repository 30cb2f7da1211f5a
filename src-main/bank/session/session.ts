import type { Socket } from 'node:net';
import type { SessionDetail, SessionView } from '../../contract/board.ts';
import { INPUT_BYTES } from '../../contract/limits.ts';
import type { Cents } from '../../contract/money.ts';
import type { ProtocolName } from '../../contract/protocols.ts';
import type { Ending, SessionCounters } from '../counters.ts';
import type { AccountNumber, LedgerClient, LedgerReply, LedgerRequest, Origin, Transfer } from '../ledger/request.ts';
import { MACHINES } from '../protocols/machines.ts';
import type { SessionMachine, SessionPort } from '../protocols/protocol.ts';
import { Deadlines } from './deadlines.ts';
import { Newest } from './ring-buffer.ts';
import type { SessionLimits } from './session-limits.ts';
import { SilenceTimer } from './silence-timer.ts';
import { Transcript } from './transcript.ts';

/** What is known of a connection when it is accepted. */
export interface Arrival {
  /** Unique over all sessions of all banks. */
  readonly id: string;
  readonly protocol: ProtocolName;
  readonly peer: string;
  /** Whether the peer is connected over loopback. */
  readonly local: boolean;
  /** There is no room, in the bank or for one more of this peer: say so and close. */
  readonly refused: 'full' | 'peer-full' | null;
}

/** What sessions of one event loop share. */
export interface SessionSurroundings {
  readonly thread: number;
  readonly limits: SessionLimits;
  readonly counters: SessionCounters;
  /** The ledger of the moment: another one after it was lost and started again. */
  ledger(): LedgerClient;
  /** ms since the epoch, never going back, the same all through one turn of the event loop. */
  now(): number;
  newKey(): string;
  /** The bank ended a session for a reason that its owner may want to read. */
  ended(session: Session, ending: Ending): void;
  gone(session: Session): void;
}

/** Transfers remembered of each session. */
const TRANSFERS = 50;
/** How long a client may take to close its side after everything was sent to it, ms. */
const LINGER_MS = 2_000;

/** One connection: its socket, its protocol machine, its deadlines. */
export class Session implements SessionPort {
  readonly id: string;
  readonly peer: string;
  readonly local: boolean;
  blocked = false;
  readonly #protocol: ProtocolName;
  readonly #socket: Socket;
  readonly #around: SessionSurroundings;
  readonly #machine: SessionMachine;
  readonly #origin: Origin;
  readonly #transcript = new Transcript();
  /** What it wrote into the journal. */
  readonly #transfers = new Newest<Transfer>(TRANSFERS);
  #pending: SessionDetail['pending'] = null;
  readonly #since: number;
  readonly #deadlines: Deadlines;
  /** Output stands still since then. */
  #blockedAt = 0;
  /** Everything was sent then; 0: the session goes on. */
  #endedAt = 0;
  readonly #silence: SilenceTimer;
  #watching: { readonly watch: () => () => void; readonly unwatch: () => void } | undefined;

  constructor(socket: Socket, arrival: Arrival, around: SessionSurroundings) {
    this.id = arrival.id;
    this.peer = arrival.peer;
    this.local = arrival.local;
    this.#protocol = arrival.protocol;
    this.#socket = socket;
    this.#around = around;
    this.#origin = { session: arrival.id };
    this.#machine = MACHINES[arrival.protocol](this);
    this.#since = around.now();
    this.#deadlines = new Deadlines(around.limits, this.#since);
    this.#silence = new SilenceTimer(around.limits.silenceMs, {
      deaf: () => socket.isPaused(),
      silent: () => {
        this.#machine.silence();
        this.#afterInput();
      },
    });
    // What a client sends before it closes its side is answered, so our side must not close by itself.
    socket.allowHalfOpen = true;
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('drain', () => this.#drained());
    socket.on('end', () => this.#inputEnded());
    // A reset is followed by 'close', which is all that matters.
    socket.on('error', () => {});
    socket.on('close', () => this.#closed());
    if (arrival.refused !== null) {
      this.#machine.refuse();
      around.ended(this, arrival.refused);
    } else {
      this.#machine.open();
    }
    socket.resume();
  }

  // What the machine asks for.

  get session(): string {
    return this.id;
  }

  newKey(): string {
    return this.#around.newKey();
  }

  send(bytes: Uint8Array): void {
    const socket = this.#socket;
    if (socket.destroyed || this.#endedAt !== 0) return;
    this.#around.counters.add('bytesOut', bytes.length);
    if (socket.write(bytes) || this.blocked) {
      if (socket.writableLength > this.#around.limits.outputBytes) this.#drop('output');
      return;
    }
    this.blocked = true;
    this.#blockedAt = this.#around.now();
    socket.pause();
  }

  ask<R extends LedgerRequest>(request: R, done: (reply: LedgerReply<R['op']>) => void): void {
    const amount = 'amount' in request ? request.amount : null;
    this.#pending = { operation: request.op, amount, since: this.#around.now() };
    this.#around.ledger().submit(request, this.#origin, (reply) => {
      this.#around.counters.addOperation(request.op, reply);
      this.#pending = null;
      if ('repeated' in reply && !reply.repeated) this.#transfers.add(reply.transfer);
      done(reply);
      if (this.#socket.isPaused() && !this.blocked && this.#machine.held < INPUT_BYTES) this.#socket.resume();
    });
  }

  balance(account: AccountNumber): Cents | undefined {
    return this.#around.ledger().committedBalance(account);
  }

  watch(account: AccountNumber, changed: (balance: Cents, transfer: Transfer) => void, locked: () => void): () => void {
    const watch = (): (() => void) => this.#around.ledger().watch(account, changed, locked);
    this.#watching = { watch, unwatch: watch() };
    return () => {
      this.#watching?.unwatch();
      this.#watching = undefined;
    };
  }

  counted(op: 'balance'): void {
    this.#around.counters.addOperation(op, undefined);
  }

  heard(text: string): void {
    this.#transcript.add(this.#around.now(), 'in', text);
  }

  said(text: string): void {
    this.#transcript.add(this.#around.now(), 'out', text);
  }

  end(): void {
    if (this.#endedAt !== 0) return;
    this.#endedAt = this.#around.now();
    this.#silence.end();
    this.#socket.end();
    // Unread input at the moment of closing would reset the connection and could take the last words with it.
    this.#socket.resume();
  }

  // What the loop asks for.

  get account(): AccountNumber | null {
    return this.#machine.account;
  }

  view(): SessionView {
    return {
      id: this.id,
      thread: this.#around.thread,
      protocol: this.#protocol,
      peer: this.peer,
      terminal: this.#machine.terminal,
      account: this.#machine.account,
      since: this.#since,
      operations: this.#machine.messages,
    };
  }

  detail(): SessionDetail {
    return {
      session: this.view(),
      lines: this.#transcript.lines(),
      pending: this.#pending,
      heldBytes: this.#machine.held,
      transfers: this.#transfers.inOrder().reverse(),
    };
  }

  closing(): void {
    this.#machine.closing();
  }

  lost(): void {
    this.#machine.lost();
  }

  /** Another ledger took the place of a lost one. */
  ledgerReplaced(): void {
    if (this.#watching !== undefined) this.#watching = { ...this.#watching, unwatch: this.#watching.watch() };
  }

  /** Cuts the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Looks at all deadlines. @param now ms since the epoch */
  tick(now: number): void {
    const { limits } = this.#around;
    if (this.#endedAt !== 0) {
      const patience = this.#socket.writableLength > 0 ? limits.outputStallMs : LINGER_MS;
      if (now - this.#endedAt > patience) this.#socket.destroy();
      return;
    }
    if (this.blocked && now - this.#blockedAt > limits.outputStallMs) {
      this.#drop('output');
      return;
    }
    // While the ledger is asked, or the client doesn't read, the next line can't be expected.
    if (this.#machine.pending || this.blocked) return;
    const due = this.#deadlines.due(now, this.#machine.account !== null);
    if (due === undefined) return;
    if (typeof due === 'object') {
      this.#machine.warn(due.warning);
      return;
    }
    this.#around.ended(this, due);
    this.#machine.timeOut(due);
  }

  #received(chunk: Buffer): void {
    if (this.#endedAt !== 0) return;
    this.#silence.heard();
    this.#around.counters.add('bytesIn', chunk.length);
    this.#machine.receive(chunk);
    this.#afterInput();
    if (this.#machine.held >= INPUT_BYTES) this.#socket.pause();
  }

  #afterInput(): void {
    const machine = this.#machine;
    const { partial } = machine;
    this.#deadlines.heard(machine.messages, partial, this.#around.now());
    if (partial && machine.endsBySilence) this.#silence.start();
  }

  #drained(): void {
    if (!this.blocked || this.#endedAt !== 0) return;
    this.blocked = false;
    this.#machine.resume();
    this.#afterInput();
    if (!this.blocked && this.#machine.held < INPUT_BYTES) this.#socket.resume();
  }

  #inputEnded(): void {
    this.#silence.end();
    if (this.#endedAt === 0) this.#machine.finish();
  }

  /** The client does not read: nothing more can be said to it. */
  #drop(ending: Ending): void {
    this.#around.ended(this, ending);
    this.#socket.destroy();
  }

  #closed(): void {
    this.#silence.end();
    this.#machine.cut();
    this.#around.gone(this);
  }
}
