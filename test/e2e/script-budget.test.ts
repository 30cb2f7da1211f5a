import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { WINDOW_KINDS } from '../../src-main/contract/windows.ts';
import { checkoutPath } from '../../src-main/module-path.ts';

/** What a window loads before it can draw, compressed: all scripts that its page names, and what those import. */
const BUDGET_BYTES = 300 * 1024;

function scriptsOf(page: string): Set<string> {
  const found = new Set<string>();
  const add = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    const code = readFileSync(path, 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      add(normalize(join(dirname(path), name)));
    }
  };
  const html = readFileSync(page, 'utf8');
  for (const [, name = ''] of html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)) {
    add(normalize(join(dirname(page), name)));
  }
  return found;
}

test.each(WINDOW_KINDS)("the %s window's scripts stay below 300 KiB compressed", (kind) => {
  const scripts = scriptsOf(checkoutPath(join('out/renderer', kind, 'index.html')));
  expect(scripts.size).toBeGreaterThanOrEqual(3);
  const bytes = [...scripts].reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
  console.log(`${kind}: ${Math.round(bytes / 1024)} KiB in ${scripts.size} scripts`);
  expect(bytes).toBeLessThan(BUDGET_BYTES);
});
