import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Lobby's own code runs on this Node, whatever Node the person has. */
export const NODE_MAJOR = 24;

/**
 * The Node 24 from the npm packages, else the running one if it is new enough.
 * @param {string} [from] path or URL of the file whose packages are looked at
 * @returns {{ binary: string, headers: string | undefined } | undefined} headers: the folder to give as --nodedir
 */
export function findNode24(from = import.meta.url) {
  const require = createRequire(from);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = dirname(require.resolve(`${name}/package.json`));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary))
      return { binary, headers: existsSync(join(folder, 'include', 'node')) ? folder : undefined };
  } catch {
    // Not installed for this platform: the person's own Node may do.
  }
  const major = Number(process.versions.node.split('.')[0]);
  return major >= NODE_MAJOR ? { binary: process.execPath, headers: undefined } : undefined;
}
