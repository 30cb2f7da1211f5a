import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findCommandLineFault } from '../shared/command-line.mjs';
import { findNode24 } from '../shared/node24.mjs';
import { handOver } from './handover.mjs';
import { obtainElectron } from './setup/electron.mjs';
import { ROOT } from './setup/places.mjs';
import { Progress } from './setup/progress.mjs';
import { failSetUp, setUp } from './setup.mjs';

/**
 * `npm run package`: the app for this system, to be opened by a double-click, and on Linux a tar.gz of it and, where
 * there is dpkg, a .deb; with `--folder-only` neither of them. `--electron-zips DIR` takes Electron from
 * there, as `electron-v<version>-<system>-<processor>.zip`, where it can't be fetched; `--out DIR` makes the app
 * there instead of in dist/; `--release-feed URL` is where the app may ask for the newest release once its person
 * agrees, as GitHub tells it at https://api.github.com/repos/OWNER/NAME/releases/latest (without, it never asks).
 */
const OPTIONS = /** @type {const} */ ({
  'electron-zips': { type: 'string' },
  out: { type: 'string' },
  'folder-only': { type: 'boolean' },
  'release-feed': { type: 'string' },
  /** Set by itself: the second half runs on Node 24. */
  'under-node-24': { type: 'boolean' },
});
const args = process.argv.slice(2);
const fault = findCommandLineFault(args, OPTIONS, () => false);
if (fault !== undefined) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}
const { values } = parseArgs({ args, options: OPTIONS });
if (values['under-node-24']) await makeApp();
else await prepare();

/** On whatever Node the person has. */
async function prepare() {
  await setUp('all', { strict: true }).catch(failSetUp);
  if (values['electron-zips'] === undefined) await fetchElectron();
  const node = findNode24()?.binary ?? process.execPath;
  await handOver(node, [join(ROOT, 'scripts', 'package.mjs'), ...args, '--under-node-24']);
}

async function fetchElectron() {
  const electron = await obtainElectron({ again: true, progress: new Progress() });
  if (electron !== undefined) return;
  process.stderr.write(
    "Electron's binary is not here and can't be fetched, so there is nothing to package; --electron-zips takes it from a folder. 'npm start' works without it.\n",
  );
  process.exit(1);
}

/**
 * By the app's own rule: one that it would not ask is told now, not found out by nobody ever being told of a version.
 * @param {string | undefined} feed
 */
async function checkFeed(feed) {
  if (feed === undefined) return;
  const { isFeed } = await import(pathToFileURL(join(ROOT, 'src-main', 'shell', 'updates', 'release-feed.ts')).href);
  if (isFeed(feed)) return;
  process.stderr.write('--release-feed takes an https address that has neither a user nor a password in it.\n');
  process.exit(2);
}

async function makeApp() {
  // Only now: this needs the npm packages, and Node 24.
  await checkFeed(values['release-feed']);
  const { packageApp } = await import(pathToFileURL(join(ROOT, 'scripts', 'package', 'desktop-app.mjs')).href);
  const electron = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8'));
  const out = values.out ?? join(ROOT, 'dist');
  const { folder, program } = await packageApp({
    out,
    electronVersion: electron.version,
    electronZips: values['electron-zips'],
    releaseFeed: values['release-feed'],
  });
  process.stdout.write(`Lobby is packaged: open ${program}\n`);
  if (values['folder-only'] || process.platform !== 'linux') return;
  const archives = await import(pathToFileURL(join(ROOT, 'scripts', 'package', 'linux-archives.mjs')).href);
  for (const file of await archives.makeLinuxArchives({ folder, out }).catch(failSetUp)) {
    process.stdout.write(`  ${file}\n`);
  }
}
