import { readFileSync } from 'node:fs';
import { findChromium } from '../../../shared/chromium.mjs';
import { findProgram } from '../../../shared/find-program.mjs';
import { SetupFailure } from '../failure.mjs';
import { findOpenCv, OPENCV_LIBRARIES } from '../opencv/find-opencv.mjs';
import { installWithApt } from './apt.mjs';
import { rootObtainable } from './root.mjs';

/** @typedef {import('../progress.mjs').RunningStep} RunningStep */

/**
 * What the system must have: how to see that it is there, and the Debian packages that bring it.
 * @type {readonly { what: string, there: () => boolean, packages: readonly string[] }[]}
 */
const NEEDS = [
  {
    what: "OpenCV's headers and libraries",
    there: () => findOpenCv() !== undefined,
    packages: OPENCV_LIBRARIES.map((name) => `libopencv-${name}-dev`),
  },
  { what: 'a C++ compiler', there: () => findProgram(['g++', 'clang++']) !== undefined, packages: ['g++'] },
  { what: 'make', there: () => findProgram(['make']) !== undefined, packages: ['make'] },
  { what: 'Python 3 (for node-gyp)', there: () => findProgram(['python3']) !== undefined, packages: ['python3'] },
];

/** @returns {string[]} what is missing, in words */
export function missingFromSystem() {
  if (process.platform === 'win32') return findOpenCv() === undefined ? ['OpenCV'] : [];
  return NEEDS.filter((need) => !need.there()).map((need) => need.what);
}

/** Whether set-up itself can bring a Chromium here (see installSystemPackages). */
export function chromiumObtainable() {
  return process.platform === 'linux' && !isUbuntu() && findProgram(['apt-get']) !== undefined && rootObtainable();
}

function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Installs what is missing through apt.
 * @param {RunningStep} step
 * @throws {SetupFailure} that says what to install by hand where it can't
 */
export async function installSystemPackages(step) {
  const packages = NEEDS.filter((need) => !need.there()).flatMap((need) => [...need.packages]);
  const browser = findChromium() === undefined;
  if (process.platform === 'darwin') {
    throw new SetupFailure(
      `Install what is missing (${missingFromSystem().join(', ')}): run 'xcode-select --install' and 'brew install opencv python3'.`,
    );
  }
  if (process.platform === 'win32') {
    throw new SetupFailure(
      'Install OpenCV 4 (for example with vcpkg or choco) and the Visual Studio C++ build tools, or use Lobby inside WSL, where set-up does it all.',
    );
  }
  if (findProgram(['apt-get']) === undefined) {
    throw new SetupFailure(
      `Install with your system's package tool: ${missingFromSystem().join(', ')}. On Debian they are ${packages.join(' ')}.`,
    );
  }
  // Ubuntu's package of that name only points to the snap, which has no place in a container or over ssh.
  if (browser && !isUbuntu()) packages.push('chromium');
  if (browser && isUbuntu())
    step.note(
      "No Chromium or Chrome found. On Ubuntu install one yourself: 'sudo snap install chromium', or Google Chrome's .deb.",
    );
  if (packages.length > 0) await installWithApt(packages, step);
}
