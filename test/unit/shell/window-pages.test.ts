import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, readPage } from '../../../src-main/shell/window-pages.ts';

/** Proves that only files in the folder of pages can be read, whatever a path looks like. */
let pages: string;
beforeAll(() => {
  const around = mkdtempSync(join(tmpdir(), 'lobby-pages-'));
  pages = join(around, 'renderer');
  mkdirSync(join(pages, 'clock'), { recursive: true });
  mkdirSync(join(pages, 'assets'));
  mkdirSync(join(around, 'renderer-secret'));
  writeFileSync(join(pages, 'clock', 'index.html'), '<title>Clock</title>');
  writeFileSync(join(pages, 'assets', 'clock-a1b2.js'), 'export {}');
  writeFileSync(join(pages, 'ledger.db'), 'no page');
  writeFileSync(join(around, 'secret.html'), 'secret');
  writeFileSync(join(around, 'renderer-secret', 'index.html'), 'secret');
  symlinkSync(join(around, 'secret.html'), join(pages, 'link.html'));
});

test.each([
  ['/clock/', 'text/html; charset=utf-8', 'no-cache'],
  ['/clock/index.html', 'text/html; charset=utf-8', 'no-cache'],
  ['/assets/clock-a1b2.js', 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable'],
])('%s is served with its type and policy', async (path, type, cache) => {
  const page = await readPage(path, pages);
  expect(page?.headers).toMatchObject({
    'Content-Type': type,
    'Cache-Control': cache,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
  });
});

test.each([
  '/',
  '/clock',
  '/nothing.html',
  '/ledger.db',
  '/link.html',
  '/../secret.html',
  '/..%2fsecret.html',
  '/%2e%2e/secret.html',
  '/clock/../../secret.html',
  '/..\\secret.html',
  '/%5c..%5csecret.html',
  '/../renderer-secret/',
  '/clock/index.html%00.js',
  '/%E0%A4%A',
  '//etc/passwd',
])('%s is no page', async (path) => {
  expect(await readPage(path, pages)).toBeUndefined();
});

describe('the content security policy', () => {
  test.each(["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"])(
    'says %s',
    (directive) => {
      expect(CONTENT_SECURITY_POLICY.split('; ')).toContain(directive);
    },
  );
  test('lets no code be made of text', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|http:|https:|\*/);
  });
});
