import { closeSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import type { DataFolder } from '../../../data-folder.ts';
import { StoreError } from '../../ledger/store.ts';
import { guardedAsync } from './guarded.ts';

/** Pages that are copied before others have their turn: 4 MB. */
const STEP_PAGES = 1_000;

/**
 * Copies the database page by page into a new file, as it is at one moment: what is written meanwhile is not in it. Its
 * writer goes on.
 * @param to path of the copy, which must not exist
 * @param onPart told how much is copied, 0..1; what it throws ends the copying
 * @throws StoreError
 */
export async function copyDatabase(data: DataFolder, to: string, onPart: (part: number) => void): Promise<void> {
  claim(to);
  await guardedAsync(async () => {
    const source = new DatabaseSync(data.database, { readOnly: true });
    try {
      // Without it each commit between two steps would begin the copying anew (sqlite.org/backup.html).
      source.exec('BEGIN');
      source.prepare('SELECT count(*) FROM head').get();
      await backup(source, to, {
        rate: STEP_PAGES,
        progress: ({ totalPages, remainingPages }) => onPart(1 - remainingPages / Math.max(1, totalPages)),
      });
    } finally {
      source.close();
    }
  });
}

/** For the owner only, as the ledger itself. */
function claim(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    throw new StoreError('io', error instanceof Error ? error.message : String(error), { cause: error });
  }
}
