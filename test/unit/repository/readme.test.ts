import { expect, test } from 'vitest';
import { en } from '../../../src-renderer/ui/strings/en.ts';
import { readTracked } from './tracked-files.ts';

/** Proves that the README says what Lobby costs and how it is taken away again, in terms that are still true. */

const README = readTracked('README.md');
const SECTIONS = new Map(README.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]));
const gigabytes = (text: string) => [...text.matchAll(/(\d+\.\d) GB/g)].map(([, size]) => Number(size));

test('the README says how much disk Lobby takes, and its parts are the whole', () => {
  const needs = /\d+\.\d GB of disk \([^)]*\)/.exec(SECTIONS.get('Start') ?? '')?.[0] ?? '';
  const [whole = Number.NaN, ...parts] = gigabytes(needs);
  expect(parts.length).toBeGreaterThanOrEqual(3);
  // Each is rounded to a tenth.
  const sum = parts.reduce((total, part) => total + part, 0);
  expect(Math.abs(sum - whole)).toBeLessThanOrEqual(0.05 * parts.length);
});

test('the README says how Lobby is removed: everything that set-up and the app have put somewhere', () => {
  const removal = SECTIONS.get('Remove it') ?? '';
  expect(gigabytes(removal)[0], 'the checkout').toBe(gigabytes(SECTIONS.get('Start') ?? '')[2]);
  // The names under which the places are made.
  expect(removal).toContain('npm run launcher -- --remove');
  expect(readTracked('scripts/launcher.mjs')).toContain("'--remove'");
  expect(removal).toContain(`*${en.lobby.startAtLogin.replace(' to this computer', '')}*`);
  expect(removal).toContain('~/.cache/lobby');
  expect(readTracked('scripts/setup/places.mjs')).toContain("join(userCache(), 'lobby')");
  expect(removal).toContain('the data folder (above)');
  expect(SECTIONS.get('Your data')).toContain('~/.local/share/lobby');
  // The packages that set-up asks apt for by these names; compilers and Python are left to who had them.
  const packages = readTracked('scripts/setup/system/system-packages.mjs');
  const purged = /purge --autoremove ([^`]*)`/.exec(removal)?.[1] ?? '';
  expect(purged).toBe("'libopencv-*-dev' chromium");
  expect(packages).toMatch(/`libopencv-\$\{\w+\}-dev`/);
  expect(packages).toContain("packages.push('chromium')");
  expect(removal).toMatch(/apt-get clean.*npm cache clean/);
});
