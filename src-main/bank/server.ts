import type { Server } from 'node:net';
import { isLoopback, LOOPBACK, portOf } from '../addresses.ts';
import { type BankStatus, type Board, CARDS, type EndedSession, type SessionDetail } from '../contract/board.ts';
import { isCrowdAccount } from '../contract/crowd.ts';
import { type Failure, failureFields } from '../contract/failure.ts';
import { CLOSING_MS } from '../contract/limits.ts';
import { PROTOCOLS, type Protocol, type ProtocolName } from '../contract/protocols.ts';
import { Listeners } from '../listeners.ts';
import type { Bank, BankOptions } from './bank.ts';
import { BoardFeed } from './board-feed.ts';
import { BoardPast } from './board-past.ts';
import { type Certificate, givenCertificate, ownCertificate } from './certificate.ts';
import type { SessionCounters } from './counters.ts';
import { CLOCK_WORDS } from './ledger-thread/bank-clock.ts';
import { type NewAccount, openAccounts } from './ledger-thread/ensure-accounts.ts';
import type { LedgerTotals } from './ledger-thread/shared-totals.ts';
import { type Ledger, startLedger } from './ledger-thread/start.ts';
import { listen } from './listener.ts';
import { type BankLog, limited, openLog } from './log.ts';
import { MetricsEndpoint } from './metrics.ts';
import { Office } from './office.ts';
import { Reception } from './session/reception.ts';
import { EndedSessions } from './session/record/ended-sessions.ts';
import { SESSION_LIMITS, type SessionLimits } from './session/session-limits.ts';
import { defaultThreads, SessionPool } from './session/threads/session-pool.ts';
import { TraceFeed, type TraceListener } from './trace/trace-feed.ts';

export type { Bank, BankOptions } from './bank.ts';

/** Of the time for closing, this much is left to the ledger and the log, ms. */
const LEDGER_CLOSING_MS = 1_000;
/** A lost ledger is started again at once, then after this long each time it fails again, ms. */
const LEDGER_RETRY_MS = 1_000;
/** Bounds log lines per second for ended sessions, so that a flood cannot fill the disk. */
const NOTICES_PER_SECOND = 20;

/**
 * Starts the bank: opens the ledger, listens on its ports.
 * @throws Failure `port_in_use`, `port_denied`, `address_unavailable`, `certificate_unreadable`,
 *   `certificate_unwritable`, `log_unwritable`, or what the ledger says of its database.
 */
export async function startBank(options: BankOptions): Promise<Bank> {
  const host = options.host ?? LOOPBACK;
  const certificate = await certificateFor(options, host);
  const log = openLog(options.data);
  const ledger = await startLedger(options).catch((error: unknown) => {
    log.close();
    throw error;
  });
  const bank = new RunningBank(options, host, ledger, log);
  try {
    await bank.open(certificate);
  } catch (error) {
    await bank.stop();
    throw error;
  }
  return bank;
}

async function certificateFor(options: BankOptions, host: string): Promise<Certificate | undefined> {
  if (options.tls !== undefined) return givenCertificate(options.tls);
  return isLoopback(host) ? undefined : await ownCertificate(options.data, host);
}

