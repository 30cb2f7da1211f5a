import type { DataFolder } from '../../data-folder.ts';
import type { CommittedTransfers } from '../ledger/store.ts';
import { openSqliteHistory } from './sqlite/sqlite-history.ts';

/** What is committed, read beside the ledger that writes it. */
export interface History extends CommittedTransfers {
  close(): Promise<void>;
}

/**
 * Opens books for reading while a ledger has them open for writing.
 * @throws StoreError
 */
export function openHistory(data: DataFolder): History {
  return openSqliteHistory(data);
}
