import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The system's place for such data, e.g. `~/.local/share/lobby`. @returns {string} */
export function defaultDataFolder() {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'Lobby');
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Lobby');
  return join(process.env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'lobby');
}

/** Folders in the data folder, for the owner only as itself. */
const PARTS = ['secrets', 'atm'];

/**
 * Makes the folder for all that must survive, where it is missing.
 * @param {string} folder
 * @returns {{ message: string, cause: unknown } | undefined} what is wrong, in one sentence, if it can't be made or is
 *   none
 */
export function makeDataFolder(folder) {
  const path = resolve(folder);
  try {
    for (const part of ['', ...PARTS]) makeFolder(join(path, part));
    return undefined;
  } catch (cause) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (cause);
    return { message: `The data folder ${path} can't be made (${code}). Choose another with --data DIR.`, cause };
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where a system says ENOENT although the
 * folder above is there, as Linux does in /proc.
 * @param {string} path
 */
function makeFolder(path) {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another Lobby may have made it at the same moment.
    if (!isFolder(path)) throw error;
  }
}

/** @param {string} path */
function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
