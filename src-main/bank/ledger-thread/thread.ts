import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type FailureFields, failureFields } from '../../contract/failure.ts';
import type { HistoryHold } from '../history-thread/thread.ts';
import { isCustomer } from '../ledger/account.ts';
import type { AccountNumber } from '../ledger/request.ts';
import { booksOf } from '../ledger/store.ts';
import type { BooksPlace } from '../store/books-place.ts';
import { openBooksAt, placeFailure } from '../store/open-books.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import { bankClock, type ClockNotice } from './bank-clock.ts';
import { type DemoPins, demoPinsOf } from './demo-pins.ts';
import { GroupCommit, type Readers } from './group-commit.ts';
import { LedgerLoop } from './loop.ts';
import type { CommitReport } from './report/commit-report.ts';
import type { SharedBalances } from './shared-balances.ts';

/** How long a bank that starts tries to reach shared books, ms: a wrong address is told soon. */
const START_MS = 3_000;
/** …and one that runs: a standby takes seconds to become the primary. Sessions wait so long for their answers. */
const FAIL_OVER_MS = 30_000;

/** What the ledger thread is started with; the port leads to the history thread. */
export interface LedgerStart {
  readonly place: BooksPlace;
  readonly history: MessagePort;
  /** Memory of its TraceRing. */
  readonly trace: SharedArrayBuffer;
}

/** What the main thread tells the ledger thread. */
export type ToLedgerThread =
  | { readonly type: 'connect'; readonly port: MessagePort; readonly waiting: SharedArrayBuffer; readonly seat: number }
  | { readonly type: 'report'; readonly on: boolean }
  | { readonly type: 'stop' };

/** What the ledger thread tells the main thread. */
export type FromLedgerThread =
  | {
      readonly type: 'ready';
      /** All customers' numbers, in their order. */
      readonly accounts: readonly AccountNumber[];
      readonly shared: SharedBalances;
      /** As `LedgerClient.books`. */
      readonly books: string;
      readonly totals: SharedArrayBuffer;
      readonly demoPins: DemoPins;
      /** What there was to say of the clock until now. */
      readonly notices: readonly ClockNotice[];
    }
  | { readonly type: 'demo-pins'; readonly demoPins: DemoPins }
  | { readonly type: 'clock'; readonly notice: ClockNotice }
  | { readonly type: 'failed'; readonly failure: FailureFields }
  | { readonly type: 'report'; readonly report: CommitReport };

/** The history thread, as the ledger has to hold it back. */
function readersAt(port: MessagePort): Readers {
  const tell = (hold: HistoryHold) => port.postMessage(hold);
  let gone = false;
  port.on('close', () => {
    gone = true;
  });
  // It keeps the thread alive only while it is waited for.
  port.unref();
  return {
    release: () =>
      new Promise((resolve) => {
        if (gone) {
          resolve();
          return;
        }
        port.ref();
        const done = () => {
          port.off('message', done).off('close', done);
          port.unref();
          resolve();
        };
        port.on('message', done).on('close', done);
        tell('release');
      }),
    resume: () => tell('resume'),
  };
}

/** Entry of the one thread that writes the ledger. */
async function main(port: MessagePort, { place, history, trace }: LedgerStart): Promise<void> {
  const tell = (message: FromLedgerThread) => port.postMessage(message);
  const fail = (error: unknown) => {
    tell({ type: 'failed', failure: failureFields(placeFailure(error, place)) });
    process.exit(1);
  };
  try {
    const books = await openBooksAt(place, { patience: START_MS });
    let notices: ClockNotice[] | undefined = [];
    const clock = bankClock((notice) => {
      if (notices === undefined) tell({ type: 'clock', notice });
      else notices.push(notice);
    });
    const readers = readersAt(history);
    const commit = new GroupCommit(
      books,
      () => openBooksAt(place, { patience: FAIL_OVER_MS }),
      books.pinKey,
      clock,
      readers,
    );
    const demoPins = () => demoPinsOf(commit.state, books.pinKey);
    const loop = await LedgerLoop.start(commit, fail, {
      trace: new TraceWriter(trace),
      pinChanged: () => tell({ type: 'demo-pins', demoPins: demoPins() }),
    });
    port.on('message', (message: ToLedgerThread) => {
      switch (message.type) {
        case 'connect':
          loop.connect(message.port, message.waiting, message.seat);
          return;
        case 'report':
          if (message.on) loop.reporter.watch((report) => tell({ type: 'report', report }));
          else loop.reporter.unwatch();
          return;
        case 'stop':
          void loop.stop().then(() => port.close(), fail);
          return;
      }
    });
    tell({
      type: 'ready',
      accounts: [...commit.state.accounts.values()].filter(isCustomer).map(({ number }) => number),
      shared: loop.balances.shared,
      books: booksOf(commit.state),
      totals: loop.totals.buffer,
      demoPins: demoPins(),
      notices,
    });
    notices = undefined;
  } catch (error) {
    fail(error);
  }
}

if (parentPort === null) throw new Error('ledger-thread runs as a worker thread');
await main(parentPort, workerData as LedgerStart);
