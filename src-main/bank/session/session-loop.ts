import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { SessionDetail, SessionView } from '../../contract/board.ts';
import { ACCOUNT_WRITE_MS, ACCOUNT_WRITES_AT_ONCE } from '../../contract/limits.ts';
import { protocolOf } from '../../contract/protocols.ts';
import type { Ending, SessionCounters } from '../counters.ts';
import { BANK_KEY_MARK } from '../ledger/keys/idempotency.ts';
import type { AccountNumber, LedgerClient } from '../ledger/request.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import type { Arrival, Connect } from './arrival.ts';
import { HeldBytes } from './held-bytes.ts';
import { AccountRates } from './rates/account-rates.ts';
import { ReadBuffer } from './read-buffer.ts';
import { type KeptSession, keptSession } from './record/ended-sessions.ts';
import { Session } from './session.ts';
import type { SessionLimits } from './session-limits.ts';
import type { LiveSession, SessionSurroundings } from './surroundings.ts';

/** A session that the bank ended, as the log tells it. */
export interface Notice {
  readonly session: string;
  readonly peer: string;
  readonly account: AccountNumber | null;
  readonly ending: Ending;
}

export interface SessionLoopOptions {
  readonly thread: number;
  readonly limits: SessionLimits;
  readonly counters: SessionCounters;
  readonly trace: TraceWriter;
  readonly ledger: LedgerClient;
  /** PEM of the certificate for the protocols that can speak TLS; absent: they speak plainly. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly onNotice: (notice: Notice) => void;
  /** As `SessionPort.enter`, for the session of that id. */
  readonly enter: (session: string, account: AccountNumber, done: (entered: boolean) => void) => void;
  /** A session is gone, and its connection. */
  readonly onGone: (session: string) => void;
  /** What is known of a session that is gone; told again when that has changed. */
  readonly onEnded: (session: KeptSession) => void;
}

/** Sessions shown at most: the newest. */
const VIEWS = 600;
/** As a constant, because the getter is slow. */
const TIME_ORIGIN = performance.timeOrigin;
/** Base-36 digits of the time in a key, ms since the epoch: enough until the year 5188. */
const KEY_TIME_DIGITS = 9;
/** How often deadlines are looked at, at most, ms. */
const TICK_MS = 500;

