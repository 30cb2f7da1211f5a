import type { Socket } from 'node:net';
import { type Transferable, Worker } from 'node:worker_threads';
import type { SessionDetail, SessionView } from '../../../contract/board.ts';
import { modulePath } from '../../../module-path.ts';
import { SessionCounters } from '../../counters.ts';
import type { AccountNumber } from '../../ledger/request.ts';
import { connectLedger } from '../../ledger-thread/client.ts';
import { type LedgerLink, portsOf } from '../../ledger-thread/message-codec.ts';
import { TraceRing } from '../../trace/trace-ring.ts';
import { TraceWriter } from '../../trace/trace-writer.ts';
import type { Arrival } from '../arrival.ts';
import type { KeptSession } from '../record/ended-sessions.ts';
import type { SessionLimits } from '../session-limits.ts';
import { type Notice, SessionLoop } from '../session-loop.ts';
import type { FromThread, ThreadStart, TlsIdentity, ToThread } from './thread-messages.ts';

/** Where sessions live: a thread of their own, or the accepting thread where sockets can't move. */
export interface SessionHost {
  /** Index of its thread, 0-based. */
  readonly thread: number;
  readonly trace: TraceRing;
  readonly counters: SessionCounters;
  /** Sessions on it now, with those on their way to it. */
  readonly open: number;
  /** @param gone called when the session is gone, at the latest with its host */
  adopt(socket: Socket, arrival: Arrival, gone: () => void): void;
  replaceLedger(ledger: LedgerLink): void;
  /** These two give nothing when the host dies before it has answered. */
  views(): Promise<readonly SessionView[]>;
  detail(session: string): Promise<SessionDetail | null>;
  /** Ends all sessions, at the latest after `patience` ms. */
  close(patience: number): Promise<void>;
}

export interface HostOptions {
  readonly thread: number;
  readonly limits: SessionLimits;
  readonly ledger: LedgerLink;
  readonly tls: TlsIdentity | undefined;
  readonly onNotice: (notice: Notice) => void;
  /** As `SessionLoopOptions.onEnded`. */
  readonly onEnded: (session: KeptSession) => void;
  /** Whether the account has room for the session. */
  readonly onEnter: (session: string, account: AccountNumber) => boolean;
}

/** Sessions on the accepting thread. */
export class LocalHost implements SessionHost {
  readonly thread: number;
  readonly trace = new TraceRing();
  readonly counters = new SessionCounters();
  readonly #loop: SessionLoop;
  readonly #writer = new TraceWriter(this.trace.memory);
  readonly #leaving = new Leaving();

