import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { defaultDataFolder } from '../../../shared/make-data-folder.mjs';
import { launchOf } from '../../../src-main/shell/electron/launch.ts';
import * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));
electron.startAnew();

/** Proves how the system is told to start Lobby again: what is Lobby's own stands after `--`. */
const folder = (path: string) => ({
  path,
  database: '',
  lock: '',
  checked: '',
  secrets: '',
  settings: '',
  atm: '',
  log: '',
});

test.each([
  ['a checkout', false, defaultDataFolder(), ['/apps/lobby', '--']],
  ['a packaged app', true, defaultDataFolder(), ['--']],
  ['a packaged app with a data folder of its own', true, '/data/x', ['--', '--data', '/data/x']],
])('%s', (_name, isPackaged, path, args) => {
  electron.app.isPackaged = isPackaged;
  expect(launchOf(folder(path))).toEqual({ program: process.execPath, args });
});

afterEach(() => vi.unstubAllEnvs());

test('an AppImage is started by its file, which is there after it has ended', () => {
  electron.app.isPackaged = true;
  // Any file that is there.
  vi.stubEnv('APPIMAGE', import.meta.filename);
  vi.stubEnv('APPDIR', dirname(process.execPath));
  expect(launchOf(folder('/data/x')).program).toBe(import.meta.filename);
  vi.stubEnv('APPDIR', '/tmp/.mount_Terminal');
  expect(launchOf(folder('/data/x')).program).toBe(process.execPath);
});
