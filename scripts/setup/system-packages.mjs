import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../shared/chromium.mjs';
import { findProgram } from '../../shared/find-program.mjs';
import { run, SetupFailure } from './run.mjs';

/** Where OpenCV's headers and libraries may lie: distribution packages, Homebrew, built by hand. */
const OPENCV_PREFIXES = ['/usr', '/usr/local', '/opt/homebrew'];

/** @returns {{ include: string, libraries: string, version: string, prefix: string } | undefined} */
export function findOpenCv() {
  for (const prefix of OPENCV_PREFIXES) {
    const include = join(prefix, 'include', 'opencv4');
    const version = join(include, 'opencv2', 'core', 'version.hpp');
    if (!existsSync(version)) continue;
    const lib = join(prefix, 'lib');
    // Debian keeps them in a folder named for the processor, e.g. lib/x86_64-linux-gnu.
    const folders = [
      lib,
      `${lib}64`,
      ...safeList(lib)
        .filter((name) => name.includes('-linux-'))
        .map((name) => join(lib, name)),
    ];
    const libraries = folders.find((folder) =>
      ['so', 'dylib'].some((end) => existsSync(join(folder, `libopencv_core.${end}`))),
    );
    if (libraries === undefined) continue;
    const text = readFileSync(version, 'utf8');
    const part = (/** @type {string} */ name) =>
      new RegExp(`#define CV_VERSION_${name}\\s+(\\d+)`).exec(text)?.[1] ?? '?';
    return { include, libraries, prefix, version: `${part('MAJOR')}.${part('MINOR')}.${part('REVISION')}` };
  }
  return undefined;
}

/** @param {string} folder */
function safeList(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Something that the system must have: how to see that it is there, and the Debian packages that bring it.
 * @typedef {{ what: string, there: () => boolean, packages: readonly string[] }} Need
 */

/** What Lobby needs. @type {readonly Need[]} */
const NEEDS = [
  {
    what: "OpenCV's headers and libraries",
    there: () => findOpenCv() !== undefined,
    packages: ['libopencv-dev', 'opencv-data'],
  },
  {
    what: 'a C++ compiler and make',
    there: () => findProgram(['g++', 'clang++']) !== undefined && findProgram(['make']) !== undefined,
    packages: ['build-essential'],
  },
  { what: 'Python 3 (for node-gyp)', there: () => findProgram(['python3']) !== undefined, packages: ['python3'] },
];

/** @param {string} name as the dynamic linker knows it */
function libraryThere(name) {
  const folders = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'];
  const deep = safeList('/usr/lib')
    .filter((folder) => folder.includes('-linux-'))
    .map((folder) => join('/usr/lib', folder));
  return [...folders, ...deep].some((folder) => existsSync(join(folder, name)));
}

/**
 * What the tests need to run Electron on a machine without a screen: a screen in memory, a window manager, a hand for
 * keyboard and mouse, what Electron itself is linked with, and what unpacks it.
 * @type {readonly Need[]}
 */
const ELECTRON_TEST_NEEDS = [
  ...['Xvfb', 'openbox', 'xdotool', 'unzip'].map((name) => ({
    what: name,
    there: () => findProgram([name]) !== undefined,
    packages: [name.toLowerCase()],
  })),
  ...[
    ['libgtk-3.so.0', 'libgtk-3-0'],
    ['libnss3.so', 'libnss3'],
    ['libasound.so.2', 'libasound2'],
    ['libgbm.so.1', 'libgbm1'],
  ].map(([library = '', name = '']) => ({ what: library, there: () => libraryThere(library), packages: [name] })),
];

export function electronTestNeedsMet() {
  return ELECTRON_TEST_NEEDS.every((need) => need.there());
}

/** @throws {SetupFailure} that says what to install by hand where it can't */
export async function installElectronTestNeeds() {
  const packages = ELECTRON_TEST_NEEDS.filter((need) => !need.there()).flatMap((need) => [...need.packages]);
  if (findProgram(['apt-get']) === undefined) {
    throw new SetupFailure(`Install what Debian has as ${packages.join(' ')}.`);
  }
  await installWithApt(packages);
}

/** @returns {string[]} what is missing, in words */
export function missingFromSystem() {
  if (process.platform === 'win32') return findOpenCv() === undefined ? ['OpenCV'] : [];
  return NEEDS.filter((need) => !need.there()).map((need) => need.what);
}

/** Whether set-up itself can bring a Chromium here (see installSystemPackages). */
export function chromiumObtainable() {
  return (
    process.platform === 'linux' && !isUbuntu() && findProgram(['apt-get']) !== undefined && asRoot() !== undefined
  );
}

function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** How to become root without asking where that is possible. @returns {{ prefix: string[], terminal: boolean } | undefined} */
function asRoot() {
  if (process.getuid?.() === 0) return { prefix: [], terminal: false };
  if (findProgram(['sudo']) === undefined) return undefined;
  const silent = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  if (silent) return { prefix: ['sudo', '-n'], terminal: false };
  return process.stdin.isTTY && process.stderr.isTTY ? { prefix: ['sudo'], terminal: true } : undefined;
}

/**
 * Installs what is missing through apt.
 * @param {(words: string) => void} note
 * @throws {SetupFailure} that says what to install by hand where it can't
 */
export async function installSystemPackages(note) {
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
    note(
      "No Chromium or Chrome found. On Ubuntu install one yourself: 'sudo snap install chromium', or Google Chrome's .deb.",
    );
  if (packages.length > 0) await installWithApt(packages);
}

/** @param {readonly string[]} packages @throws {SetupFailure} without root */
async function installWithApt(packages) {
  const root = asRoot();
  if (root === undefined)
    throw new SetupFailure(`This needs root. Run: sudo apt-get install --no-install-recommends ${packages.join(' ')}`);
  const apt = (/** @type {string[]} */ ...args) => {
    const [command = 'apt-get', ...rest] = [
      ...root.prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=300',
      '-q',
      '-y',
      ...args,
    ];
    return run(command, rest, { terminal: root.terminal });
  };
  await apt('update');
  await apt('install', '--no-install-recommends', ...packages);
}
