import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { SessionCounters } from '../../counters.ts';
import { connectLedger } from '../../ledger-thread/client.ts';
import { TraceWriter } from '../../trace/trace-writer.ts';
import { SessionLoop } from '../session-loop.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

/** Entry of a session thread: one session loop, told what to do by the accepting thread. */
function run(port: MessagePort, start: ThreadStart): void {
  const tell = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const trace = new TraceWriter(start.trace);
  /** Sessions that wait to be let into an account. */
  const entering = new Map<string, (entered: boolean) => void>();
  const loop = new SessionLoop({
    thread: start.thread,
    limits: start.limits,
    counters: new SessionCounters(start.counters),
    trace,
    ledger: connectLedger(start.ledger, trace),
    ...(start.tls === undefined ? {} : { tls: start.tls }),
    onNotice: (notice) => tell({ type: 'notice', notice }),
    onGone: (session) => tell({ type: 'gone', session }),
    onEnded: (session) => tell({ type: 'ended', session }, [session.detail.buffer]),
    enter: (session, account, done) => {
      entering.set(session, done);
      tell({ type: 'enter', session, account });
    },
  });

  port.on('message', (message: ToThread) => {
    switch (message.type) {
      case 'probe':
        message.socket.on('error', () => {});
        message.socket.end('moved');
        return;
      case 'session':
        loop.adopt(message.socket, message.arrival);
        return;
      case 'ledger':
        loop.replaceLedger(connectLedger(message.ledger, trace));
        return;
      case 'entered':
        entering.get(message.session)?.(message.entered);
        entering.delete(message.session);
        return;
      case 'views':
        tell({ type: 'views', question: message.question, views: loop.views() });
        return;
      case 'detail':
        tell({ type: 'detail', question: message.question, detail: loop.detail(message.session) });
        return;
      case 'close':
        void loop.close(message.patience).then(() => {
          tell({ type: 'closed', question: message.question });
          port.close();
        });
        return;
    }
  });
  tell({ type: 'ready' });
}

if (parentPort === null) throw new Error('session-thread.ts is started as a worker thread');
run(parentPort, workerData as ThreadStart);
