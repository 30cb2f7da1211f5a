import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode24 } from '../node24.mjs';
import { ROOT } from './places.mjs';
import { run, SetupFailure } from './run.mjs';

const STAMP = join(ROOT, 'out', 'lobby-built.txt');
const SOURCES = ['src-main', 'src-renderer'];
const FILES = ['electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json'];

/** A hash over everything that the build reads. */
function sourceHash() {
  const hash = createHash('sha256');
  const files = [
    ...FILES,
    ...SOURCES.flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
    ),
  ].sort();
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

export function appBuilt() {
  try {
    return existsSync(join(ROOT, 'out', 'renderer')) && readFileSync(STAMP, 'utf8') === sourceHash();
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
