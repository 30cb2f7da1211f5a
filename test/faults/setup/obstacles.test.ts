import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NODE_PACKAGE } from '../../../shared/node24.mjs';
import { testWhere, WITHOUT_LINUX } from '../../describe-where.ts';
import { codeFiles, readTracked } from '../../unit/repository/tracked-files.ts';
import { freshCheckout, runInCheckout } from './checkout.ts';
import { StandInSystem } from './stand-ins.ts';

/** Proves that what a fresh machine may lack is told in a sentence, at once, and tried again when it is there. */
const TERMINAL = `
  import { setUp, failSetUp } from './scripts/setup.mjs';
  await setUp('terminal').catch(failSetUp);
`;
const START = `process.argv[1] = 'start'; await import('./scripts/start.mjs');`;

/** Makes Node believe that it is another version. */
const pretend = (version: string) =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
   Object.defineProperty(process, 'version', { value: 'v${version}' });\n`;

test.each(['18.20.4', '20.9.0', '20.10.0'])('Node %s: one sentence', async (version) => {
  const folder = freshCheckout();
  const start = runInCheckout(folder, pretend(version) + START, { XDG_DATA_HOME: join(folder, 'data') });
  expect(await start.ended).toBe(1);
  expect(start.said().trim()).toBe(
    `Lobby needs Node 20.11 or newer to set itself up; this is v${version}. 'npx --yes --package ${NODE_PACKAGE}@24 npm start' starts it with a newer one.`,
  );
});

test('set-up uses nothing that older versions of Node lack before they are told that they are too old', () => {
  const early = codeFiles.filter((path) => /^(shared|scripts\/setup)\/.+\.mjs$|^scripts\/[^/]+\.mjs$/.test(path));
  const newer = /import\.meta\.(dirname|filename)|\.parentPath\b|withResolvers|Object\.groupBy/;
  expect(early.length).toBeGreaterThan(20);
  expect(early.filter((path) => newer.test(readTracked(path)))).toEqual([]);
});

test('without a network: told within seconds, and nothing is given up', async () => {
  const folder = freshCheckout();
  const offline = {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_proxy: '',
    npm_config_https_proxy: '',
  };
  const run = runInCheckout(folder, TERMINAL, offline);
  expect(await run.ended).toBe(1);
  expect(run.said()).toContain("The npm registry can't be reached (ECONNREFUSED): no network");
  expect(run.said()).not.toContain('EBADENGINE');
  expect(existsSync(join(folder, '.lobby/given-up.json'))).toBe(false);
});

test.each([
  ['ENOSPC', /^The disk is full: Lobby needs/m],
  ['EACCES', /^Set-up can't write .*\/node_modules \(EACCES\)\. The checkout must belong to you;/m],
])('npm meets %s: one sentence', async (code, sentence) => {
  const folder = freshCheckout();
  const system = new StandInSystem(join(folder, 'bin'));
  rmSync(system.path('npm'));
  const says = `npm error code ${code}\\nnpm error syscall mkdir\\nnpm error path ${folder}/node_modules`;
  system.program('npm', `case "$1" in ci) printf '${says}\\n' >&2; exit 1;; esac`);
  const run = runInCheckout(folder, TERMINAL, system.env);
  expect(await run.ended).toBe(1);
  expect(run.said()).toMatch(sentence);
  expect(run.said()).not.toMatch(/npm error| at /);
});

testWhere(WITHOUT_LINUX, "a checkout that can't be written: one sentence, no stack", async () => {
  const folder = freshCheckout();
  // Takes no files, from root neither.
  symlinkSync('/sys', join(folder, '.lobby'));
  const run = runInCheckout(folder, TERMINAL);
  expect(await run.ended).toBe(1);
  expect(run.said()).toMatch(/^Set-up can't write \S+\.lobby\/\S+ \(E[A-Z]+\)\. The checkout must belong to you;/m);
  expect(run.said()).not.toContain('failed unexpectedly');
});

test('a cache folder that cannot be made is replaced by one in the checkout', async () => {
  const folder = freshCheckout();
  const code = `import { cacheFolder } from './scripts/setup/places.mjs'; console.log(cacheFolder());`;
  const elsewhere = mkdtempSync(join(tmpdir(), 'lobby-cache-'));
  const usual = runInCheckout(folder, code, { XDG_CACHE_HOME: elsewhere });
  await usual.ended;
  expect(usual.said().trim()).toBe(join(elsewhere, 'lobby'));
  writeFileSync(join(elsewhere, 'file'), '');
  const instead = runInCheckout(folder, code, { XDG_CACHE_HOME: join(elsewhere, 'file') });
  await instead.ended;
  expect(instead.said().trim()).toBe(join(folder, '.lobby', 'cache'));
  rmSync(elsewhere, { recursive: true });
});

test('start checks the data folder before it sets anything up', async () => {
  const folder = freshCheckout();
  writeFileSync(join(folder, 'file'), '');
  const code = `process.argv.push('start', '--data', '${join(folder, 'file', 'data')}'); await import('./scripts/start.mjs');`;
  const start = runInCheckout(folder, code);
  expect(await start.ended).toBe(1);
  expect(start.said()).toMatch(/^The data folder \S+ can't be made \(E[A-Z]+\)\. Choose another with --data DIR\.\n$/);
  expect(existsSync(join(folder, '.lobby'))).toBe(false);
});

test('npm install by hand runs no scripts, which would fail', () => {
  expect(readTracked('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});
