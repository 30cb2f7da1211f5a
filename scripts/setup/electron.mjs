import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode24 } from '../../shared/node24.mjs';
import { ROOT, STATE } from './places.mjs';
import { run } from './run.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const REMEMBERED = join(STATE, 'electron-download.json');
/** How long the download's server may take to answer before Electron counts as not to be had. */
const PROBE_MS = 4_000;
/** A failed probe is not repeated for this long. */
const REMEMBER_MS = 24 * 3_600_000;
/** The download itself: about 120 MB. */
const DOWNLOAD_MS = 15 * 60_000;

/** Where the binary lies in Electron's folder, as Electron's own package names it. */
const BINARIES = /** @type {Readonly<Record<string, string>>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
});

/** @returns {string | undefined} path of Electron's binary if it is there */
export function findElectron() {
  // Electron's own package takes the same variable for the folder of another Electron.
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] || join(PACKAGE, 'dist');
  const path = join(folder, BINARIES[process.platform] ?? 'electron');
  return existsSync(path) ? path : undefined;
}

function version() {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version;
}

function downloadAddress() {
  const base = process.env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/download/';
  return `${base}v${version()}/SHASUMS256.txt`;
}

/** @returns {boolean} whether a probe failed lately */
function failedLately() {
  try {
    const { version: probed, at } = JSON.parse(readFileSync(REMEMBERED, 'utf8'));
    return probed === version() && Date.now() - at < REMEMBER_MS;
  } catch {
    return false;
  }
}

/**
 * Gets Electron's binary where that is possible; gives up within seconds where it isn't.
 * @param {{ again: boolean, progress: import('./progress.mjs').Progress }} options
 *   again: probe even if the last probe failed; progress: where a download is shown
 * @returns {Promise<string | undefined>}
 */
export async function obtainElectron({ again, progress }) {
  const present = findElectron();
  const node = findNode24();
  if (present !== undefined || node === undefined || !existsSync(PACKAGE) || (!again && failedLately())) return present;
  try {
    const answer = await fetch(downloadAddress(), { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  } catch {
    remember();
    return undefined;
  }
  const step = progress.begin('Electron (about 120 MB)');
  try {
    await run(node.binary, [join(PACKAGE, 'install.js')], { limitMs: DOWNLOAD_MS });
    step.end('done');
  } catch {
    step.end('failed');
    remember();
  }
  return findElectron();
}

function remember() {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(REMEMBERED, JSON.stringify({ version: version(), at: Date.now() }));
}
