/** Proves what becomes of the word that names the data folder: folders for the owner only, or one sentence. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { ON_WINDOWS, testWhere, WITHOUT_LINUX } from '../../describe-where.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('naming the folder makes nothing, opening it makes it and all above it, as often as one likes', () => {
  const path = join(folder, 'one', 'two');
  const data = dataFolder(path);
  expect(existsSync(join(folder, 'one'))).toBe(false);
  expect(openDataFolder(path)).toEqual(data);
  expect(openDataFolder(path)).toEqual(data);
  for (const made of [data.path, data.secrets, data.atm]) expect(statSync(made).isDirectory()).toBe(true);
});

testWhere(ON_WINDOWS, 'the folder is for its owner only', () => {
  const data = openDataFolder(join(folder, 'one'));
  for (const made of [data.path, data.secrets, data.atm]) expect(statSync(made).mode & 0o777).toBe(0o700);
});

const cannotBeMade = expect.objectContaining({
  code: 'data_folder',
  message: expect.stringMatching(/^The data folder \S+ can't be made \(E[A-Z]+\)\. Choose another with --data DIR\.$/),
});

test('a file in the way is said in one sentence', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => openDataFolder(file)).toThrow(cannotBeMade);
  expect(() => openDataFolder(join(file, 'under', 'it'))).toThrow(cannotBeMade);
});

testWhere(WITHOUT_LINUX, 'a place that takes no folders, as /proc, is said in one sentence', () => {
  expect(() => openDataFolder('/proc/lobby/data')).toThrow(cannotBeMade);
});
