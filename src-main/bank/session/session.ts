import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { INPUT_BYTES } from '../../contract/limits.ts';
import type { Cents } from '../../contract/money.ts';
import type { ProtocolName } from '../../contract/protocols.ts';
import type { Ending } from '../counters.ts';
import type { AccountNumber, LedgerReply, LedgerRequest, Origin, Transfer } from '../ledger/request.ts';
import { MACHINES } from '../protocols/machines.ts';
import type { SessionMachine, SessionPort, TextEncoding } from '../protocols/protocol.ts';
import { steadyNow } from '../steady-clock.ts';
import { AccountWatch } from './account-watch.ts';
import type { Arrival, Connect } from './arrival.ts';
import { Deadlines, LINGER_MS } from './deadlines.ts';
import { RequestDelay } from './rates/request-delay.ts';
import { SessionRecord } from './record/session-record.ts';
import { SessionTrace } from './session-trace.ts';
import { SilenceTimer } from './silence-timer.ts';
import type { LiveSession, SessionSurroundings } from './surroundings.ts';

/** One connection: its socket, its protocol machine, its deadlines. */
export class Session implements SessionPort, LiveSession {
  readonly id: string;
  readonly session: string;
  readonly protocol: ProtocolName;
  readonly peer: string;
  readonly host: string;
  readonly local: boolean;
  readonly steady = steadyNow;
  readonly record: SessionRecord;
  blocked = false;
  readonly #socket: Socket;
  readonly #around: SessionSurroundings;
  readonly #machine: SessionMachine;
  readonly #origin: Origin;
  readonly #trace: SessionTrace;
  readonly #delay: RequestDelay;
  readonly #since: number;
  readonly #deadlines: Deadlines;
  /** Output stands still since then. */
  #blockedAt = 0;
  #handshaking = false;
  /** As it was told to the loop. */
  #heldBytes = 0;
  /** Everything was sent then; 0: the session goes on. */
  #endedAt = 0;
  readonly #silence: SilenceTimer;
  readonly #watch = new AccountWatch();