  constructor(options: HostOptions) {
    const { tls, ledger, onEnter, ...rest } = options;
    this.thread = options.thread;
    this.#loop = new SessionLoop({
      ...rest,
      counters: this.counters,
      onGone: (session) => this.#leaving.tell(session),
      enter: (session, account, done) => done(onEnter(session, account)),
      trace: this.#writer,
      ledger: connectLedger(ledger, this.#writer),
      ...(tls === undefined ? {} : { tls }),
    });
  }

  get open(): number {
    return this.counters.sum('opened') - this.counters.sum('closed');
  }

  adopt(socket: Socket, arrival: Arrival, gone: () => void): void {
    this.#leaving.expect(arrival, gone);
    this.#loop.adopt(socket, arrival);
  }

  replaceLedger(ledger: LedgerLink): void {
    this.#loop.replaceLedger(connectLedger(ledger, this.#writer));
  }

  views(): Promise<readonly SessionView[]> {
    return Promise.resolve(this.#loop.views());
  }

  detail(session: string): Promise<SessionDetail | null> {
    return Promise.resolve(this.#loop.detail(session));
  }

  close(patience: number): Promise<void> {
    return this.#loop.close(patience);
  }
}

/** Callbacks for the end of the sessions of one host. */
class Leaving {
  readonly #gone = new Map<string, () => void>();

  expect(arrival: Arrival, gone: () => void): void {
    this.#gone.set(arrival.id, gone);
  }

  tell(session: string): void {
    this.#gone.get(session)?.();
    this.#gone.delete(session);
  }

  /** The host is gone, and all of them with it. */
  tellAll(): void {
    for (const gone of this.#gone.values()) gone();
    this.#gone.clear();
  }
}

type Answer = Extract<FromThread, { question: number }>;

/** Sessions on a worker thread. Its end is reported once; a new host replaces it. */
export class ThreadHost implements SessionHost {
  readonly thread: number;
  readonly trace = new TraceRing();
  readonly counters = new SessionCounters();
  readonly #worker: Worker;
  readonly #options: HostOptions;
  readonly #questions = new Map<number, (answer: Answer | undefined) => void>();
  readonly #leaving = new Leaving();
  #asked = 0;
  #adopted = 0;
  #gone = false;
  #closing = false;
  /** It has started at least once. */
  ready = false;

  /** @param onDeath called when the thread ends without having been closed, with what killed it, if known */
  constructor(options: HostOptions, onDeath: (error: Error | undefined) => void) {
    this.#options = options;
    this.thread = options.thread;
    const start: ThreadStart = {
      thread: options.thread,
      limits: options.limits,
      counters: this.counters.memory,
      trace: this.trace.memory,
      ledger: options.ledger,
      tls: options.tls,
    };
    this.#worker = new Worker(modulePath('session-thread'), {
      workerData: start,
      transferList: portsOf(options.ledger),
      name: `session ${options.thread}`,
    });
    let killer: Error | undefined;
    this.#worker.on('message', (message: FromThread) => this.#told(message));
    this.#worker.on('error', (error: unknown) => {
      killer = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on('exit', () => {
      this.#gone = true;
      for (const answer of this.#questions.values()) answer(undefined);
      this.#questions.clear();
      this.#leaving.tellAll();
      if (!this.#closing) onDeath(killer);
    });
  }

  get open(): number {
    return this.#adopted - this.counters.sum('closed');
  }

  /** Hands over a socket to try whether this runtime can. @throws Error if it can't */
  probe(socket: Socket): void {
    this.#post({ type: 'probe', socket }, [socket]);
  }

  adopt(socket: Socket, arrival: Arrival, gone: () => void): void {
    this.#leaving.expect(arrival, gone);
    this.#post({ type: 'session', socket, arrival }, [socket]);
    this.#adopted++;
  }

  replaceLedger(ledger: LedgerLink): void {
    this.#post({ type: 'ledger', ledger }, portsOf(ledger));
  }

  async views(): Promise<readonly SessionView[]> {
    const answer = await this.#ask((question) => ({ type: 'views', question }));
    return answer?.type === 'views' ? answer.views : [];
  }

  async detail(session: string): Promise<SessionDetail | null> {
    const answer = await this.#ask((question) => ({ type: 'detail', question, session }));
    return answer?.type === 'detail' ? answer.detail : null;
  }

  /** Ends the thread at once. For fault tests. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  async close(patience: number): Promise<void> {
    this.#closing = true;
    await this.#ask((question) => ({ type: 'close', question, patience }));
    await this.#worker.terminate();
  }

  #ask(message: (question: number) => ToThread): Promise<Answer | undefined> {
    if (this.#gone) return Promise.resolve(undefined);
    const question = ++this.#asked;
    return new Promise((resolve) => {
      this.#questions.set(question, resolve);
      this.#post(message(question));
    });
  }

  #told(message: FromThread): void {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        return;
      case 'notice':
        this.#options.onNotice(message.notice);
        return;
      case 'ended':
        this.#options.onEnded(message.session);
        return;
      case 'gone':
        this.#leaving.tell(message.session);
        return;
      case 'enter': {
        const { session, account } = message;
        this.#post({ type: 'entered', session, entered: this.#options.onEnter(session, account) });
        return;
      }
      case 'views':
      case 'detail':
      case 'closed': {
        const answer = this.#questions.get(message.question);
        this.#questions.delete(message.question);
        answer?.(message);
        return;
      }
    }
  }

  #post(message: ToThread, transfer: readonly (Transferable | Socket)[] = []): void {
    // Node moves sockets between threads, which its type declarations do not know.
    this.#worker.postMessage(message, transfer as readonly Transferable[]);
  }
}
