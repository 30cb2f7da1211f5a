import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Failure, type FailureFields, failureFields } from '../../contract/failure.ts';
import { StoreError } from '../ledger/store.ts';
import type { BooksPlace } from '../store/books-place.ts';
import { copyBooks, openHistory } from '../store/open-history.ts';
import { HistoryDesk } from './history-desk.ts';

/** What the thread is started with; the port leads to the ledger thread. */
export interface HistoryStart {
  readonly place: BooksPlace;
  readonly ledger: MessagePort;
}

/** What the main thread tells it. */
export type ToHistoryThread =
  | { readonly type: 'connect'; readonly port: MessagePort }
  /** Copies the books to that path; the port is told of it, and closed by it. */
  | { readonly type: 'copy'; readonly to: string; readonly port: MessagePort };

export type FromCopying =
  /** 0..1 */
  | { readonly type: 'part'; readonly part: number }
  | { readonly type: 'copied' }
  | { readonly type: 'failed'; readonly failure: FailureFields };

/** What the ledger thread tells it; `release` is answered with itself when the books are closed. */
export type HistoryHold = 'release' | 'resume';

/** Entry of the thread that reads statements. */
function main(port: MessagePort, { place, ledger }: HistoryStart): void {
  const desk = new HistoryDesk(
    () => openHistory(place),
    (error) => {
      throw error;
    },
  );
  port.on('message', (message: ToHistoryThread) => {
    if (message.type === 'connect') desk.connect(message.port);
    else void copy(desk, place, message.to, message.port);
  });
  ledger.on('message', (hold: HistoryHold) => {
    if (hold === 'resume') desk.resume();
    else void desk.release().then(() => ledger.postMessage('release' satisfies HistoryHold));
  });
}

async function copy(desk: HistoryDesk, place: BooksPlace, to: string, port: MessagePort): Promise<void> {
  const tell = (message: FromCopying) => port.postMessage(message);
  try {
    await desk.aside((held) =>
      copyBooks(place, to, (part) => {
        if (held()) throw new StoreError('io', 'the books are being opened anew');
        tell({ type: 'part', part });
      }),
    );
    tell({ type: 'copied' });
  } catch (error) {
    tell({ type: 'failed', failure: failureFields(copyFailure(error)) });
  } finally {
    port.close();
  }
}

function copyFailure(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  return new Failure(
    'ledger_not_copied',
    `The ledger could not be copied for the check (${error.message}). The disk needs room for a second copy of it.`,
    { cause: error },
  );
}

if (parentPort === null) throw new Error('history-thread runs as a worker thread');
main(parentPort, workerData as HistoryStart);
