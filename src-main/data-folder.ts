import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
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
 * Makes the folder where it is missing (owner only).
 * @throws Failure `data_folder` if it can't be made or isn't a folder; UsageFailure if `path` is empty.
 */
export function openDataFolder(path = defaultDataFolder()): DataFolder {
  // An unset variable of a script gives this, and it would stand for the folder that happens to be the current one.
  if (path === '') throw new UsageFailure('--data takes the name of a folder, not an empty word.');
  const folder = resolve(path);
  const secrets = join(folder, 'secrets');
  const atm = join(folder, 'atm');
  try {
    for (const part of [folder, secrets, atm]) mkdirSync(part, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Failure(
      'data_folder',
      `The data folder ${folder} can't be made (${(cause as NodeJS.ErrnoException).code}). Choose another with --data DIR.`,
      { cause },
    );
  }
  return {
    path: folder,
    database: join(folder, 'ledger.db'),
    secrets,
    settings: join(folder, 'settings.json'),
    atm,
    log: join(folder, 'lobby.log'),
  };
}
