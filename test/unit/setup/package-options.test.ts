import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** Proves that `npm run package` refuses a feed that the app it makes would never ask. */

test.each([
  'example.org/releases/latest',
  'http://example.org/releases/latest',
  'https://user@example.org/releases/latest',
  'https://user:secret@example.org/releases/latest',
])('the feed %s is refused before anything is packaged', (feed) => {
  const script = checkoutPath('scripts/package.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script, '--under-node-24', '--folder-only', '--release-feed', feed],
    { encoding: 'utf8' },
  );
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe('--release-feed takes an https address that has neither a user nor a password in it.\n');
});
