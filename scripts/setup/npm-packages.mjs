import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { ROOT } from './places.mjs';

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
  // Scripts stay off: the only ones that matter (opencv4nodejs, Electron) have steps of their own.
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}
