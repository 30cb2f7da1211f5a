import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { Failure } from '../../contract/failure.ts';
import type { DataFolder } from '../../data-folder.ts';
import { Listeners } from '../../listeners.ts';
import { modulePath } from '../../module-path.ts';
import type { FromCopying, HistoryStart, ToHistoryThread } from '../history-thread/thread.ts';
import type { AccountNumber, LedgerClient } from '../ledger/request.ts';
import { booksPlace, type SharedBooks } from '../store/books-place.ts';
import { TraceRing } from '../trace/trace-ring.ts';
import type { ClockNotice } from './bank-clock.ts';
import { connectLedger } from './client.ts';
import type { DemoPins } from './demo-pins.ts';
import type { LedgerLink } from './message-codec.ts';
import type { CommitReport } from './report/commit-report.ts';
import { type LedgerTotals, TotalsTable, WaitingCount } from './shared-totals.ts';
import type { FromLedgerThread, LedgerStart, ToLedgerThread } from './thread.ts';

/** The running ledger as the bank's main thread holds it. */
export interface Ledger {
  /** The accounts of this bank, in the order of their numbers. */
  readonly accounts: readonly AccountNumber[];
  /** As `demoPinsOf`, as it is now. */
  demoPins(): DemoPins;
  /** Called when they have changed, until the ledger is gone. */
  onDemoPins(listener: () => void): void;
  /** The main thread's own client. */
  readonly client: LedgerClient;
  /** A link for another thread: post it there with its ports (`portsOf`) in the transfer list, then `connectLedger`. */
  connect(): LedgerLink;
  readonly trace: TraceRing;
  /** Exact, at no cost for the ledger. */
  totals(): LedgerTotals;
  /** At once the newest of what was before, then about ten reports a second while something happens. @returns ends it */
  onCommit(listener: (report: CommitReport) => void): () => void;
  /** Told what is wrong with the machine's date, also what was told before it listens. */
  onClock(listener: (notice: ClockNotice) => void): void;
  /**
   * Copies the books as they are at one moment into a new file; the ledger goes on meanwhile.
   * @param onPart told how much is copied, 0..1
   * @throws Failure `ledger_not_copied`, `ledger_lost`
   */
  copy(to: string, onPart: (part: number) => void): Promise<void>;
  /** Called once if the thread ends without `stop`. The books are safe: start the ledger again. */
  onLost(listener: (failure: Failure) => void): void;
  /** Answers all that was asked, then ends the thread; resolved when the database is closed. */
  stop(): Promise<void>;
  /** Ends the thread at once, in the middle of whatever it does. For fault tests. */
  kill(): Promise<void>;
}

/** Of the next client, in this process: a ledger that takes the place of a lost one goes on counting. */
let nextSeat = 1;

/**
 * Starts the ledger thread, and the one that reads the past beside it.
 * @param options.books a database that other banks may share; absent or null: SQLite in the data folder
 * @throws Failure as `openBooksAt`; `ledger_lost` if the thread ended before it was ready.
 */
export async function startLedger(options: {
  readonly data: DataFolder;
  readonly books?: SharedBooks | null;
}): Promise<Ledger> {
  const place = booksPlace(options.data, options.books);
  const { port1, port2 } = new MessageChannel();
  const trace = new TraceRing();
  const toLedger: LedgerStart = { place, history: port1, trace: trace.memory };
  const toHistory: HistoryStart = { place, ledger: port2 };
  const worker = new Worker(modulePath('ledger-thread'), {
    workerData: toLedger,
    transferList: [port1],
    name: 'ledger',
  });
  const history = new Worker(modulePath('history-thread'), {
    workerData: toHistory,
    transferList: [port2],
    name: 'history',
  });
  try {
    return runningLedger({ worker, history, trace }, await firstMessage(worker));
  } catch (error) {
    await history.terminate();
    throw error;
  }
}

function lostFailure(cause?: unknown): Failure {
  return new Failure('ledger_lost', 'The ledger stopped unexpectedly. Nothing that was confirmed is lost.', { cause });
}

type Ready = Extract<FromLedgerThread, { type: 'ready' }>;

