import type { DataFolder } from '../../data-folder.ts';
import type { CommittedTransfers } from '../ledger/store.ts';
import { copyDatabase } from './sqlite/copy-database.ts';
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

/**
 * Copies the books as they are at one moment, while a ledger writes them. To be called where the ledger can hold back
 * who reads them (history-thread).
 * @throws StoreError, and what `onPart` throws
 */
export function copyBooks(data: DataFolder, to: string, onPart: (part: number) => void): Promise<void> {
  return copyDatabase(data, to, onPart);
}
