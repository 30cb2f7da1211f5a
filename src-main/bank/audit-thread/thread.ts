import { parentPort, workerData } from 'node:worker_threads';
import { type FailureFields, failureFields } from '../../contract/failure.ts';
import type { DataFolder } from '../../data-folder.ts';
import { auditCopy } from '../store/audit.ts';
import type { Verdict } from '../store/books-audit.ts';

/** What the thread is started with. */
export interface AuditStart {
  readonly data: DataFolder;
  /** Path of a copy of the ledger. */
  readonly copy: string;
}

export type FromAuditThread =
  /** Of the transfers, 0..1. */
  | { readonly type: 'progress'; readonly part: number }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  | { readonly type: 'failed'; readonly failure: FailureFields };

/** Entry of the thread that audits a copy of the ledger: minutes of work for a large one. */
function main(tell: (message: FromAuditThread) => void, { data, copy }: AuditStart): void {
  try {
    tell({ type: 'verdict', verdict: auditCopy(data, copy, (part) => tell({ type: 'progress', part })) });
  } catch (error) {
    tell({ type: 'failed', failure: failureFields(error) });
  }
}

if (parentPort === null) throw new Error('audit-thread runs as a worker thread');
const port = parentPort;
main((message) => port.postMessage(message), workerData as AuditStart);
