import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layOutBuild } from '../../../scripts/setup/opencv/opencv-recipe.mjs';
import { buildFolder } from '../../../scripts/setup/opencv/opencv4nodejs.mjs';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** Proves that what node-gyp reads is whole, and that no path in it has a character that makefiles trip over. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-recipe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const OPENCV = { include: '/usr/include/opencv4', libraries: '/usr/lib' };

test('every file of a unit is in the package, and each is built once', () => {
  layOutBuild(join(folder, 'build'), OPENCV, undefined);
  const units = readdirSync(join(folder, 'build')).filter((name) => name.endsWith('.cc'));
  const files = units.flatMap((name) =>
    [...readFileSync(join(folder, 'build', name), 'utf8').matchAll(/^#include "(.+)"$/gm)].map(([, file = '']) => file),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(new Set(files).size).toBe(files.length);
  expect(files.filter((file) => !existsSync(checkoutPath(`node_modules/opencv4nodejs/${file}`)))).toEqual([]);
  // Nothing of a module is left out, or linking would fail.
  for (const module of ['core', 'imgproc', 'io', 'objdetect', 'dnn']) {
    const all = readdirSync(checkoutPath(`node_modules/opencv4nodejs/cc/${module}`)).filter((name) =>
      name.endsWith('.cc'),
    );
    expect(all.filter((name) => !files.includes(`cc/${module}/${name}`))).toEqual([]);
  }
});

test('paths that node-gyp reads are plain, whatever the checkout and the headers are called', () => {
  const build = join(folder, 'build');
  layOutBuild(build, OPENCV, '/opt/a (ü) node');
  const { targets } = JSON.parse(readFileSync(join(build, 'binding.gyp'), 'utf8'));
  const { sources, include_dirs, libraries } = targets[0];
  expect([...sources, ...include_dirs, ...libraries].filter((path) => !/^[\w./,-]+$/.test(path))).toEqual([]);
  expect(readlinkSync(join(build, 'node'))).toBe('/opt/a (ü) node');
  expect(readlinkSync(join(build, 'node_modules'))).toBe(checkoutPath('node_modules'));
});

test.each([
  ['a plain cache', 'cache', true],
  ['a cache with a space', 'my cache', false],
  ['a cache with a parenthesis', 'cache(1)', false],
  ['a cache with an umlaut', 'Zoë', false],
])('%s: the build is in it: %s → %s', (_name, cache, inside) => {
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = join(folder, cache);
  try {
    const path = buildFolder('key');
    expect(path.startsWith(join(folder, cache))).toBe(inside);
    expect(path).toMatch(/^[\w./+~-]+$/);
    rmSync(path, { recursive: true, force: true });
  } finally {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  }
});
