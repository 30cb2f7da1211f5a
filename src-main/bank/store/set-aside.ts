import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { DataFolder } from '../../data-folder.ts';

/** What SQLite keeps beside a database. */
const PARTS = ['', '-wal', '-shm', '-journal'];

/**
 * Moves the books of a bank that does not run into a folder of their own within the data folder, so that the next
 * start finds none. The PIN key stays: old books and new ones have the same.
 * @param now ms since the epoch; names the folder
 * @returns the folder's path
 * @throws Failure `database_unavailable`; what was moved before stays moved
 */
export function setBooksAside(data: DataFolder, now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const folder = join(data.path, `books-${stamp}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
    for (const part of PARTS) {
      const path = data.database + part;
      if (existsSync(path)) renameSync(path, join(folder, basename(path)));
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure('database_unavailable', `The books could not be moved to ${folder} (${code}).`, { cause });
  }
  return folder;
}
