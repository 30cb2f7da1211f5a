import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findNode24 } from '../shared/node24.mjs';
import { handOver } from './handover.mjs';
import { obtainElectron } from './setup/electron.mjs';
import { ROOT } from './setup/places.mjs';
import { Progress } from './setup/progress.mjs';
import { failSetUp, setUp } from './setup.mjs';

/** `npm run package`: the app for this system, to be opened by a double-click, in dist/. */
const INSIDE = '--under-node-24';

if (process.argv[2] === INSIDE) await makeApp();
else await prepare();

/** On whatever Node the person has. */
async function prepare() {
  await setUp('all', { strict: true }).catch(failSetUp);
  const progress = new Progress();
  const electron = await obtainElectron({
    again: true,
    begin: (title) => progress.begin(title),
    end: (outcome) => progress.end(outcome),
  });
  if (electron === undefined) {
    process.stderr.write(
      "Electron's binary is not here and can't be fetched, so there is nothing to package; 'npm start' works without it.\n",
    );
    process.exit(1);
  }
  const node = findNode24()?.binary ?? process.execPath;
  await handOver(node, [join(ROOT, 'scripts', 'package.mjs'), INSIDE]);
}

async function makeApp() {
  // Only now: it needs the npm packages, and Node 22 or newer.
  const { packageApp } = await import(pathToFileURL(join(ROOT, 'scripts', 'package', 'desktop-app.mjs')).href);
  const electron = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8'));
  const { program } = await packageApp({ out: join(ROOT, 'dist'), electronVersion: electron.version });
  process.stdout.write(`Lobby is packaged: open ${program}\n`);
}
