import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfUpdateOf } from '../../../../src-main/shell/updates/self-update.ts';
import { parseDescription } from '../../../../src-main/shell/updates/update-file.ts';

/** How a Lobby is told that it can update itself, and which file of a release it can become. */
let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lobby-self-update-'));
  file = join(home, 'Lobby.AppImage');
  writeFileSync(file, '');
});
afterEach(() => rmSync(home, { recursive: true }));

const MOUNTED = '/tmp/.mount_Lobby1';
const linux = (env: NodeJS.ProcessEnv, arch = 'x64', execPath = `${MOUNTED}/lobby`) =>
  selfUpdateOf({ platform: 'linux', arch, execPath, env }, [], home);

describe('an AppImage', () => {
  test('becomes the AppImage of its processor, downloaded into its own folder', () => {
    const own = linux({ APPIMAGE: file, APPDIR: MOUNTED });
    expect(own).toMatchObject({ description: 'latest-linux.yml', ending: '.AppImage' });
    expect(dirname(own?.path ?? '')).toBe(home);
    expect(linux({ APPIMAGE: file, APPDIR: MOUNTED }, 'arm64')?.description).toBe('latest-linux-arm64.yml');
  });

  test('that runs for two data folders downloads to two places', () => {
    const running = { platform: 'linux', arch: 'x64', execPath: `${MOUNTED}/lobby` } as const;
    const env = { APPIMAGE: file, APPDIR: MOUNTED };
    const [one, other] = ['/a', '/b'].map((folder) => selfUpdateOf({ ...running, env }, [], folder)?.path);
    expect(one).not.toBe(other);
  });

  test.each([
    ['that is none', {}],
    ['whose variables are those of the terminal that it was started from', { APPDIR: '/tmp/.mount_Terminal' }],
    ['whose folder only begins alike', { APPDIR: '/tmp/.mount_Lobby' }],
    ['whose file is gone', { APPIMAGE: '/nowhere/Lobby.AppImage' }],
    ['whose file is named from a folder that nobody knows', { APPIMAGE: 'Lobby.AppImage' }],
    ['that is shown nowhere', { APPDIR: undefined }],
  ] as const)('%s can not update itself', (_what, env) => {
    const given = Object.keys(env).length === 0 ? {} : { APPIMAGE: file, APPDIR: MOUNTED, ...env };
    expect(linux(given)).toBeNull();
  });
});

describe('on Windows', () => {
  const windows = () =>
    selfUpdateOf(
      { platform: 'win32', arch: 'x64', execPath: join(home, 'Lobby.exe'), env: {} },
      [],
      join(home, 'data'),
    );

  test('what the installer has installed becomes the release’s installer', () => {
    writeFileSync(join(home, 'Uninstall Lobby.exe'), '');
    expect(windows()).toMatchObject({ description: 'latest.yml', ending: '.exe' });
    expect(dirname(windows()?.path ?? '')).toBe(join(home, 'data'));
  });

  test('an unpacked folder can not update itself', () => {
    expect(windows()).toBeNull();
  });
});

test('on macOS it can not: an unsigned app may not replace itself', () => {
  const running = {
    platform: 'darwin',
    arch: 'arm64',
    execPath: '/Applications/Lobby.app/Contents/MacOS/Lobby',
  } as const;
  expect(selfUpdateOf({ ...running, env: {} }, [], home)).toBeNull();
});

describe('what electron-builder writes', () => {
  const SHA512 = `${'A'.repeat(86)}==`;
  const NAME = 'Lobby-0.2.0-win-x64-unsigned.exe';
  const lines = ['version: 0.2.0', 'files:', `  - url: ${NAME}`, `    sha512: ${SHA512}`, '    size: 98765432'];
  const rest = [`path: ${NAME}`, `sha512: ${SHA512}`, "releaseDate: '2026-11-28T05:35:01.963Z'", ''];

  test.each(['\n', '\r\n'])('is read, with lines that end in %j', (end) => {
    const text = [...lines, ...rest].join(end);
    expect(parseDescription(text, '0.2.0', '.exe')).toEqual({ name: NAME, sha512: SHA512, size: 98_765_432 });
  });

  test('may describe other files, too', () => {
    const zip = ['  - url: Lobby.zip', `    sha512: ${'B'.repeat(86)}==`, '    size: 1'];
    const text = [...lines.slice(0, 2), ...zip, ...lines.slice(2), ...rest].join('\n');
    expect(parseDescription(text, '0.2.0', '.exe')).toMatchObject({ name: NAME });
  });

  test.each([
    ['nothing', ''],
    ['a page', '<html>'],
    ['another version', [...lines, ...rest].join('\n').replace('0.2.0', '0.2.1')],
    ['no file for this system', [...lines, ...rest].join('\n').replaceAll('.exe', '.dmg')],
    ['a hash that is none', [...lines, ...rest].join('\n').replaceAll(SHA512, 'AAAA')],
    ['an address in place of a name', [...lines, ...rest].join('\n').replaceAll(NAME, `https://example.org/${NAME}`)],
    ['a size that is none', [...lines, ...rest].join('\n').replace('98765432', '0')],
  ])('is not taken where it is %s', (_what, text) => {
    expect(() => parseDescription(text, '0.2.0', '.exe')).toThrow();
  });
});
