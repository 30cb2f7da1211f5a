import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only the owner may read and write. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file so that after a crash there is the old content or the new, never a part, and so that it is surely on
 * disk when this returns. Two processes may do it at once: one of them wins.
 * @param mode permissions of the file
 * @throws what the file system says; no part is left behind
 */
export function writeWhole(path: string, content: string | Uint8Array, mode = OWNER_ONLY): void {
  const aside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(aside, content, { mode, flush: true });
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  flushFolder(dirname(path));
}

/** Puts the names in a folder on disk, which flushing the files in it does not. */
function flushFolder(path: string): void {
  // Windows can't open folders, and needs no such flush.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
