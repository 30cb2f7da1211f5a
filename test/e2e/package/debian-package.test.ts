import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { isDebian, makeDebianPackage } from '../../../scripts/package/debian-package.mjs';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import { findProgram } from '../../../shared/find-program.mjs';
import { describeWhere } from '../../describe-where.ts';
import { openVirtualScreen, type VirtualScreen, virtualScreensThere } from '../electron/virtual-screen.ts';
import { packageAround } from './packaged-stand-in.ts';
import { copySystem, type SystemCopy, withoutSystemCopy } from './system-copy.ts';

/**
 * Proves that the Debian package is one: it is made around a real Electron, installed by apt into a copy of this
 * system with all that it depends on, opened there by an ordinary user as a desktop opens it and by a click in a file
 * manager, and removed again. The app in it has Chromium's sandbox on.
 */
const ELECTRON = findElectron();
const without =
  ELECTRON === undefined
    ? "Electron's binary is not on this machine"
    : !isDebian()
      ? 'this is no Debian'
      : !virtualScreensThere()
        ? 'there is no Xvfb to make a screen'
        : withoutSystemCopy();

/** Away from whatever bank this machine runs. */
const SETTINGS = JSON.stringify({ language: 'en', bank: { teletypePort: 0, terminalPort: 0 } });
/**
 * Lintian's checks that can't find an error, only what is called a warning or less, and take most of its time in
 * Electron's binary and in the licences.
 */
const NO_ERRORS_BY = ['binaries/spelling', 'languages/javascript/embedded'];
/** In the first icon on a desktop of pcmanfm, pixels from the upper left. */
const ICON = { x: 60, y: 34 };
const DATA = join('/home', 'visitor', '.local/share/lobby');

