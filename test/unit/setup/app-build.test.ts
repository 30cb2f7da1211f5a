import { expect, test } from 'vitest';
import { buildInputs } from '../../../scripts/setup/app-build.mjs';
import { importsOf } from '../repository/imports.ts';

/** Proves that a change of anything that ends up in the bundle makes set-up build the app again. */
test('whatever the sources import is looked at to see whether the build is up to date', () => {
  const inputs = new Set(buildInputs());
  const imported = [...inputs]
    .filter((file) => /^(src-|shared).*\.(tsx?|mjs)$/.test(file))
    .flatMap(importsOf)
    .filter((target) => /^(src-main|src-renderer|shared|scripts|test)\//.test(target));
  expect(imported.length).toBeGreaterThan(200);
  expect(imported.filter((target) => !inputs.has(target))).toEqual([]);
});
