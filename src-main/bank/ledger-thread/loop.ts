import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { COMMIT_BATCH } from '../../contract/limits.ts';
import { FairQueue } from '../fair-queue.ts';
import { type Account, available, isCustomer } from '../ledger/account.ts';
import { isHistoryRequest } from '../ledger/history/history-reads.ts';
import type { AccountNumber, OrderedRequest } from '../ledger/request.ts';
import { CASH, publicTransfer, type TransferRecord } from '../ledger/transfer-record.ts';
import { traceBatch } from '../trace/trace-batch.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import type { Committed, GroupCommit } from './group-commit.ts';
import { type FromLedger, type LedgerEvent, readRequest, type ToLedger, writeReply } from './message-codec.ts';
import { CommitReporter } from './report/commit-reporter.ts';
import { BalanceWriter } from './shared-balances.ts';
import { TotalsTable, WaitingCount } from './shared-totals.ts';
import { type Word, WordReader } from './words.ts';

/** Longest delay of a timer in Node, ms. */
const MAX_TIMER_MS = 2_147_483_647;

/** How long until a reserve that could not be voided is tried again, ms. */
const OVERDUE_MS = 500;

/** Stands for the session where another bank's is meant. */
const ELSEWHERE = '';

/** One thread that asks. */
interface Seat {
  readonly port: MessagePort;
  readonly waiting: WaitingCount;
  readonly number: number;
  words: Word[];
  events: LedgerEvent[];
  /** Requests whose replies are in `words`. */
  answered: number;
}

interface Asked {
  readonly seat: Seat;
  readonly id: number;
  readonly request: OrderedRequest;
  readonly session: string;
  /** ms since the epoch. */
  readonly sentAt: number;
}

export interface LedgerLoopOptions {
  readonly trace?: TraceWriter;
  /** Called when a customer has another PIN, on disk. */
  readonly pinChanged?: () => void;
}

/**
 * The work of the ledger thread: takes all that waits in all ports, up to COMMIT_BATCH requests, commits it
 * together, shows the new balances, then answers. What arrives meanwhile is the next batch: the slower the disk, the
 * larger the batches. Where more waits than a batch takes, accounts take turns.
 */
export class LedgerLoop {
  readonly balances: BalanceWriter;
  readonly totals = new TotalsTable();
  readonly reporter = new CommitReporter();
  readonly #commit: GroupCommit;
  readonly #fatal: (error: unknown) => void;
  readonly #options: LedgerLoopOptions;
  readonly #seats = new Set<Seat>();
  readonly #watchers = new Map<AccountNumber, Set<Seat>>();
  /** Who proves an account by a key alone waits with all who do. */
  readonly #queue = new FairQueue<Asked>(({ request }) => request.account ?? '');
  #scheduled = false;
  /** The batch under way; resolved when it is answered. */
  #running: Promise<void> | undefined;
  #expiry: NodeJS.Timeout | undefined;

