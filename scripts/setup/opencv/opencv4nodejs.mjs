import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { findNode24 } from '../../../shared/node24.mjs';
import { SetupFailure } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { cacheFolder, ROOT } from '../places.mjs';
import { run } from '../run.mjs';
import { findOpenCv } from './find-opencv.mjs';
import { layOutBuild, RECIPE, UNIT_COUNT } from './opencv-recipe.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'opencv4nodejs');
const BINARY = join(PACKAGE, 'build', 'Release', 'opencv4nodejs.node');
/** Written last, after the binary was loaded once: without it the binary counts as half made. */
const STAMP = join(PACKAGE, 'build', 'lobby-built.json');

/** One compiler takes up to this much memory. */
const COMPILER_BYTES = 1.2e9;

/** Everything the binary depends on; another key, another binary. @returns {string | undefined} undefined if a part is missing */
export function buildKey() {
  const node = findNode24();
  const openCv = findOpenCv();
  // An install that was cut off leaves folders without their files.
  const complete = existsSync(join(PACKAGE, 'package.json')) && existsSync(join(PACKAGE, 'cc', 'core', 'Mat.cc'));
  if (node === undefined || openCv === undefined || !complete) return undefined;
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  let abi = process.versions.modules;
  if (node.headers !== undefined) {
    const path = join(node.headers, 'include', 'node', 'node_version.h');
    const header = existsSync(path) ? readFileSync(path, 'utf8') : '';
    abi = /#define NODE_MODULE_VERSION (\d+)/.exec(header)?.[1] ?? abi;
  }
  return `opencv4nodejs-${version}_opencv-${openCv.version}_abi-${abi}_${process.platform}-${process.arch}_${systemName()}_${recipe}`;
}

const recipe = createHash('sha256').update(RECIPE).digest('hex').slice(0, 8);

/** The C library and compiler come with the system's release. */
function systemName() {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(text)?.[1] ?? '';
    return `${field('ID')}${field('VERSION_ID')}`;
  } catch {
    return 'any';
  }
}

export function openCvBuilt() {
  const key = buildKey();
  if (key === undefined) return false;
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'));
    return stamp.key === key && stamp.bytes === statSync(BINARY).size;
  } catch {
    return false;
  }
}

/** What the camera calls, one of each module. */
const CALLED = [
  'Mat',
  'imdecode',
  'imencode',
  'VideoCapture',
  'CascadeClassifier',
  'readNetFromCaffe',
  'blobFromImages',
];

/** @param {string} binary of Node 24 @throws {SetupFailure} if the module can't be loaded, or isn't whole */
async function verify(binary) {
  const whole = `${JSON.stringify(CALLED)}.every((name) => typeof require('opencv4nodejs')[name] === 'function')`;
  await run(binary, ['-e', `if (!${whole}) process.exit(3)`]);
}

/** @param {string} key */
function stamp(key) {
  writeFileSync(STAMP, JSON.stringify({ key, bytes: statSync(BINARY).size }));
}

/** Copies so that the target is whole or not there. @param {string} from @param {string} to */
function copyWhole(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const aside = `${to}.${process.pid}`;
  copyFileSync(from, aside);
  renameSync(aside, to);
}

/**
 * Puts the built module in place: from the cache where another checkout built the same, else by building it.
 * @param {{ note: (words: string) => void }} progress
 */
export async function buildOpenCv(progress) {
  const key = buildKey();
  const node = findNode24();
  const openCv = findOpenCv();
  if (key === undefined || node === undefined || openCv === undefined) {
    throw new SetupFailure('opencv4nodejs needs OpenCV and Node 24, which are not there (see above).');
  }
  const cached = join(cacheFolder(), key, 'opencv4nodejs.node');
  await withLock(
    join(cacheFolder(), `${key}.lock`),
    (pid) => progress.note(`Another checkout (process ${pid}) is building the same; waiting for it.`),
    async () => {
      rmSync(STAMP, { force: true });
      if (existsSync(cached)) {
        copyWhole(cached, BINARY);
        try {
          await verify(node.binary);
          stamp(key);
          return;
        } catch {
          progress.note('The cached build does not load here; building anew.');
          rmSync(cached, { force: true });
        }
      }
      const folder = buildFolder(key);
      try {
        await compile(folder, node, openCv);
        copyWhole(join(folder, 'build', 'Release', 'opencv4nodejs.node'), BINARY);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      await verify(node.binary);
      copyWhole(BINARY, cached);
      stamp(key);
    },
  );
}

/**
 * node-gyp lets npm's configuration in the environment override its own options: a `nodedir` for another Node would
 * give a module that builds and then does not load.
 * @param {NodeJS.ProcessEnv} env
 */
export function withoutNpmConfig(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config|package_config_node_gyp)_/i.test(name)),
  );
}

/**
 * Where node-gyp works: its makefiles can't cope with a space or a parenthesis in a path, and who knows with what else.
 * @param {string} key
 */
export function buildFolder(key) {
  const plain = process.platform === 'win32' ? /^[\w.\\:~-]+$/ : /^[\w./+~-]+$/;
  const cache = cacheFolder();
  return plain.test(cache) ? join(cache, `${key}.build`) : mkdtempSync(join(tmpdir(), 'lobby-opencv-'));
}

/**
 * @param {string} folder
 * @param {{ binary: string, headers: string | undefined }} node
 * @param {{ include: string, libraries: string, prefix: string }} openCv
 */
async function compile(folder, node, openCv) {
  layOutBuild(folder, openCv, node.headers);
  const jobs = Math.max(1, Math.min(UNIT_COUNT, availableParallelism(), Math.floor(totalmem() / COMPILER_BYTES)));
  await run(
    node.binary,
    [
      // The links stay what they are: behind them may be a space.
      '--preserve-symlinks',
      '--preserve-symlinks-main',
      join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
      'rebuild',
      ...(node.headers === undefined ? [] : [`--nodedir=${join(folder, 'node')}`]),
      '-j',
      String(jobs),
    ],
    { cwd: folder, env: withoutNpmConfig(process.env) },
  );
}