/** The sessions that live on one event loop. */
export class SessionLoop implements SessionSurroundings {
  readonly thread: number;
  readonly limits: SessionLimits;
  readonly counters: SessionCounters;
  readonly trace: TraceWriter;
  readonly held: HeldBytes;
  readonly accountWrites = new AccountRates({ atOnce: ACCOUNT_WRITES_AT_ONCE, everyMs: ACCOUNT_WRITE_MS });
  readonly #options: SessionLoopOptions;
  readonly #secure: SecureContext | undefined;
  readonly #buffer = new ReadBuffer();
  readonly #sessions = new Map<string, Session>();
  readonly #tickMs: number;
  /** Runs while there are sessions. */
  #timer: NodeJS.Timeout | undefined;
  /** Tells this loop's keys from those of all others, now and in later runs; the '#' from those of clients. */
  readonly #keyTag = `${BANK_KEY_MARK}${randomBytes(6).toString('base64url')}`;
  #keyTime = 0;
  #keyHead = '';
  #keys = 0;
  /** The time of this turn of the event loop: read once in it, because a read costs as much as parsing an answer. */
  #now: number | undefined;
  #date = 0;
  readonly #forgetNow = (): void => {
    this.#now = undefined;
  };
  #ledger: LedgerClient;
  #emptied: (() => void) | undefined;
  #soon: (() => void)[] = [];

  constructor(options: SessionLoopOptions) {
    this.#options = options;
    this.thread = options.thread;
    this.limits = options.limits;
    this.counters = options.counters;
    this.trace = options.trace;
    this.held = new HeldBytes(options.limits.heldBytes);
    this.#ledger = options.ledger;
    this.#secure = options.tls === undefined ? undefined : createSecureContext(options.tls);
    this.#watchLedger(options.ledger);
    const { idleMs, warningMs, loginMs, lineMs, outputStallMs } = options.limits;
    const finest = Math.min(idleMs, warningMs, loginMs, lineMs, outputStallMs) / 4;
    this.#tickMs = Math.max(5, Math.min(TICK_MS, finest));
  }

  /** Takes over a fresh connection from which nothing was read yet. */
  adopt(socket: Socket, arrival: Arrival): void {
    this.counters.add('opened', arrival.protocol);
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs);
    const secureContext = protocolOf(arrival.protocol).tls ? this.#secure : undefined;
    const connect: Connect = (received) =>
      secureContext === undefined
        ? this.#buffer.connect(socket, received)
        : new TLSSocket(socket, { isServer: true, secureContext }).on('data', received);
    this.#sessions.set(arrival.id, new Session(connect, arrival, this));
  }

  /** Replaces a ledger that was lost. */
  replaceLedger(ledger: LedgerClient): void {
    this.#ledger = ledger;
    this.#watchLedger(ledger);
    for (const session of this.#sessions.values()) session.ledgerReplaced();
  }

  /** The newest sessions, oldest first. */
  views(): SessionView[] {
    return [...this.#sessions.values()].slice(-VIEWS).map((session) => session.record.view());
  }

  detail(id: string): SessionDetail | null {
    return this.#sessions.get(id)?.record.detail(null) ?? null;
  }

  /**
   * Ends all sessions: each after the reply to what it has pending at the ledger.
   * @param patience ms after which those that are left are cut off
   */
  async close(patience: number): Promise<void> {
    for (const session of [...this.#sessions.values()]) session.closing();
    if (this.#sessions.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience);
        this.#emptied = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const session of [...this.#sessions.values()]) session.destroy();
    clearInterval(this.#timer);
  }

  ledger(): LedgerClient {
    return this.#ledger;
  }

  now(): number {
    if (this.#now === undefined) {
      // Deadlines are measured with it, so a corrected clock must not move it.
      this.#now = Math.floor(TIME_ORIGIN + performance.now());
      this.#date = Date.now();
      setImmediate(this.#forgetNow);
    }
    return this.#now;
  }

  date(): number {
    this.now();
    return this.#date;
  }

  /**
   * Keys begin with the time, so that they grow in the order they are made, whatever session and thread they are for:
   * the ledger's index of keys then grows at one end, and a commit writes one page of it, not one for each session.
   */
  newKey(): string {
    const now = this.now();
    if (now !== this.#keyTime) {
      this.#keyTime = now;
      this.#keyHead = `${now.toString(36).padStart(KEY_TIME_DIGITS, '0')}${this.#keyTag}`;
    }
    return `${this.#keyHead}${(++this.#keys).toString(36)}`;
  }

  enter(session: string, account: AccountNumber, done: (entered: boolean) => void): void {
    this.#options.enter(session, account, done);
  }

  soon(work: () => void): void {
    if (this.#soon.length === 0) {
      setImmediate(() => {
        const works = this.#soon;
        this.#soon = [];
        for (const one of works) one();
      });
    }
    this.#soon.push(work);
  }

  ended(session: LiveSession, ending: Ending): void {
    this.counters.addEnding(ending);
    this.#options.onNotice({ session: session.id, peer: session.peer, account: session.account, ending });
  }

  gone(session: LiveSession): void {
    this.#sessions.delete(session.id);
    this.counters.add('closed', session.protocol);
    this.keep(session);
    this.#options.onGone(session.id);
    if (this.#sessions.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#emptied?.();
  }

  keep({ record }: LiveSession): void {
    // Connections that say nothing, such as those of a port scan, are no sessions that anybody looks for.
    if (!record.heard) return;
    this.#options.onEnded(keptSession(record, record.goneAt));
  }

  #watchLedger(ledger: LedgerClient): void {
    ledger.onPinChanged((account, by) => {
      for (const session of [...this.#sessions.values()]) {
        if (session.account === account && session.id !== by) session.pinChanged();
      }
    });
    ledger.onLost(() => {
      for (const session of [...this.#sessions.values()]) session.lost();
    });
  }

  #tick(): void {
    const now = this.now();
    for (const session of this.#sessions.values()) session.tick(now);
  }
}