  /**
   * Reserves that ended while the bank was closed are voided before anybody can see them.
   * @param fatal called when the ledger can't go on; nothing is answered any more.
   * @throws as `GroupCommit.run`
   */
  static async start(
    commit: GroupCommit,
    fatal: (error: unknown) => void,
    options: LedgerLoopOptions = {},
  ): Promise<LedgerLoop> {
    do await commit.run([]);
    while (commit.behind);
    const loop = new LedgerLoop(commit, fatal, options);
    await commit.onChange(() => loop.#schedule());
    return loop;
  }

  private constructor(commit: GroupCommit, fatal: (error: unknown) => void, options: LedgerLoopOptions) {
    this.#commit = commit;
    this.#fatal = fatal;
    this.#options = options;
    // What is shown could be another bank's past: with shared books every balance is asked for.
    const shown = commit.isShared ? [] : [...commit.state.accounts.values()].filter(isCustomer);
    this.balances = new BalanceWriter(shown.map((account) => [account.number, available(account)]));
    this.totals.set('cash', commit.state.accounts.get(CASH)?.balance ?? 0);
    this.#aimExpiry();
  }

  /** Takes a new thread's port. @param waiting memory of its WaitingCount @param number as in its LedgerLink */
  connect(port: MessagePort, waiting: SharedArrayBuffer, number: number): void {
    const seat: Seat = { port, waiting: new WaitingCount(waiting), number, words: [], events: [], answered: 0 };
    this.#seats.add(seat);
    port.on('message', (message: ToLedger) => this.#receive(seat, message));
    port.on('close', () => {
      this.#seats.delete(seat);
      seat.waiting.end();
      for (const account of this.#watchers.keys()) this.#unwatch(account, seat);
    });
  }

  /** Commits and answers everything that has arrived, then closes ports and store. */
  async stop(): Promise<void> {
    await this.#running;
    do await this.#run();
    while (this.#queue.length > 0);
    this.reporter.unwatch();
    clearTimeout(this.#expiry);
    for (const { port } of this.#seats) port.close();
    await this.#commit.close();
  }

  #receive(seat: Seat, message: ToLedger): void {
    switch (message.type) {
      case 'requests': {
        const words = new WordReader(message.words);
        while (!words.ended) this.#take(seat, readRequest(words), message.sentAt);
        break;
      }
      case 'watch': {
        const seats = this.#watchers.get(message.account) ?? new Set();
        this.#watchers.set(message.account, seats.add(seat));
        return;
      }
      case 'unwatch':
        this.#unwatch(message.account, seat);
        return;
    }
    this.#schedule();
  }

  #take(seat: Seat, { id, request, session }: ReturnType<typeof readRequest>, sentAt: number): void {
    if (isHistoryRequest(request)) throw new TypeError(`ledger link: '${request.op}' is for the history thread`);
    this.#queue.add({ seat, id, request, session, sentAt });
  }

  #unwatch(account: AccountNumber, seat: Seat): void {
    const seats = this.#watchers.get(account);
    seats?.delete(seat);
    if (seats?.size === 0) this.#watchers.delete(account);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After the poll phase of this tick, so that messages that are there already share the commit.
    setImmediate(() => {
      this.#running = this.#run()
        .catch(this.#fatal)
        .finally(() => {
          this.#running = undefined;
          this.#scheduled = false;
          if (this.#queue.length > 0 || this.#commit.behind) this.#schedule();
        });
    });
  }

  /** Takes from all that has arrived by now, at most so many. */
  #gather(limit: number): Asked[] {
    for (const seat of this.#seats) {
      for (let one = receiveMessageOnPort(seat.port); one !== undefined; one = receiveMessageOnPort(seat.port)) {
        this.#receive(seat, one.message as ToLedger);
      }
    }
    return this.#queue.take(limit);
  }

  async #run(): Promise<void> {
    const asked = this.#gather(COMMIT_BATCH);
    const started = performance.now();
    let taken = started;
    const committed = await this.#commit.run(
      asked.map(({ request }) => request),
      () => {
        const late = this.#gather(COMMIT_BATCH - asked.length);
        asked.push(...late);
        taken = performance.now();
        return late.map(({ request }) => request);
      },
    );
    const { replies, batch } = committed;
    const ended = performance.now();
    const micros = Math.round((ended - started) * 1000);
    // Before the answers leave: whoever reads of an answer finds the batch that it was in.
    traceBatch(this.#options.trace, asked, committed, { taken, committed: ended });
    this.#publish(committed);
    const now = performance.timeOrigin + performance.now();
    // Not `now`: that clock stands still while the machine sleeps.
    const date = Date.now();
    this.reporter.turn(date);
    const commit = batch?.dirty ? batch.head.commits : null;
    for (const [index, reply] of replies.entries()) {
      const one = asked[index];
      if (one === undefined) throw new Error('ledger: more replies than requests');
      writeReply(one.seat.words, one.id, reply);
      one.seat.answered += 1;
      this.reporter.answered(reply, one.session, now - one.sentAt, commit);
      if (reply.ok && changesPin(one.request)) {
        this.#options.pinChanged?.();
        this.#tellAll({ type: 'pin-changed', account: one.request.account, session: one.session });
      }
    }
    if (batch !== undefined && commit !== null) {
      this.totals.add('commits', 1);
      this.totals.add('transfers', batch.records.length);
      this.totals.set('sum', batch.sum);
      const facts = { number: commit, at: date, size: asked.length, micros };
      this.reporter.committed(facts, asked, replies);
    }
    this.#answer();
    this.#aimExpiry();
    this.reporter.aim();
  }

  /** Balances first: whoever gets a reply must find at least what it says. */
  #publish({ batch, learned, reloaded }: Committed): void {
    this.totals.set('cash', this.#commit.state.accounts.get(CASH)?.balance ?? 0);
    for (const { accounts } of learned.tails) this.#show(accounts);
    if (reloaded !== undefined) this.#show([...reloaded.accounts.values()]);
    if (batch !== undefined) this.#show(batch.touched);
    if (learned.pinChanged.length > 0) this.#options.pinChanged?.();
    for (const account of learned.pinChanged) this.#tellAll({ type: 'pin-changed', account, session: ELSEWHERE });
    if (this.#watchers.size === 0) return;
    for (const { transfers } of learned.tails) this.#tellTransfers(transfers);
    for (const account of learned.locked) this.#tell(account, { type: 'locked', account });
    if (batch === undefined) return;
    this.#tellTransfers(batch.records);
    for (const account of batch.locked) this.#tell(account, { type: 'locked', account });
  }

  #show(accounts: readonly Account[]): void {
    if (accounts.length > 0) {
      this.balances.publish(accounts.map((account) => [account.number, available(account)]));
    }
  }

  #tellTransfers(records: readonly TransferRecord[]): void {
    // Of each account the newest only, however many there are.
    const newest = new Map<AccountNumber, TransferRecord>();
    for (const record of records) {
      for (const account of [record.debit, record.credit]) if (this.#watchers.has(account)) newest.set(account, record);
    }
    for (const [account, record] of newest) this.#tellBalance(account, record);
  }

  #tellBalance(number: AccountNumber, record: TransferRecord): void {
    const account = this.#commit.state.accounts.get(number);
    if (account === undefined) return;
    const transfer = publicTransfer(record);
    this.#tell(number, { type: 'balance', account: number, balance: available(account), transfer });
  }

  #tell(account: AccountNumber, event: LedgerEvent): void {
    for (const seat of this.#watchers.get(account) ?? []) seat.events.push(event);
  }

  #tellAll(event: LedgerEvent): void {
    for (const seat of this.#seats) seat.events.push(event);
  }

  #answer(): void {
    for (const seat of this.#seats) {
      if (seat.words.length === 0 && seat.events.length === 0) continue;
      const message: FromLedger = { words: seat.words, events: seat.events };
      seat.waiting.leave(seat.answered);
      seat.words = [];
      seat.events = [];
      seat.answered = 0;
      seat.port.postMessage(message);
    }
  }

  #aimExpiry(): void {
    clearTimeout(this.#expiry);
    this.#expiry = undefined;
    const { nextExpiry } = this.#commit;
    if (nextExpiry === Number.POSITIVE_INFINITY) return;
    const delay = nextExpiry - this.#commit.now.steady;
    // Overdue is what the store could not write just now.
    this.#expiry = setTimeout(() => this.#schedule(), delay < 0 ? OVERDUE_MS : Math.min(delay + 1, MAX_TIMER_MS));
  }
}

function changesPin(
  request: OrderedRequest,
): request is Extract<OrderedRequest, { readonly op: 'change-pin' | 'administer' }> {
  return request.op === 'change-pin' || (request.op === 'administer' && request.change === 'reset-pin');
}
