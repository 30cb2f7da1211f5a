import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { packager } from '@electron/packager';
import { desktopEntry } from '../../shared/desktop-entry.mjs';
import { ROOT } from '../setup/places.mjs';
import { appDescription, layOutPlainPart } from './plain-part.mjs';

/** What of the bundle Electron itself runs: packed into the archive, whose content Electron checks. */
const ARCHIVED = ['out/main', 'out/preload'];

/**
 * Electron's fuses: switches in its binary that nobody can turn from outside. Nothing here needs Electron to be a Node:
 * threads run inside of it, and the camera in a Node of its own.
 * @type {import('@electron/fuses').FuseConfig}
 */
const FUSES = {
  version: FuseVersion.V1,
  // Flipping breaks the signature without which Apple's own processors run nothing.
  resetAdHocDarwinSignature: process.platform === 'darwin',
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // Pages come from a scheme of their own.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};

/**
 * Packages the built app for this system.
 * @param {{ out: string, electronVersion: string, electronZips?: string, releaseFeed?: string }} options
 *   out: folder that the app's own folder is put in; electronZips: folder with Electron's zip, else it is taken from
 *   Electron's cache or fetched; releaseFeed: where the app may ask for the newest release, else it never asks
 * @returns {Promise<{ folder: string, program: string }>} program: what is double-clicked
 */
export async function packageApp({ out, electronVersion, electronZips, releaseFeed }) {
  const stage = join(out, 'stage');
  layOutPlainPart(join(stage, 'plain'), releaseFeed);
  const app = join(stage, 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify(appDescription()));
  for (const path of ARCHIVED) cpSync(join(ROOT, path), join(app, path), { recursive: true });

  const picture = join(ROOT, 'out', 'renderer', 'icon.png');
  const { description, version } = appDescription();
  /** @type {import('@electron/packager').Options} */
  const options = {
    dir: app,
    out,
    overwrite: true,
    // Its own would leave a folder among the system's temporary files.
    tmpdir: join(stage, 'packager'),
    quiet: true,
    name: 'Lobby',
    // On Linux, programs have small letters.
    executableName: process.platform === 'linux' ? 'lobby' : 'Lobby',
    electronVersion,
    icon: iconFor(stage, picture),
    appBundleId: 'org.lobby.app',
    appVersion: version,
    // Nothing in the folder is left out: it holds only what belongs there.
    prune: false,
    asar: true,
    extraResource: [join(stage, 'plain')],
    // macOS reads these from the app's description.
    protocols: [{ name: 'Lobby', schemes: ['lobby'] }],
    usageDescription: { Camera: 'Lobby shows what the camera sees and estimates age and gender. Nothing is stored.' },
    ...(electronZips === undefined ? {} : { electronZipDir: electronZips }),
  };
  const [folder = ''] = await packager(options);
  rmSync(stage, { recursive: true, force: true });
  // It is made as a folder of its maker alone; who installs the app isn't who opens it.
  chmodSync(folder, 0o755);
  const program = programIn(folder);
  await flipFuses(process.platform === 'darwin' ? join(folder, 'Lobby.app') : program, FUSES);
  if (process.platform === 'linux') {
    cpSync(picture, join(folder, 'lobby.png'));
    const command = [program, '--'];
    const entry = desktopEntry({
      command,
      icon: join(folder, 'lobby.png'),
      comment: description,
      actions: [{ id: 'NewAtm', name: 'New ATM', command: [...command, '--open=atm'] }],
      links: 'lobby',
    });
    writeFileSync(join(folder, 'lobby.desktop'), entry, { mode: 0o755 });
  }
  return { folder, program: process.platform === 'darwin' ? dirname(dirname(dirname(program))) : program };
}

/**
 * The icon as the system wants it; Linux takes it from the desktop entry.
 * @param {string} stage
 * @param {string} picture a PNG of 512×512 pixels
 */
function iconFor(stage, picture) {
  if (process.platform !== 'darwin') return join(import.meta.dirname, 'icon.ico');
  const png = readFileSync(picture);
  // Apple's container: magic and length, then for each picture its kind ('ic09': PNG, 512×512) and length, big-endian.
  const head = Buffer.alloc(16);
  head.write('icns', 0);
  head.writeUInt32BE(head.length + png.length, 4);
  head.write('ic09', 8);
  head.writeUInt32BE(8 + png.length, 12);
  const path = join(stage, 'icon.icns');
  writeFileSync(path, Buffer.concat([head, png]));
  return path;
}

/** @param {string} folder */
function programIn(folder) {
  if (process.platform === 'darwin') return join(folder, 'Lobby.app', 'Contents', 'MacOS', 'Lobby');
  return join(folder, process.platform === 'win32' ? 'Lobby.exe' : 'lobby');
}
