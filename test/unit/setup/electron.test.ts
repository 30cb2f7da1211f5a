import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import { standInFolder, standInWanted, verifyArchive } from '../../../scripts/setup/electron-stand-in.mjs';
import { describeWhere } from '../../describe-where.ts';

afterEach(() => vi.unstubAllEnvs());

const ON_MACOS = process.platform === 'darwin' ? 'not on macOS' : undefined;

describeWhere(ON_MACOS, 'Electron that is named by ELECTRON_OVERRIDE_DIST_PATH', () => {
  test('is found by its binary alone, and only where that is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lobby-electron-dist-'));
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(findElectron()).toBeUndefined();
    const binary = join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
    writeFileSync(binary, '');
    expect(findElectron()).toBe(binary);
  });
});

describe('the older Electron for tests', () => {
  test('is only taken where it is asked for', () => {
    vi.stubEnv('LOBBY_TEST_ELECTRON', '');
    expect(standInWanted()).toBe(false);
    vi.stubEnv('LOBBY_TEST_ELECTRON', 'stand-in');
    expect(standInWanted()).toBe(true);
  });

  test('lies outside of the checkout, in a folder that is named for its version', () => {
    vi.stubEnv('XDG_CACHE_HOME', '/people/me/cache');
    if (process.platform === 'linux')
      expect(standInFolder()).toMatch(/^\/people\/me\/cache\/lobby\/electron-33\.2\.1-/);
  });

  test('is not used if its archive is not the pinned one', async () => {
    const archive = join(mkdtempSync(join(tmpdir(), 'lobby-archive-')), 'package.tgz');
    writeFileSync(archive, 'something else');
    await expect(verifyArchive(archive)).rejects.toThrow('its SHA-512 differs. It is not used.');
  });
});