class RunningBank implements Bank {
  readonly office = new Office(() => this.#ledger.client);
  readonly books: string;
  readonly #options: BankOptions;
  readonly #host: string;
  readonly #limits: SessionLimits;
  readonly #reception: Reception;
  readonly #log: BankLog;
  readonly #statusListeners = new Listeners<[BankStatus]>();
  readonly #board: BoardFeed;
  readonly #past = new BoardPast(() => this.#counts().totals.operations);
  readonly #ended = new EndedSessions();
  readonly #traces = new TraceFeed({
    threads: () => this.#pool?.traces() ?? [],
    ledger: () => this.#ledger.trace,
  });
  #metrics: MetricsEndpoint | undefined;
  #ledger: Ledger;
  /** What ledgers that were lost had counted. */
  #before: Pick<LedgerTotals, 'transfers' | 'commits'> = { transfers: 0, commits: 0 };
  #pool: SessionPool | undefined;
  #servers: readonly Server[] = [];
  #status: BankStatus = { state: 'starting' };
  #listening: Extract<BankStatus, { state: 'listening' }> | undefined;
  #stopping: Promise<void> | undefined;
  #recovering: Promise<void> | undefined;

  constructor(options: BankOptions, host: string, ledger: Ledger, log: BankLog) {
    this.#options = options;
    this.#host = host;
    this.#limits = { ...SESSION_LIMITS, ...options.limits };
    this.#reception = new Reception(this.#limits, () => this.#board.changed());
    this.#log = log;
    this.#ledger = ledger;
    this.books = ledger.client.books;
    this.#board = new BoardFeed({
      watchCommits: (listener) => this.#ledger.onCommit(listener),
      views: async () => (await this.#pool?.views()) ?? [],
      counts: () => this.#counts(),
      past: this.#past,
      onNextCount: (listener) => {
        for (const counters of this.#counters()) counters.onNext(listener);
      },
    });
    this.#watchLedger();
  }

  async open(certificate: Certificate | undefined): Promise<void> {
    const { log } = this.#log;
    const pool = await SessionPool.start({
      threads: this.#options.sessionThreads ?? defaultThreads(),
      limits: this.#limits,
      tls: certificate && { cert: certificate.cert, key: certificate.key },
      connectLedger: () => this.#ledger.connect(),
      onNotice: limited(NOTICES_PER_SECOND, (notice, left) =>
        log.info({ ...notice, left }, 'session ended by the bank'),
      ),
      onEnded: (session) => this.#ended.add(session),
      onEnter: (session, account) => this.#reception.enter(session, account),
      onDeath: (thread, sessions, error) => log.error({ thread, sessions, err: error }, 'session thread died'),
    });
    this.#pool = pool;
    const host = this.#host;
    const open = async ({ name, option }: Protocol, port: number) => {
      const server = await listen({ port, host, option }, (socket) => {
        if (this.#stopping === undefined) this.#reception.accept(socket, name, pool);
        else socket.destroy();
      });
      this.#servers = [...this.#servers, server];
      return { host, port: portOf(server) };
    };
    const ports: { [Name in ProtocolName]?: { host: string; port: number } } = {};
    for (const row of PROTOCOLS) {
      const port = this.#options.ports[row.name];
      if (port !== undefined) ports[row.name] = await open(row, port);
    }
    this.#listening = {
      state: 'listening',
      ports,
      fingerprint: certificate?.fingerprint ?? null,
      metrics: await this.#openMetrics(),
      threads: pool.movesSockets ? pool.threads : 0,
      movesSockets: pool.movesSockets,
      accounts: this.#ledger.accounts.filter((account) => !isCrowdAccount(account)).slice(0, CARDS),
      demoPins: this.#ledger.demoPins(),
    };
    log.info({ ...this.#listening, demoPins: undefined }, 'listening');
    this.#change(this.#listening);
  }

  async #openMetrics(): Promise<{ host: string; port: number } | null> {
    if (this.#options.metricsPort === undefined) return null;
    this.#metrics = new MetricsEndpoint({
      watchCommits: (listener) => this.#ledger.onCommit(listener),
      counts: () => this.#counts(),
      counters: () => this.#counters(),
    });
    return await this.#metrics.listen(this.#options.metricsPort);
  }

  status(): BankStatus {
    return this.#status;
  }

  onStatus(listener: (status: BankStatus) => void): () => void {
    return this.#statusListeners.add(listener);
  }

  onBoard(listener: (board: Board) => void): () => void {
    return this.#board.listen(listener);
  }

  async session(id: string): Promise<SessionDetail | null> {
    return (await this.#pool?.detail(id)) ?? this.#ended.detail(id);
  }

  endedSessions(): EndedSession[] {
    return this.#ended.list();
  }

  onTrace(listener: TraceListener): () => void {
    return this.#traces.listen(listener);
  }

  followSession(number: number): void {
    this.#traces.follow(number);
  }

  openAccounts(accounts: readonly NewAccount[]): Promise<readonly NewAccount[]> {
    return openAccounts(this.#ledger.client, accounts);
  }

  copyLedger(to: string, onPart: (part: number) => void): Promise<void> {
    return this.#ledger.copy(to, onPart);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  async kill(part: 'ledger' | { readonly sessionThread: number }): Promise<void> {
    if (part === 'ledger') await this.#ledger.kill();
    else await this.#pool?.kill(part.sessionThread);
  }

  async #close(): Promise<void> {
    this.#board.close();
    this.#past.close();
    this.#metrics?.close();
    for (const server of this.#servers) server.close();
    await this.#pool?.close(CLOSING_MS - LEDGER_CLOSING_MS);
    await this.#recovering;
    this.#traces.close();
    await this.#ledger.stop();
    this.#log.log.info('stopped');
    this.#log.close();
    this.#change({ state: 'stopped' });
  }

  #watchLedger(): void {
    this.#ledger.onClock((notice) => this.#log.log.warn({ ...notice }, CLOCK_WORDS[notice.type]));
    this.#ledger.onLost((failure) => {
      this.#recovering = this.#recover(failure);
    });
    this.#ledger.onDemoPins(() => {
      if (this.#status.state === 'listening') this.#showDemoPins();
    });
  }

  /** Says that the bank listens, with the PINs as they are now. */
  #showDemoPins(): void {
    if (this.#listening === undefined) return;
    this.#listening = { ...this.#listening, demoPins: this.#ledger.demoPins() };
    this.#change(this.#listening);
  }

  /** The ledger thread is gone: what it confirmed is on disk, so another can go on from there. */
  async #recover(failure: Failure): Promise<void> {
    this.#log.log.error({ err: failure }, 'ledger lost');
    const { transfers, commits } = this.#ledger.totals();
    this.#before = { transfers: this.#before.transfers + transfers, commits: this.#before.commits + commits };
    this.#change({ state: 'failed', ...failureFields(failure) });
    while (this.#stopping === undefined) {
      try {
        this.#ledger = await startLedger(this.#options);
        return this.#goOn();
      } catch (error) {
        this.#log.log.error({ err: error }, 'ledger does not start');
        this.#change({ state: 'failed', ...failureFields(error) });
        await new Promise((resolve) => setTimeout(resolve, LEDGER_RETRY_MS));
      }
    }
  }

  async #goOn(): Promise<void> {
    // Closing does not know of a ledger that came up meanwhile.
    if (this.#stopping !== undefined) return this.#ledger.stop();
    this.#watchLedger();
    this.#pool?.replaceLedger();
    this.#board.renew();
    this.#metrics?.renew();
    this.#log.log.info('ledger started again');
    this.#showDemoPins();
  }

  #counters(): readonly SessionCounters[] {
    return this.#pool?.counters() ?? [];
  }

  #counts(): Pick<Board, 'open' | 'queue' | 'totals' | 'sum' | 'cash'> {
    const ledger = this.#ledger.totals();
    const sessions = this.#counters().map((counters) => counters.totals());
    const total = (name: 'operations' | 'refusals'): number => sessions.reduce((sum, one) => sum + one[name], 0);
    return {
      open: this.#pool?.open ?? 0,
      queue: ledger.queue,
      totals: {
        accepted: this.#reception.accepted,
        operations: total('operations'),
        refusals: total('refusals'),
        transfers: this.#before.transfers + ledger.transfers,
        commits: this.#before.commits + ledger.commits,
      },
      sum: ledger.sum,
      cash: ledger.cash,
    };
  }

  #change(status: BankStatus): void {
    if (this.#status.state === 'stopped') return;
    this.#status = status;
    this.#statusListeners.tell(status);
  }
}
