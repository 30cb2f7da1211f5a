import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { DataFolder } from '../../data-folder.ts';
import { openHistory } from '../store/open-history.ts';
import { HistoryDesk } from './history-desk.ts';

/** What the thread is born with; the port leads to the ledger thread. */
export interface HistoryStart {
  readonly data: DataFolder;
  readonly ledger: MessagePort;
}

/** What the main thread tells it. */
export interface ToHistoryThread {
  readonly type: 'connect';
  readonly port: MessagePort;
}

/** What the ledger thread tells it; `release` is answered with itself when the books are closed. */
export type HistoryHold = 'release' | 'resume';

/** Entry of the thread that reads statements. */
function main(port: MessagePort, { data, ledger }: HistoryStart): void {
  const desk = new HistoryDesk(
    () => openHistory(data),
    (error) => {
      throw error;
    },
  );
  port.on('message', (message: ToHistoryThread) => desk.connect(message.port));
  ledger.on('message', (hold: HistoryHold) => {
    if (hold === 'resume') desk.resume();
    else void desk.release().then(() => ledger.postMessage('release' satisfies HistoryHold));
  });
}

if (parentPort === null) throw new Error('history-thread runs as a worker thread');
main(parentPort, workerData as HistoryStart);
