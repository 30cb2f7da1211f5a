import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { LOOPBACK, portOf } from '../../../addresses.ts';
import type { SessionDetail, SessionView } from '../../../contract/board.ts';
import { SessionCounters } from '../../counters.ts';
import type { LedgerLink } from '../../ledger-thread/message-codec.ts';
import type { ThreadTrace } from '../../trace/trace-feed.ts';
import type { Arrival } from '../arrival.ts';
import type { SessionLimits } from '../session-limits.ts';
import type { Notice } from '../session-loop.ts';
import { type HostOptions, LocalHost, type SessionHost, ThreadHost } from './session-host.ts';
import type { TlsIdentity } from './thread-messages.ts';

export interface SessionPoolOptions {
  readonly threads: number;
  readonly limits: SessionLimits;
  readonly tls: TlsIdentity | undefined;
  /** Makes a new link to the ledger, one for each thread. */
  readonly connectLedger: () => LedgerLink;
  readonly onNotice: (notice: Notice) => void;
  /** These two as for a host. */
  readonly onEnded: HostOptions['onEnded'];
  readonly onEnter: HostOptions['onEnter'];
  /** A thread died; its sessions ended with it, another takes its place. */
  readonly onDeath: (thread: number, sessions: number, error: Error | undefined) => void;
}

/**
 * At least two, so that there is always concurrency to see; more than four would only wait for the one ledger thread,
 * and each costs memory and start-up time.
 */
const DEFAULT_THREADS = { least: 2, most: 4 };
/** Time for the probe, ms; long enough for a thread that starts slowly. */
const PROBE_MS = 10_000;
/** Pause before a thread that ends again and again is started once more, ms. */
const REBIRTH_MS = 1_000;

/** As many as the machine has cores beside the ledger's, 2 to 4. */
export function defaultThreads(): number {
  return Math.min(DEFAULT_THREADS.most, Math.max(DEFAULT_THREADS.least, availableParallelism() - 1));
}

/** All session threads. A new connection goes to the one with the fewest sessions and stays there. */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  #hosts: (SessionHost | undefined)[] = [];
  #movesSockets = false;
  /** What dead threads had counted. */
  readonly #retired = new SessionCounters();
  #closing = false;

  private constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  /** Starts the threads; where sockets can't move to them, sessions are handled on this thread instead. */
  static async start(options: SessionPoolOptions): Promise<SessionPool> {
    const pool = new SessionPool(options);
    const first = options.threads === 0 ? undefined : pool.#raise(0);
    if (first !== undefined && (await socketsMove(first))) {
      pool.#movesSockets = true;
      pool.#hosts = [first];
      for (let thread = 1; thread < options.threads; thread++) pool.#hosts.push(pool.#raise(thread));
    } else {
      await first?.close(0);
      pool.#hosts = [new LocalHost(pool.#hostOptions(0))];
    }
    return pool;
  }

  get movesSockets(): boolean {
    return this.#movesSockets;
  }

  /** How many threads sessions live on. */
  get threads(): number {
    return this.#hosts.length;
  }

  /** Sessions open now. */
  get open(): number {
    return this.#hosts.reduce((sum, host) => sum + (host?.open ?? 0), 0);
  }

  /** Counters of the living threads, and of all dead ones together. */
  counters(): readonly SessionCounters[] {
    return [this.#retired, ...this.#hosts.flatMap((host) => (host === undefined ? [] : [host.counters]))];
  }

  /** What the living threads trace. */
  traces(): readonly ThreadTrace[] {
    return this.#hosts.flatMap((host) => (host === undefined ? [] : [{ thread: host.thread, ring: host.trace }]));
  }

  /** @param gone as for a host */
  adopt(socket: Socket, arrival: Arrival, gone: () => void): void {
    let least: SessionHost | undefined;
    for (const host of this.#hosts) {
      if (host !== undefined && (least === undefined || host.open < least.open)) least = host;
    }
    if (least === undefined) {
      socket.destroy();
      gone();
    } else {
      least.adopt(socket, arrival, gone);
    }
  }

  /** Connects every thread to a ledger that replaces a lost one. */
  replaceLedger(): void {
    for (const host of this.#hosts) host?.replaceLedger(this.#options.connectLedger());
  }

  async views(): Promise<SessionView[]> {
    const views = await Promise.all(this.#hosts.map((host) => host?.views() ?? []));
    return views.flat().sort((a, b) => a.since - b.since);
  }

  async detail(session: string): Promise<SessionDetail | null> {
    const found = await Promise.all(this.#hosts.map((host) => host?.detail(session) ?? null));
    return found.find((detail) => detail !== null) ?? null;
  }

  /** Ends all sessions, at the latest after `patience` ms. */
  async close(patience: number): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#hosts.map((host) => host?.close(patience)));
  }

  /**
   * Ends a thread at once, in the middle of whatever it does; one that is being restarted is left alone. For fault
   * tests.
   */
  async kill(thread: number): Promise<void> {
    const host = this.#hosts[thread];
    if (host instanceof ThreadHost) await host.kill();
  }

  #hostOptions(thread: number): HostOptions {
    const { limits, tls, connectLedger, onNotice, onEnded, onEnter } = this.#options;
    return { thread, limits, tls, ledger: connectLedger(), onNotice, onEnded, onEnter };
  }

  #raise(thread: number): ThreadHost {
    return new ThreadHost(this.#hostOptions(thread), (error) => this.#replace(thread, error));
  }

  #replace(thread: number, error: Error | undefined): void {
    const dead = this.#hosts[thread];
    if (dead === undefined || this.#closing) return;
    this.#hosts[thread] = undefined;
    this.#retired.absorb(dead.counters);
    this.#options.onDeath(thread, dead.open, error);
    const raise = (): void => {
      if (!this.#closing) this.#hosts[thread] = this.#raise(thread);
    };
    if (dead instanceof ThreadHost && dead.ready) raise();
    else setTimeout(raise, REBIRTH_MS);
  }
}

/** Moves one accepted socket to the thread and checks that what the thread writes arrives at the other end. */
async function socketsMove(host: ThreadHost): Promise<boolean> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    try {
      host.probe(socket);
    } catch {
      socket.destroy();
    }
  });
  try {
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    const socket = connect(portOf(server), LOOPBACK);
    socket.setTimeout(PROBE_MS, () => socket.destroy(new Error('the probe took too long')));
    return (await text(socket)) === 'moved';
  } catch {
    return false;
  } finally {
    server.close();
  }
}
