import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Lobby's own code runs on this Node, whatever Node the person has. */
export const NODE_MAJOR = 24;

/** The npm package with Node's binary and headers for this system; not for every system there is one. */
export const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * The Node 24 from the npm packages, else the running one if it is new enough.
 * @param {string} [from] path or URL of the file whose packages are looked at
 * @returns {{ binary: string, headers: string | undefined } | undefined} headers: the folder to give as --nodedir
 */
export function findNode24(from = import.meta.url) {
  const require = createRequire(from);
  try {
    const folder = dirname(require.resolve(`${NODE_PACKAGE}/package.json`));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary)) return { binary, headers: headersIn(folder) };
  } catch {
    // Not installed for this platform: the person's own Node may do.
  }
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_MAJOR) return undefined;
  return { binary: process.execPath, headers: headersIn(dirname(dirname(realpathSync(process.execPath)))) };
}

/** @param {string} folder with Node's bin and include */
function headersIn(folder) {
  return existsSync(join(folder, 'include', 'node', 'node.h')) ? folder : undefined;
}
