import { parentPort, workerData } from 'node:worker_threads';
import type { CrowdFigures } from '../contract/crowd.ts';
import { Failure, type FailureFields, failureFields } from '../contract/failure.ts';
import { type CrowdPhase, type CrowdPlan, CrowdRun } from './crowd-run.ts';

export type ToCrowd = { readonly type: 'stop' };

export type FromCrowd =
  | { readonly type: 'report'; readonly phase: CrowdPhase; readonly figures: CrowdFigures }
  /** The last message: `failure` says why it did not end by itself. Figures of the whole time. */
  | { readonly type: 'ended'; readonly figures: CrowdFigures; readonly failure: FailureFields | null };

/** Entry of the crowd's thread: neither the bank's threads nor the windows are to wait for a thousand clients. */
const port = parentPort;
if (port === null) throw new Error('crowd-thread.ts is started as a worker thread');
const tell = (message: FromCrowd): void => port.postMessage(message);

const run = new CrowdRun(workerData as CrowdPlan, (phase, figures) => tell({ type: 'report', phase, figures }));
port.on('message', (_message: ToCrowd) => run.stop());
let failure: FailureFields | null = null;
try {
  await run.run();
} catch (error) {
  // A bug ends the thread, whose `error` event reports it.
  if (!(error instanceof Failure)) throw error;
  failure = failureFields(error);
}
tell({ type: 'ended', figures: run.summary, failure });
port.close();
