import { findElectron } from './setup/electron.mjs';
import { standInExists, standInFolder, standInWanted } from './setup/electron-stand-in.mjs';
import { setUp } from './setup.mjs';

/**
 * Electron for tests and benchmarks: its own binary where it is there; where it isn't and LOBBY_TEST_ELECTRON says
 * `stand-in`, an older one, which programs that are started from now on find by ELECTRON_OVERRIDE_DIST_PATH.
 * @throws {import('./setup/failure.mjs').SetupFailure}
 */
export async function obtainTestElectron() {
  if (findElectron() !== undefined || !standInWanted() || !standInExists()) return;
  await setUp('electron-tests', { strict: true });
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = standInFolder();
}
