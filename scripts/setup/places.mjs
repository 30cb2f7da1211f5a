import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. Not by import.meta's own folder: a Node that lacks that must get as far as being told that it is too old. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
/** What set-up remembers about this checkout; not tracked. */
export const STATE = join(ROOT, '.lobby');
/** Where Node keeps compiled code, so that the next start neither strips types nor compiles: half of its time. */
export const COMPILED = join(STATE, 'compiled');
export const LOG = join(STATE, 'setup.log');

/**
 * What may be deleted at any time: the user's cache folder, shared by all checkouts, or one in the checkout where that
 * can't be written.
 * @returns {string} a folder that is there
 */
export function cacheFolder() {
  const shared = join(userCache(), 'lobby');
  try {
    mkdirSync(shared, { recursive: true });
    accessSync(shared, constants.W_OK);
    return shared;
  } catch {
    const own = join(STATE, 'cache');
    mkdirSync(own, { recursive: true });
    return own;
  }
}

function userCache() {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}
