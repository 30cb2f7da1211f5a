import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { desktopEntry } from '../../../shared/desktop-entry.mjs';
import { Failure } from '../../contract/failure.ts';
import { checkoutPath } from '../../module-path.ts';
import { writeWhole } from '../../write-whole.ts';
import type { Launch } from './launch.ts';

/** Everybody may read it, as all such files. */
const READABLE = 0o644;

/**
 * Makes the system start Lobby when the person logs in, or not; changes nothing that is so already.
 * @throws Failure `login_start` in a checkout on macOS, which only knows packaged apps
 * @throws what the file system says, on Linux
 */
export function startAtLogin(wanted: boolean, { program, args }: Launch): void {
  if (process.platform === 'linux') {
    autostart(wanted, [program, ...args]);
    return;
  }
  if (process.platform === 'darwin' && !app.isPackaged) {
    if (!wanted) return;
    throw new Failure('login_start', "macOS starts only packaged apps at login: 'npm run package' makes one.");
  }
  const item = { path: program, args: [...args] };
  if (app.getLoginItemSettings(item).openAtLogin !== wanted) app.setLoginItemSettings({ ...item, openAtLogin: wanted });
}

/** Electron doesn't do it on Linux, where it is a file (freedesktop.org's Desktop Application Autostart Specification). */
function autostart(wanted: boolean, command: readonly string[]): void {
  const folder = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart');
  const path = join(folder, 'lobby.desktop');
  if (!wanted) {
    rmSync(path, { force: true });
    return;
  }
  const icon = checkoutPath('out/renderer/icon.png');
  const entry = desktopEntry({ command, icon, comment: 'Opens Lobby at login' });
  if (readText(path) === entry) return;
  mkdirSync(folder, { recursive: true });
  writeWhole(path, entry, READABLE);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
