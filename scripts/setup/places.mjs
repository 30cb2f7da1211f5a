import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '..', '..');
/** What set-up remembers about this checkout; not tracked. */
export const STATE = join(ROOT, '.lobby');
export const LOG = join(STATE, 'setup.log');

/** The person's cache folder: shared by all checkouts, may be deleted at any time. */
export function cacheFolder() {
  if (process.platform === 'win32')
    return join(process.env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'lobby');
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lobby');
}
