import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installation } from '../../../../src-main/shell/updates/installation.ts';

/** What a Lobby knows of how it was installed, from the files that packaging leaves. */
let folder: string;
const describeApp = (more: object = {}) =>
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '0.1.0', ...more }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-installation-')) + sep;
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a checkout asks nobody for releases', () => {
  expect(installation().feed).toBeNull();
});

test('the Debian package tells its command', () => {
  describeApp({ publish: { url: 'https://example.org/releases/latest' } });
  writeFileSync(join(folder, 'package-type'), 'deb\n');
  const { version, feed, command } = installation(folder);
  expect([version, feed]).toEqual(['0.1.0', 'https://example.org/releases/latest']);
  expect(command('0.2.0')).toMatch(/^sudo apt-get install \.\/lobby_0\.2\.0_[a-z0-9]+\.deb$/);
});

test('a folder that is just unpacked has no command', () => {
  describeApp();
  expect(installation(folder).command('0.2.0')).toBeNull();
});

test.each(['http://example.org/', 'ftp://example.org/', 'https://me:secret@example.org/', 'no address'])(
  'nobody is asked at %s, and Lobby starts all the same',
  (url) => {
    describeApp({ publish: { url } });
    expect(installation(folder).feed).toBeNull();
  },
);
