import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure, UsageFailure } from './contract/failure.ts';

/** Where everything that must survive lies. All paths are absolute. */
export interface DataFolder {
  readonly path: string;
  /** The ledger's database. */
  readonly database: string;
  /** Readable by the owner only: the PIN key, the TLS key. Apart from the database, so that a copy of it has no PINs. */
  readonly secrets: string;
  readonly settings: string;
  /** What ATMs must remember: keys of money requests without an answer. */
  readonly atm: string;
  readonly log: string;
}

/** The system's place for such data, e.g. `~/.local/share/lobby`. */
export function defaultDataFolder(): string {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'Lobby');
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Lobby');
  return join(process.env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'lobby');
}

/**
 * Names what lies in the folder, and makes nothing: for what only works where a bank has been.
 * @throws UsageFailure if `path` is empty.
 */
export function dataFolder(path = defaultDataFolder()): DataFolder {
  // An unset variable of a script gives this, and it would stand for the folder that happens to be the current one.
  if (path === '') throw new UsageFailure('--data takes the name of a folder, not an empty word.');
  const folder = resolve(path);
  return {
    path: folder,
    database: join(folder, 'ledger.db'),
    secrets: join(folder, 'secrets'),
    settings: join(folder, 'settings.json'),
    atm: join(folder, 'atm'),
    log: join(folder, 'lobby.log'),
  };
}

/**
 * As `dataFolder`, and makes the folder where it is missing (owner only).
 * @throws Failure `data_folder` if it can't be made or isn't a folder; UsageFailure if `path` is empty.
 */
export function openDataFolder(path?: string): DataFolder {
  const data = dataFolder(path);
  try {
    for (const part of [data.path, data.secrets, data.atm]) makeFolder(part);
  } catch (cause) {
    throw new Failure(
      'data_folder',
      `The data folder ${data.path} can't be made (${(cause as NodeJS.ErrnoException).code}). Choose another with --data DIR.`,
      { cause },
    );
  }
  return data;
}

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where a system says ENOENT although the
 * folder above is there, as Linux does in /proc.
 */
function makeFolder(path: string): void {
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

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