  constructor(connect: Connect, arrival: Arrival, around: SessionSurroundings) {
    const socket = connect((chunk) => this.#received(chunk));
    this.id = arrival.id;
    this.session = arrival.id;
    this.protocol = arrival.protocol;
    this.peer = arrival.peer;
    this.host = arrival.host;
    this.local = arrival.local;
    this.#socket = socket;
    this.#around = around;
    this.#delay = new RequestDelay(arrival.local, around.accountWrites);
    this.#machine = MACHINES[arrival.protocol](this);
    this.#since = around.now();
    this.record = new SessionRecord(arrival, around.thread, around.date(), this.#machine);
    this.#trace = new SessionTrace(around.trace, arrival, around.date());
    this.#origin = { session: arrival.id, queued: this.#trace.queued };
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
    socket.on('drain', () => this.#drained());
    socket.on('end', () => this.#inputEnded());
    // A reset is followed by 'close', which is all that matters.
    socket.on('error', () => {});
    socket.on('close', () => this.#closed());
    this.#handshaking = socket instanceof TLSSocket;
    socket.once('secure', () => {
      this.#handshaking = false;
    });
    if (arrival.refused !== null) {
      this.#machine.refuse();
      around.ended(this, arrival.refused);
    } else this.#machine.open();
    socket.resume();
  }

  get books(): string {
    return this.#around.ledger().books;
  }

  newKey(): string {
    return this.#around.newKey();
  }

  send(text: string, encoding: TextEncoding): void {
    this.record.line('out', text, this.#around.date());
    const socket = this.#socket;
    if (socket.destroyed || this.#endedAt !== 0) return;
    const size = Buffer.byteLength(text, encoding);
    this.#around.counters.addBytes('bytesOut', this.protocol, size);
    this.#trace.sent(text, encoding, size, this.#machine);
    // As text: bytes made of it here would cost more than all else that is done for an answer.
    if (socket.write(text, encoding) || this.blocked) {
      if (socket.writableLength > this.#around.limits.outputBytes) this.#drop('output');
    } else {
      this.blocked = true;
      this.#blockedAt = this.#around.now();
      socket.pause();
    }
    this.#weigh();
  }

  ask<R extends LedgerRequest>(request: R, done: (reply: LedgerReply<R['op']>) => void): void {
    this.record.asked(request, this.#around.date());
    this.#trace.asked(request);
    const wait = this.#delay.ofRequest(request, this.#around.now());
    if (wait === 0) this.#submit(request, done);
    else {
      // The answers before it need not wait with it, and sending them finds out that a client is gone.
      this.#machine.flush();
      this.#delay.untilAsked(wait, request, () => this.#submit(request, done));
    }
  }

  #submit<R extends LedgerRequest>(request: R, done: (reply: LedgerReply<R['op']>) => void): void {
    this.#around.ledger().submit(request, this.#origin, (reply) => {
      this.#trace.answered(reply);
      this.#around.counters.addOperation(request.op, reply);
      const wait = this.#delay.ofReply(reply, this.#around.now());
      if (wait === 0) this.#tell(reply, done);
      else this.#delay.untilTold(wait, () => this.#tell(reply, done));
    });
  }

  #tell<R extends LedgerRequest>(reply: LedgerReply<R['op']>, done: (reply: LedgerReply<R['op']>) => void): void {
    this.record.answered(reply);
    done(reply);
    this.#goOnReading();
    if (this.record.goneAt !== 0) this.#around.keep(this);
  }

  enter(account: AccountNumber, done: (entered: boolean) => void): void {
    this.#around.enter(this.id, account, done);
  }

  soon(work: () => void): void {
    this.#around.soon(() => {
      if (this.#socket.destroyed) return;
      work();
      this.#afterInput();
      this.#goOnReading();
    });
  }

  balance(account: AccountNumber): Cents | undefined {
    return this.#around.ledger().committedBalance(account);
  }

  watch(account: AccountNumber, changed: (balance: Cents, transfer: Transfer) => void, locked: () => void): () => void {
    return this.#watch.start(() => this.#around.ledger().watch(account, changed, locked));
  }

  counted(op: 'balance'): void {
    this.#around.counters.addOperation(op, undefined);
    this.#trace.told(op, this.#machine, this);
  }

  heard(text: string, line: Uint8Array): void {
    this.record.line('in', text, this.#around.date());
    this.#trace.heard(line, this.#machine.held);
  }

  end(): void {
    if (this.#endedAt !== 0) return;
    this.#endedAt = this.#around.now();
    this.#silence.end();
    this.#delay.end();
    this.#socket.end();
    // Unread input at the moment of closing would reset the connection, and what was sent last could be lost.
    this.#socket.resume();
  }

  get account(): AccountNumber | null {
    return this.#machine.account;
  }

  closing(): void {
    this.#machine.closing();
  }

  pinChanged(): void {
    this.#machine.pinChanged();
  }

  lost(): void {
    this.#machine.lost();
  }

  /** The thread's sessions hold too much together. */
  shed(): void {
    this.#heldBytes = 0;
    this.#drop('output');
  }

  /** Another ledger took the place of a lost one. */
  ledgerReplaced(): void {
    this.#watch.renew();
  }

  /** Closes the connection without an answer. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Looks at all deadlines. @param now ms since the epoch */
  tick(now: number): void {
    const { limits } = this.#around;
    if (this.#heldBytes > 0) this.#weigh();
    if (this.#handshaking && now - this.#since > limits.handshakeMs) {
      this.#drop('handshake');
    } else if (this.#endedAt !== 0) {
      const patience = this.#socket.writableLength > 0 ? limits.outputStallMs : LINGER_MS;
      if (now - this.#endedAt > patience) this.#socket.destroy();
    } else if (this.blocked && now - this.#blockedAt > limits.outputStallMs) {
      this.#drop('output');
    } else if (!this.#machine.pending && !this.blocked) {
      // While the ledger is asked, or the client doesn't read, the next line can't be expected.
      const due = this.#deadlines.due(now, this.#machine.account !== null);
      if (typeof due === 'object') {
        this.#machine.warn(due.warning);
      } else if (due !== undefined) {
        this.#around.ended(this, due);
        this.#machine.timeOut(due);
      }
    }
  }

  #received(chunk: Buffer): void {
    if (this.#endedAt !== 0) return;
    this.#silence.heard();
    this.#around.counters.addBytes('bytesIn', this.protocol, chunk.length);
    this.#trace.received(chunk.length, this.#machine, this.#around);
    this.#machine.receive(chunk);
    this.#afterInput();
    this.#trace.taken(this.#machine);
    if (this.#machine.held >= INPUT_BYTES) this.#socket.pause();
    this.#weigh();
  }

  #weigh(): void {
    const bytes = this.#machine.held + this.#socket.writableLength;
    if (bytes === this.#heldBytes || this.#socket.destroyed) return;
    this.#heldBytes = bytes;
    this.#around.held.set(this, bytes);
  }

  #afterInput(): void {
    const { messages, partial, endsBySilence } = this.#machine;
    this.#deadlines.heard(messages, partial, this.#around.now());
    if (partial && endsBySilence) this.#silence.start();
  }

  #drained(): void {
    if (!this.blocked || this.#endedAt !== 0) return;
    this.blocked = false;
    this.#machine.resume();
    this.#afterInput();
    this.#goOnReading();
  }

  #goOnReading(): void {
    if (this.#socket.isPaused() && !this.blocked && this.#machine.held < INPUT_BYTES) this.#socket.resume();
    this.#weigh();
  }

  #inputEnded(): void {
    this.#silence.end();
    if (this.#endedAt === 0) this.#machine.finish();
  }

  /** Cuts the connection: nothing more can be said to the client. */
  #drop(ending: Ending): void {
    this.#around.ended(this, ending);
    this.#socket.destroy();
  }

  #closed(): void {
    this.#silence.end();
    this.#machine.cut();
    this.#delay.end();
    this.#trace.closed();
    this.#around.held.set(this, 0);
    this.record.goneAt = this.#around.date();
    this.#around.gone(this);
  }
}
