import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure, SetupFailure } from './failure.mjs';
import { npm } from './npm.mjs';
import { ROOT } from './places.mjs';

/** The registry may take this long to answer, ms, before it counts as out of reach. */
const PROBE_MS = 8_000;
/** npm's codes for a registry that does not answer. */
const OUT_OF_REACH =
  /^npm (?:error|ERR!) code (ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)$/m;

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string | string[], link?: boolean }} LockedPackage
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what package-lock.json says. npm writes its own record there as the last act of an
 * install, so one that was cut off has none.
 */
export function packagesInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    // Optional ones for other systems are left out by npm itself.
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

export async function installPackages() {
  const code = await outOfReach();
  // Without a network, what npm has in its cache may do; it tells within seconds.
  const offline = code === undefined ? [] : ['--offline'];
  try {
    // Scripts stay off: the only ones that matter (opencv4nodejs, Electron) have steps of their own.
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...offline]);
  } catch (error) {
    const lost = code ?? (error instanceof CommandFailure ? OUT_OF_REACH.exec(error.output)?.[1] : undefined);
    if (lost === undefined) throw error;
    throw new SetupFailure(
      `The npm registry can't be reached (${lost}): no network, or a proxy that npm doesn't know. Set-up downloads several hundred megabytes, once; connect and start again.`,
      { passing: true },
    );
  }
}

/**
 * Asks the registry for one line, through npm, which knows proxies and certificates. `npm ci` by itself would try for
 * minutes.
 * @returns {Promise<string | undefined>} npm's code if the registry can't be reached
 */
async function outOfReach() {
  try {
    await npm(['view', 'react', 'name', '--prefer-online', '--fetch-retries=0', `--fetch-timeout=${PROBE_MS}`]);
    return undefined;
  } catch (error) {
    // Another failure is no proof: a registry of a company may not know everything.
    return error instanceof CommandFailure ? OUT_OF_REACH.exec(error.output)?.[1] : undefined;
  }
}
