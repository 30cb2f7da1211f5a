import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';

/** No link is followed, and no pipe is waited for. Windows knows neither flag. */
const CAREFULLY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What open(2) says of a link that is not followed, and of a pipe that nobody reads. */
const NO_FILE: ReadonlySet<string> = new Set(['ELOOP', 'EMLINK', 'ENXIO']);

/** What stands under the name is a link, a pipe, a folder or a device: whoever put it there means no good. */
export class NotAFile extends Error {
  constructor(path: string) {
    super(`${path} is a link or a pipe, no file`);
    this.name = 'NotAFile';
  }
}

/**
 * Opens a file that must be an ordinary one: somebody else could have put a link or a pipe in its place, to have
 * something else written, or to have the bank wait for ever.
 * @param flags of constants.O_…
 * @returns its file descriptor
 * @throws NotAFile, and what the file system says
 */
export function openRegularFile(path: string, flags: number, mode?: number): number {
  let file: number;
  try {
    file = openSync(path, flags | CAREFULLY, mode);
  } catch (error) {
    throw NO_FILE.has((error as NodeJS.ErrnoException).code ?? '') ? new NotAFile(path) : error;
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new NotAFile(path);
}

/** For files that others open. @throws NotAFile if something stands there that is no ordinary file */
export function requireRegularFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new NotAFile(path);
}
