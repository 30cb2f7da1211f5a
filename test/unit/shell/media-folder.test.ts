import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_ENTRIES, mediaKind } from '../../../src-main/contract/camera/media.ts';
import { mediaFolder } from '../../../src-main/shell/media-folder.ts';

/** What the window's file chooser is told of real folders. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-media-'));
  for (const name of ['b.mp4', 'a10.jpg', 'a9.JPG', 'notes.txt', '.hidden.png', 'archive.tar.gz']) {
    writeFileSync(join(folder, name), '');
  }
  mkdirSync(join(folder, 'zoo'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'many'));
  for (let i = 0; i <= MOST_ENTRIES; i += 1) writeFileSync(join(folder, 'many', `${i}.png`), '');
  symlinkSync(join(folder, 'zoo'), join(folder, 'link'));
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling.jpg'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('folders, films and pictures, each kind by name, links as what they lead to, and nothing else', async () => {
  const { entries, parent, more } = await mediaFolder(folder);
  expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['link', 'folder'],
    ['many', 'folder'],
    ['zoo', 'folder'],
    ['b.mp4', 'film'],
    ['a9.JPG', 'picture'],
    ['a10.jpg', 'picture'],
  ]);
  expect(entries.every(({ name, path }) => path === join(folder, name))).toBe(true);
  expect(parent).toBe(dirname(folder));
  expect(more).toBe(false);
});

test('begins in the person’s own folder, and the root has none above it', async () => {
  expect((await mediaFolder(null)).folder).toBe(homedir());
  expect((await mediaFolder('/')).parent).toBeNull();
});

test('a folder of very many is cut, and says so', async () => {
  const { entries, more } = await mediaFolder(join(folder, 'many'));
  expect(entries).toHaveLength(MOST_ENTRIES);
  expect(entries[1]?.name).toBe('1.png');
  expect(more).toBe(true);
});

test('what is no folder, or may not be read, is said in a sentence', async () => {
  await expect(mediaFolder(join(folder, 'gone'))).rejects.toMatchObject({ code: 'source_missing' });
  await expect(mediaFolder(join(folder, 'b.mp4'))).rejects.toMatchObject({ code: 'source_missing' });
  const shut = join(folder, 'shut');
  mkdirSync(shut);
  chmodSync(shut, 0);
  // Root may read everything.
  if (process.getuid?.() !== 0) {
    await expect(mediaFolder(shut)).rejects.toMatchObject({ code: 'source_unreadable' });
  }
});

test.each([
  ['a.mp4', 'film'],
  ['folder.jpg/a.PNG', 'picture'],
  ['a.txt', null],
  ['jpg', null],
  ['folder.jpg/a', null],
])('%s is %s', (name, kind) => {
  expect(mediaKind(name)).toBe(kind);
});