describeWhere(without, 'the Debian package', () => {
  const work = mkdtempSync(join(tmpdir(), 'lobby-deb-'));
  let file: string;
  let system: SystemCopy;
  let screen: VirtualScreen;

  beforeAll(async () => {
    const folder = await packageAround(ELECTRON ?? '', work);
    // It is installed once: a release's smallest size would take most of the time of these tests.
    vi.stubEnv('DPKG_DEB_COMPRESSOR_LEVEL', '1');
    file = await makeDebianPackage({ folder, out: work, compression: 'gzip' });
    [system, screen] = await Promise.all([copySystem(), openVirtualScreen()]);
    system.put(file, '/opt/lobby.deb');
    // What opens menu entries and links, as every desktop has it.
    system.run('apt-get', 'install', '-y', '-q', '/opt/lobby.deb', 'libgtk-3-bin', 'desktop-file-utils', 'xdg-utils');
    system.run('apt-get', 'install', '-y', '-q', '--no-install-recommends', 'pcmanfm');
    system.run('su', 'visitor', '-c', `mkdir -p ${DATA} && printf '%s' '${SETTINGS}' > ${DATA}/settings.json`);
  }, 600_000);
  afterAll(async () => {
    await screen?.close();
    system?.close();
    rmSync(work, { recursive: true, force: true });
    vi.unstubAllEnvs();
  });

  test('has no error for Debian’s own checker', { timeout: 600_000 }, ({ skip }) => {
    skip(findProgram(['lintian']) === undefined, 'lintian is not installed');
    // It ends with another code than 0 at an error, and its words are then the failure's.
    const options = ['--fail-on', 'error', '--dont-check-part', NO_ERRORS_BY.join(), '--allow-root'];
    execFileSync('lintian', [...options, file], { stdio: 'pipe' });
  });

  test('gives root the sandbox’s helper, and everything to root alone', () => {
    expect(system.run('stat', '-c', '%U %G %a', '/usr/lib/lobby/chrome-sandbox').trim()).toBe('root root 4755');
    expect(system.run('find', '/usr/lib/lobby', '!', '-user', 'root', '-o', '-perm', '/022', '!', '-type', 'l')).toBe(
      '',
    );
    expect(system.run('dpkg', '--verify', 'lobby')).toBe('');
    // What its windows tell of newer versions goes by it.
    expect(system.run('cat', '/usr/lib/lobby/resources/plain/package-type')).toBe('deb\n');
  });

  test('has a manual page with every door, and a command for them', () => {
    const page = system.run('zcat', '/usr/share/man/man1/lobby.1.gz');
    for (const door of ['bank', 'atm', 'camera', 'accounts']) expect(page).toContain(`.SS lobby ${door}\n`);
    expect(system.run('lobby', 'accounts', '--help')).toMatch(/^Usage: .*accounts/);
    const camera = system.run('lobby', 'camera', '--source', 'demo', '--frames', '10', '--json');
    expect(JSON.parse(camera.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ frames: 10 });
  });

  describe('on a desktop', () => {
    // At a second try, a Lobby of the first one would take the starts, close by its keys, and be there anew for those
    // starts that come to it while it closes.
    afterEach(() => system.endAll());

    const windows = () => screen.titles().filter((title) => title.includes('Lobby') || /^ATM/.test(title));
    const lobbies = () => system.running().filter((command) => command.startsWith('/usr/lib/lobby/lobby'));
    /** Of a start and its bank, what came last in the log. */
    const bankSays = () => {
      const said = system.run('cat', `${DATA}/lobby.log`).matchAll(/"msg":"(started|listening|stopped)"/g);
      return [...said].at(-1)?.[1];
    };
    /** Presses the key that quits, and waits until all has ended. @param front what the window's title begins with */
    const quit = async (front: string) => {
      // A start that has not been handed over yet would open Lobby anew.
      await expect.poll(() => lobbies().length, { timeout: 60_000 }).toBe(1);
      // Its windows are there before its bank, and closed then it has no bank to stop.
      await expect.poll(bankSays, { timeout: 120_000 }).toBe('listening');
      // A key goes nowhere before a window has the keyboard.
      await expect.poll(() => screen.active(), { timeout: 60_000 }).toMatch(new RegExp(`^${front}`));
      screen.press('ctrl+q');
      await expect.poll(lobbies, { timeout: 60_000 }).toEqual([]);
      expect(bankSays()).toBe('stopped');
    };

    test('is opened from the menu, by an action and by a link, as one app, and ends by its keys', async () => {
      system.startAsUser('gtk-launch lobby', screen.display);
      await expect.poll(windows, { timeout: 120_000 }).toContain('Lobby');
      system.startAsUser("xdg-open 'lobby://open?windows=clock'", screen.display);
      await expect.poll(() => windows().some((title) => title.startsWith('Clock')), { timeout: 120_000 }).toBe(true);
      const action = system.run('sed', '-n', '/Action NewAtm/,$s/^Exec=//p', '/usr/share/applications/lobby.desktop');
      system.startAsUser(action.split('\n')[0] ?? '', screen.display);
      await expect.poll(() => windows().some((title) => title.startsWith('ATM')), { timeout: 120_000 }).toBe(true);
      expect(windows().length).toBe(3);
      await quit('ATM');
    });

    test('is opened by a double click on its icon in a file manager', async () => {
      system.run(
        'su',
        'visitor',
        '-c',
        'mkdir -p ~/Desktop && ln -sf /usr/share/applications/lobby.desktop ~/Desktop/',
      );
      expect(lobbies()).toEqual([]);
      system.startAsUser('pcmanfm --desktop', screen.display);
      // The desktop is black but for the icons. At a second try there may be those of the first one, without a desktop.
      const isDrawn = () => {
        if (!screen.titles().includes('pcmanfm')) return false;
        const { width, data } = screen.pixels();
        return data.readUInt32LE((ICON.y * width + ICON.x) * 4) % 0x1000000 !== 0;
      };
      await expect.poll(isDrawn, { timeout: 60_000 }).toBe(true);
      screen.doubleClick(ICON.x, ICON.y);
      // It asks so about each desktop entry.
      await expect.poll(() => screen.active(), { timeout: 60_000 }).toBe('Execute File');
      screen.press('alt+e');
      await expect.poll(windows, { timeout: 120_000 }).toContain('Lobby');
      await quit('Lobby');
    });
  });

  test('is removed without a trace but the person’s data', () => {
    system.run('apt-get', 'purge', '-y', '-q', 'lobby');
    const left = ['/usr/lib/lobby', '/usr/bin/lobby', '/usr/share/doc/lobby', '/usr/share/applications/lobby.desktop'];
    expect(system.run('sh', '-c', `ls -d ${left.join(' ')} 2>/dev/null || true`)).toBe('');
    expect(system.run('ls', DATA)).toContain('ledger.db');
  });
});
