import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { buildInputs } from '../../../scripts/setup/app-build.mjs';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** Proves that a change of anything that ends up in the bundle makes set-up build the app again. */
test('whatever the sources import is looked at to see whether the build is up to date', () => {
  const inputs = new Set(buildInputs());
  const imported = [...inputs]
    .filter((file) => /^src-.*\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(checkoutPath(file), 'utf8');
      const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) => target);
      return targets.map((target) => posix.join(posix.dirname(file), target));
    });
  expect(imported.length).toBeGreaterThan(200);
  expect(imported.filter((target) => !inputs.has(target))).toEqual([]);
});
