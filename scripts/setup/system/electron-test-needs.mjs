import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../shared/find-program.mjs';
import { SetupFailure } from '../failure.mjs';
import { installWithApt } from './apt.mjs';

/**
 * What the tests need to run Electron on a machine without a screen: a screen in memory, a window manager, a hand for
 * keyboard and mouse, what Electron itself is linked with, and what unpacks it.
 * @type {readonly { there: () => boolean, packages: readonly string[] }[]}
 */
const NEEDS = [
  ...['Xvfb', 'openbox', 'xdotool', 'unzip'].map((name) => ({
    there: () => findProgram([name]) !== undefined,
    packages: [name.toLowerCase()],
  })),
  ...[
    ['libgtk-3.so.0', 'libgtk-3-0'],
    ['libnss3.so', 'libnss3'],
    ['libasound.so.2', 'libasound2'],
    ['libgbm.so.1', 'libgbm1'],
  ].map(([library = '', name = '']) => ({ there: () => libraryThere(library), packages: [name] })),
];

/** @param {string} name as the dynamic linker knows it */
function libraryThere(name) {
  const folders = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'];
  const deep = readdirSync('/usr/lib')
    .filter((folder) => folder.includes('-linux-'))
    .map((folder) => join('/usr/lib', folder));
  return [...folders, ...deep].some((folder) => existsSync(join(folder, name)));
}

export function electronTestNeedsMet() {
  return NEEDS.every((need) => need.there());
}

/**
 * @param {import('../progress.mjs').RunningStep} step
 * @throws {SetupFailure} that says what to install by hand where it can't
 */
export async function installElectronTestNeeds(step) {
  const packages = NEEDS.filter((need) => !need.there()).flatMap((need) => [...need.packages]);
  if (findProgram(['apt-get']) === undefined) {
    throw new SetupFailure(`Install what Debian has as ${packages.join(' ')}.`);
  }
  await installWithApt(packages, step);
}
