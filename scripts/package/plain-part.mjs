import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { findNode24 } from '../../shared/node24.mjs';
import { ROOT } from '../setup/places.mjs';

/**
 * What the packaged app needs outside of its archive, because Node and OpenCV read it, not Electron: the bundle, the
 * pages, the networks, the demo, Node 24, and the packages that can't be bundled. It is laid out as the checkout is,
 * so that it is a whole Lobby by itself: every door works from it.
 */
const FOLDERS = ['out/main', 'out/renderer', 'models', 'demo'];

/** Only for building the native module, which is built. */
const BUILD_ONLY = new Set(['node-gyp', 'nan']);
/** Of the native module, its sources and what building left behind stay out. */
const OPENCV_PARTS = [
  'package.json',
  'LICENSE',
  'cjs',
  'node_modules',
  'src/lib/haarcascades',
  'build/Release/opencv4nodejs.node',
];

/** What package.json says of the app, without what only the checkout has. */
export function appDescription() {
  const { name, version, description, license, type, main } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  return { name, productName: 'Lobby', version, description, license, type, main };
}

/**
 * Lays the part out anew.
 * @param {string} folder where to; what is there goes
 * @param {string} [releaseFeed] where the app may ask for the newest release
 */
export function layOutPlainPart(folder, releaseFeed) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const copy = (/** @type {string} */ path) => {
    // Links of npm's `.bin` folders lead into the checkout; what npm leaves out of packages is not needed here either.
    const filter = (/** @type {string} */ source) =>
      !source.includes(join('node_modules', '.bin')) && !source.endsWith('.npmignore');
    cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter });
  };
  // The section keeps opencv4nodejs from looking for its own settings and printing that it does.
  const description = {
    ...appDescription(),
    ...(releaseFeed === undefined ? {} : { publish: { url: releaseFeed } }),
    opencv4nodejs: { disableAutoBuild: '1' },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, undefined, 2)}\n`);
  copy('LICENSE');
  for (const path of FOLDERS) copy(path);
  for (const path of OPENCV_PARTS) copyIfThere(copy, join('node_modules', 'opencv4nodejs', path));
  for (const path of packagesOf(join(ROOT, 'node_modules', 'opencv4nodejs'))) copy(path);
  const node = findNode24()?.binary ?? process.execPath;
  const binary = join(folder, NODE_HOME, NODE_BINARY);
  mkdirSync(dirname(binary), { recursive: true });
  cpSync(node, binary, { dereference: true });
  writeFileSync(join(folder, NODE_HOME, 'package.json'), '{}\n');
}

const NODE_HOME = join(
  'node_modules',
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
);
const NODE_BINARY = join('bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The Node of a packaged app. @param {string} folder the app's, on Linux */
export function plainNode(folder) {
  return join(folder, 'resources', 'plain', NODE_HOME, NODE_BINARY);
}

/** @param {(path: string) => void} copy @param {string} path */
function copyIfThere(copy, path) {
  if (existsSync(join(ROOT, path))) copy(path);
}

/**
 * The packages that one needs to run, with those that they need, as paths in the checkout.
 * @param {string} folder of the package
 * @param {Set<string>} [found]
 */
function packagesOf(folder, found = new Set()) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const home = BUILD_ONLY.has(name) ? undefined : findPackage(folder, name);
    const path = home === undefined ? '' : relative(ROOT, home);
    if (home === undefined || found.has(path)) continue;
    found.add(path);
    packagesOf(home, found);
  }
  return found;
}

/** As Node looks for it: from the folder upwards. @param {string} folder @param {string} name @returns {string | undefined} */
function findPackage(folder, name) {
  const here = join(folder, 'node_modules', name);
  if (existsSync(join(here, 'package.json'))) return here;
  return folder === ROOT ? undefined : findPackage(dirname(folder), name);
}
