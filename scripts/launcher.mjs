import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { desktopEntry } from '../shared/desktop-entry.mjs';
import { findNode24 } from '../shared/node24.mjs';
import { ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';

/**
 * `npm run launcher`: puts Lobby into the applications menu of a Linux desktop, with 'New ATM' and the lobby: links;
 * `--remove` takes it out again. It starts this checkout as `npm start` does.
 */
if (process.platform !== 'linux') {
  process.stderr.write("There is a launcher for Linux only. Here, 'npm run package' makes an app to double-click.\n");
  process.exit(1);
}
const folder = join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'applications');
const path = join(folder, 'lobby.desktop');
if (process.argv.includes('--remove')) {
  rmSync(path, { force: true });
  process.stdout.write(`Lobby is no longer in the applications menu (${path}).\n`);
} else {
  // Before: who starts it from there sees no progress.
  await setUp('all').catch(failSetUp);
  const command = [findNode24()?.binary ?? process.execPath, join(ROOT, 'scripts', 'start.mjs')];
  const entry = desktopEntry({
    command,
    icon: join(ROOT, 'out', 'renderer', 'icon.png'),
    comment: 'A bank lobby: bank, ATMs, clock and camera',
    actions: [{ id: 'NewAtm', name: 'New ATM', command: [...command, '--open=atm'] }],
    links: 'lobby',
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, entry);
  process.stdout.write(`Lobby is in the applications menu (${path}).\n`);
}
// Where there is one: the desktop's index of which app opens what.
spawnSync('update-desktop-database', [folder], { stdio: 'ignore' });
