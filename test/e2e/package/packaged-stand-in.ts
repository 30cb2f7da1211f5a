import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createPackage, extractAll } from '@electron/asar';
import { packageApp } from '../../../scripts/package/desktop-app.mjs';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** Where the packaged app keeps what the stand-in lacks: beside its archive, since workers of plain Node read it too. */
const SHIMS = 'stand-in';

/** The version that the app is made for, which the zip must be named for. */
const { version: VERSION } = JSON.parse(readFileSync(checkoutPath('node_modules/electron/package.json'), 'utf8')) as {
  version: string;
};

/**
 * Packages the app around an Electron that is there.
 * @param electron path of its binary: Electron's own, or the tests' stand-in, which the app is then adapted to
 * @param work a folder to work in
 * @returns the app's folder
 */
export async function packageAround(electron: string, work: string): Promise<string> {
  const runtime = join(work, 'runtime');
  cpSync(dirname(electron), runtime, { recursive: true, verbatimSymlinks: true });
  const isStandIn = basename(dirname(electron)).startsWith('electron-');
  if (isStandIn) moveShims(join(runtime, 'resources'));
  const zips = join(work, 'zips');
  mkdirSync(zips);
  const zip = join(zips, `electron-v${VERSION}-linux-${process.arch}.zip`);
  // Stored, not compressed: it is unpacked at once.
  execFileSync('python3', ['-c', STORE, zip, runtime]);
  rmSync(runtime, { recursive: true });
  const { folder } = await packageApp({ out: join(work, 'dist'), electronVersion: VERSION, electronZips: zips });
  rmSync(zips, { recursive: true });
  if (isStandIn) await adapt(join(folder, 'resources'), work);
  return folder;
}

/** Takes them out of the app's place, without the native builds for other systems, whose libraries are not here. */
function moveShims(resources: string): void {
  const shims = join(resources, SHIMS);
  renameSync(join(resources, 'app'), shims);
  const builds = join(shims, 'node_modules', '@photostructure', 'sqlite', 'prebuilds');
  const own = `linux-${process.arch}`;
  for (const path of readdirSync(builds, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.node') && !(path.startsWith(own) && path.endsWith('.glibc.node'))) rmSync(join(builds, path));
  }
}

const STORE = `
import os, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_STORED)
for folder, _, names in os.walk(sys.argv[2]):
    for name in names:
        path = os.path.join(folder, name)
        archive.write(path, os.path.relpath(path, sys.argv[2]))
archive.close()
`;

/** Lets the archived app load what the stand-in lacks before anything of its own. */
async function adapt(resources: string, work: string): Promise<void> {
  const archive = join(resources, 'app.asar');
  const app = join(work, 'app');
  extractAll(archive, app);
  const description = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as Record<string, unknown>;
  const entry = `import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
await import(pathToFileURL(join(process.resourcesPath, '${SHIMS}', 'lacks.mjs')).href);
await import('./${String(description['main'])}');
`;
  writeFileSync(join(app, 'stand-in.mjs'), entry);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ ...description, main: 'stand-in.mjs' }));
  await createPackage(app, archive);
  rmSync(app, { recursive: true });
}
