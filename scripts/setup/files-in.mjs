import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} folder
 * @returns {string[]} paths of the files in it, at any depth, sorted
 */
export function filesIn(folder) {
  // Directory entries with their folder's path are newer than the oldest Node that this runs on.
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}
