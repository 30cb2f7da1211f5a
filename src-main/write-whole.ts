import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Writes a small file so that after a crash there is the old content or the new, never a part. */
export function writeWhole(path: string, text: string): void {
  const aside = `${path}.${process.pid}.new`;
  try {
    const file = openSync(aside, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
