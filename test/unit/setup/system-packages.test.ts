import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findOpenCv } from '../../../scripts/setup/opencv/find-opencv.mjs';
import { findChromium } from '../../../shared/chromium.mjs';
import { findProgram } from '../../../shared/find-program.mjs';
import { testWhere, WITHOUT_LINUX } from '../../describe-where.ts';

/** Proves what set-up takes for a browser and for OpenCV: what really runs here, not what only has the name. */
afterEach(() => vi.unstubAllEnvs());

function programs(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-path-'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', folder);
  vi.stubEnv('CHROMIUM', '');
  return folder;
}

testWhere(WITHOUT_LINUX, 'the script that only tells to install a snap is no browser', () => {
  programs({ 'chromium-browser': '#!/bin/sh\necho "run: snap install chromium"\nexit 10\n' });
  expect(findChromium()).toBeUndefined();
});

testWhere(WITHOUT_LINUX, 'Chrome will do where there is no Chromium', () => {
  const folder = programs({ 'google-chrome': '#!/bin/sh\nexec chrome\n' });
  expect(findChromium()).toBe(join(folder, 'google-chrome'));
});

test('a browser that the person names comes first', () => {
  const folder = programs({ chromium: '', mine: '' });
  vi.stubEnv('CHROMIUM', join(folder, 'mine'));
  expect(findChromium()).toBe(join(folder, 'mine'));
});

test('a file that can not be run is no program', () => {
  const folder = programs({ python3: '' });
  expect(findProgram(['python3'])).toBe(join(folder, 'python3'));
  chmodSync(join(folder, 'python3'), 0o644);
  expect(findProgram(['python3'])).toBeUndefined();
});

test("this machine's OpenCV has headers, libraries and a version", () => {
  expect(findOpenCv()).toMatchObject({
    include: expect.stringMatching(/opencv4$/),
    version: expect.stringMatching(/^4\.\d+\.\d+$/),
  });
});