function firstMessage(worker: Worker): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      end();
    };
    const onMessage = (message: FromLedgerThread) => {
      if (message.type === 'ready') settle(() => resolve(message));
      if (message.type === 'failed') {
        settle(() => reject(Failure.from(message.failure)));
      }
    };
    const onError = (error: unknown) => settle(() => reject(lostFailure(error)));
    const onExit = () => settle(() => reject(lostFailure()));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}

interface LedgerThreads {
  readonly worker: Worker;
  readonly history: Worker;
  readonly trace: TraceRing;
}

function runningLedger({ worker, history, trace }: LedgerThreads, ready: Ready): Ledger {
  const { shared } = ready;
  const totals = new TotalsTable(ready.totals);
  let { demoPins } = ready;
  const demoPinsChanged = new Listeners<[]>();
  const notices = [...ready.notices];
  const clock = new Listeners<[ClockNotice]>();
  const lost = new Listeners<[Failure]>();
  const waiting = new Set<WaitingCount>();
  let stopping = false;
  let failure: Failure | undefined;
  const tell = (message: ToLedgerThread, transfer: readonly MessagePort[] = []) => {
    worker.postMessage(message, [...transfer]);
  };
  const reports = new Listeners<[CommitReport]>((heard) => {
    if (!heard) tell({ type: 'report', on: false });
  });

  worker.on('message', (message: FromLedgerThread) => {
    if (message.type === 'report') reports.tell(message.report);
    if (message.type === 'clock') {
      notices.push(message.notice);
      clock.tell(message.notice);
    }
    if (message.type === 'failed') failure = Failure.from(message.failure);
    if (message.type === 'demo-pins') {
      demoPins = message.demoPins;
      demoPinsChanged.tell();
    }
  });
  worker.on('error', (error) => {
    failure ??= lostFailure(error);
  });
  // The two end together: a ledger that is started again has a new history thread beside it.
  history.on('error', (error) => {
    failure ??= lostFailure(error);
  });
  history.on('exit', () => {
    if (!stopping) void worker.terminate();
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      void history.terminate();
      if (!stopping) lost.tell(failure ?? lostFailure());
      lost.clear();
      waiting.clear();
      resolve();
    });
  });

  const connect = (): LedgerLink => {
    const { port1, port2 } = new MessageChannel();
    const count = new WaitingCount();
    waiting.add(count);
    const seat = nextSeat++;
    tell({ type: 'connect', port: port1, waiting: count.buffer, seat }, [port1]);
    const reads = new MessageChannel();
    history.postMessage({ type: 'connect', port: reads.port1 } satisfies ToHistoryThread, [reads.port1]);
    return { port: port2, history: reads.port2, shared, books: ready.books, waiting: count.buffer, seat };
  };
  const countQueue = (): number => {
    let queue = 0;
    for (const client of waiting) {
      if (client.count === undefined) waiting.delete(client);
      else queue += client.count;
    }
    return queue;
  };
  const own = connect();

  return {
    accounts: ready.accounts,
    demoPins: () => demoPins,
    onDemoPins: (listener) => demoPinsChanged.add(listener),
    client: connectLedger(own),
    connect,
    trace,
    totals: () => ({ ...totals.read(), queue: countQueue() }),
    onCommit(listener) {
      // Each is told first what was before it came, which those who watch already know.
      let hasBegun = false;
      const end = reports.add((report) => {
        if (hasBegun === (report.isEarlier === true)) return;
        hasBegun = true;
        listener(report);
      });
      tell({ type: 'report', on: true });
      return end;
    },
    onClock(listener) {
      for (const notice of notices) listener(notice);
      clock.add(listener);
    },
    copy: (to, onPart) => copyBy(history, to, onPart),
    onLost: (listener) => lost.add(listener),
    async stop() {
      stopping = true;
      tell({ type: 'stop' });
      await ended;
    },
    async kill() {
      await worker.terminate();
      await ended;
    },
  };
}

function copyBy(history: Worker, to: string, onPart: (part: number) => void): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  history.postMessage({ type: 'copy', to, port: port1 } satisfies ToHistoryThread, [port1]);
  return new Promise((resolve, reject) => {
    port2.on('message', (message: FromCopying) => {
      if (message.type === 'part') onPart(message.part);
      if (message.type === 'copied') resolve();
      if (message.type === 'failed') reject(Failure.from(message.failure));
    });
    // Also the thread's own end closes it.
    port2.on('close', () => reject(lostFailure()));
  });
}
