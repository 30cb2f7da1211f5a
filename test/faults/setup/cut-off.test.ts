import { existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutWithPackages, freshCheckout, runInCheckout } from './checkout.ts';

/** Proves that a set-up that was cut off in the middle is picked up by the next one, with the real npm and module. */
const PACKAGES = `
  import { setUp, failSetUp } from './scripts/setup.mjs';
  await setUp('terminal').catch(failSetUp);
`;
const OPENCV = `
  import { buildOpenCv, openCvBuilt } from './scripts/setup/opencv/opencv4nodejs.mjs';
  if (!openCvBuilt()) await buildOpenCv({ detail() {}, note: console.log });
  console.log(openCvBuilt() ? 'built' : 'not built');
`;

test('npm packages, cut off by kill -9', async () => {
  const folder = freshCheckout();
  const first = runInCheckout(folder, PACKAGES);
  await first.hears('npm packages');
  // In the middle: npm has begun to fill the folder, and has not written its own record.
  await expect.poll(() => existsSync(join(folder, 'node_modules')), { timeout: 60_000, interval: 20 }).toBe(true);
  expect(existsSync(join(folder, 'node_modules', '.package-lock.json'))).toBe(false);
  first.child.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');

  const second = runInCheckout(folder, PACKAGES);
  expect(await second.ended, second.said()).toBe(0);
  expect(second.said()).toMatch(/npm packages: done/);

  const third = runInCheckout(folder, PACKAGES);
  expect(await third.ended).toBe(0);
  expect(third.said()).toBe('');
});

test('a half-written opencv4nodejs is not taken for a whole one', async () => {
  const folder = checkoutWithPackages();
  const first = runInCheckout(folder, OPENCV);
  expect(await first.ended, first.said()).toBe(0);
  expect(first.said()).toBe('built\n');
  truncateSync(join(folder, 'node_modules/opencv4nodejs/build/Release/opencv4nodejs.node'), 100_000);
  const second = runInCheckout(folder, OPENCV);
  expect(await second.ended, second.said()).toBe(0);
  expect(second.said()).toBe('built\n');
});
