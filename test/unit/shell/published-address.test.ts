/** Proves whose address a shell removes when it ends. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { portBefore, publishAddress } from '../../../src-main/shell/second-start/hand-over.ts';

let data: DataFolder;
beforeEach(() => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-address-')));
});
afterEach(() => rmSync(data.path, { recursive: true }));

const secret = (letter: string): string => letter.repeat(43);
const file = (): string => join(data.path, 'browser-shell.json');

test('its own', () => {
  const remove = publishAddress(data, 'browser', { port: 4711, secret: secret('a') });
  expect(portBefore(data, 'browser')).toBe(4711);
  remove();
  expect(existsSync(file())).toBe(false);
  remove();
});

test('not that of a shell which came after it', () => {
  const remove = publishAddress(data, 'browser', { port: 4711, secret: secret('a') });
  publishAddress(data, 'browser', { port: 4712, secret: secret('b') });
  remove();
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ port: 4712, secret: secret('b') });
});
