import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findNode24 } from '../../shared/node24.mjs';
import { SetupFailure } from './failure.mjs';
import { filesIn } from './files-in.mjs';
import { ROOT } from './places.mjs';
import { run } from './run.mjs';

const STAMP = join(ROOT, 'out', 'lobby-built.txt');
const SOURCES = ['src-main', 'src-renderer', 'shared'];
const FILES = ['electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.json'];
/** One file of each part of the app. */
const PARTS = ['main/main.js', 'preload/preload.cjs', 'renderer/lobby/index.html'];

/** Everything that the build reads, as paths in the checkout; the packages are in package-lock.json. */
export function buildInputs() {
  const sources = SOURCES.flatMap((folder) => filesIn(join(ROOT, folder)).map((path) => relative(ROOT, path)));
  return [...FILES, ...sources].sort();
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const file of buildInputs()) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

export function appBuilt() {
  try {
    const whole = PARTS.every((part) => existsSync(join(ROOT, 'out', part)));
    return whole && readFileSync(STAMP, 'utf8') === sourceHash();
  } catch {
    return false;
  }
}

export async function buildApp() {
  const node = findNode24();
  if (node === undefined) throw new SetupFailure('The app build needs Node 24.');
  // Taken before the build: a source that changes meanwhile makes the next run build again.
  const hash = sourceHash();
  rmSync(STAMP, { force: true });
  await run(node.binary, [join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build']);
  writeFileSync(STAMP, hash);
}
