import { join, resolve } from 'node:path';
import { defaultDataFolder, makeDataFolder } from '../shared/make-data-folder.mjs';
import { Failure, UsageFailure } from './contract/failure.ts';

/** Where everything that must survive lies. All paths are absolute. */
export interface DataFolder {
  readonly path: string;
  /** The ledger's database. */
  readonly database: string;
  /** An empty file that whoever has the ledger open holds locked. */
  readonly lock: string;
  /** The ledger's copy while that is checked. */
  readonly checked: string;
  /** Readable by the owner only: the PIN key, the TLS key. Apart from the database, so that a copy of it has no PINs. */
  readonly secrets: string;
  readonly settings: string;
  /** What ATMs must remember: keys of money requests without an answer. */
  readonly atm: string;
  readonly log: string;
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
    lock: join(folder, 'ledger.lock'),
    checked: join(folder, 'ledger-checked.db'),
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
  const fault = makeDataFolder(data.path);
  if (fault !== undefined) throw new Failure('data_folder', fault.message, { cause: fault.cause });
  return data;
}
