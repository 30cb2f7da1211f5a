import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDebian, makeDebianPackage } from '../../../scripts/package/debian-package.mjs';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import { findProgram } from '../../../shared/find-program.mjs';
import { describeWhere } from '../../describe-where.ts';
import { openVirtualScreen, type VirtualScreen, virtualScreensThere } from '../electron/virtual-screen.ts';
import { packageAround } from './packaged-stand-in.ts';
import { copySystem, type SystemCopy, withoutSystemCopy } from './system-copy.ts';

/**
 * Proves that the Debian package is one: it is made around a real Electron, installed by apt into a copy of this
 * system with all that it depends on, opened there by an ordinary user as a desktop opens it, and removed again. The
 * app in it has Chromium's sandbox on.
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
const DATA = join('/home', 'visitor', '.local/share/lobby');

describeWhere(without, 'the Debian package', () => {
  const work = mkdtempSync(join(tmpdir(), 'lobby-deb-'));
  let file: string;
  let system: SystemCopy;
  let screen: VirtualScreen;

  beforeAll(async () => {
    const folder = await packageAround(ELECTRON ?? '', work);
    file = await makeDebianPackage({ folder, out: work });
    [system, screen] = await Promise.all([copySystem(), openVirtualScreen()]);
    system.put(file, '/opt/lobby.deb');
    // What opens menu entries and links, as every desktop has it.
    system.run('apt-get', 'install', '-y', '-q', '/opt/lobby.deb', 'libgtk-3-bin', 'desktop-file-utils', 'xdg-utils');
    system.run('su', 'visitor', '-c', `mkdir -p ${DATA} && printf '%s' '${SETTINGS}' > ${DATA}/settings.json`);
  }, 600_000);
  afterAll(async () => {
    await screen?.close();
    system?.close();
    rmSync(work, { recursive: true, force: true });
  });

  test('has no error for Debian’s own checker', { timeout: 600_000 }, ({ skip }) => {
    skip(findProgram(['lintian']) === undefined, 'lintian is not installed');
    // It ends with another code than 0 at an error, and its words are then the failure's.
    execFileSync('lintian', ['--fail-on', 'error', '--allow-root', file], { stdio: 'pipe' });
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

  test('is opened from the menu, by an action and by a link, as one app, and ends by its keys', async () => {
    const windows = () => screen.titles().filter((title) => title.includes('Lobby') || /^ATM/.test(title));
    const menu = system.startAsUser('gtk-launch lobby', screen.display);
    await expect.poll(windows, { timeout: 120_000 }).toContain('Lobby');
    system.startAsUser("xdg-open 'lobby://open?windows=clock'", screen.display);
    await expect.poll(() => windows().some((title) => title.startsWith('Clock')), { timeout: 120_000 }).toBe(true);
    const action = system.run('sed', '-n', '/Action NewAtm/,$s/^Exec=//p', '/usr/share/applications/lobby.desktop');
    system.startAsUser(action.split('\n')[0] ?? '', screen.display);
    await expect.poll(() => windows().some((title) => title.startsWith('ATM')), { timeout: 120_000 }).toBe(true);
    expect(windows().length).toBe(3);
    // A key goes nowhere before a window has the keyboard.
    await expect.poll(() => screen.active(), { timeout: 60_000 }).toMatch(/^ATM/);
    screen.press('ctrl+q');
    // In brackets, so that the search does not find itself.
    const running = () => system.run('sh', '-c', "pgrep -f '/usr/lib/lobby/[l]obby' || true");
    await expect.poll(running, { timeout: 60_000 }).toBe('');
    menu.kill();
    expect(system.run('tail', '-1', `${DATA}/lobby.log`)).toContain('"msg":"stopped"');
  });

  test('is removed without a trace but the person’s data', () => {
    system.run('apt-get', 'purge', '-y', '-q', 'lobby');
    const left = ['/usr/lib/lobby', '/usr/bin/lobby', '/usr/share/doc/lobby', '/usr/share/applications/lobby.desktop'];
    expect(system.run('sh', '-c', `ls -d ${left.join(' ')} 2>/dev/null || true`)).toBe('');
    expect(system.run('ls', DATA)).toContain('ledger.db');
  });
});
