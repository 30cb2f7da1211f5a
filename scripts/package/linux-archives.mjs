import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from '../setup/run.mjs';
import { isDebian, makeDebianPackage } from './debian-package.mjs';
import { appDescription } from './plain-part.mjs';

/** The menu entry of the folder, which has its path in it: it means nothing elsewhere. */
const OF_THIS_MACHINE = 'lobby.desktop';

/**
 * Makes of a packaged app what can be handed to others: a tar.gz, and a .deb where dpkg is.
 * @param {{ folder: string, out: string }} options folder: as packageApp made it; out: folder that they are put in
 * @returns {Promise<string[]>} their paths
 * @throws {import('../setup/run.mjs').SetupFailure} where a tool is missing or fails
 */
export async function makeLinuxArchives({ folder, out }) {
  const tar = join(out, `lobby-${appDescription().version}-linux-${process.arch}.tar.gz`);
  rmSync(tar, { force: true });
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const name = basename(folder);
  await run('tar', ['-czf', tar, ...owner, `--exclude=${name}/${OF_THIS_MACHINE}`, '-C', dirname(folder), name]);
  return isDebian() ? [await makeDebianPackage({ folder, out }), tar] : [tar];
}
