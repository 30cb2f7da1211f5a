import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LANGUAGE_CODES } from '../../src-main/contract/languages.ts';
import { WINDOW_KINDS, type WindowKind } from '../../src-main/contract/windows.ts';
import { checkoutPath } from '../../src-main/module-path.ts';
import { catalogueOf } from '../bench/windows/script-size.ts';

/**
 * What a window loads before it can draw, compressed: all scripts that its page names, what those import, and the words
 * of one language. Near to what it is, so that it shows when a library comes into windows that have no use for it.
 */
const BUDGET_KIB: Readonly<Record<WindowKind, number>> = { lobby: 210, atm: 175, clock: 175, camera: 175, lab: 180 };

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

test.each(WINDOW_KINDS)("the %s window's scripts stay in their budget", (kind) => {
  const scripts = scriptsOf(checkoutPath(join('out/renderer', kind, 'index.html')));
  expect(scripts.size).toBeGreaterThanOrEqual(3);
  const compressed = (path: string) => gzipSync(readFileSync(path)).length / 1024;
  const own = [...scripts].reduce((sum, path) => sum + compressed(path), 0);
  const words = Math.max(...LANGUAGE_CODES.map((code) => compressed(catalogueOf(code))));
  console.log(`${kind}: ${Math.round(own + words)} KiB in ${scripts.size + 1} scripts`);
  expect(own + words).toBeLessThan(BUDGET_KIB[kind]);
});

test.each(WINDOW_KINDS)('the %s window waits for the words of no language but its own', (kind) => {
  const scripts = scriptsOf(checkoutPath(join('out/renderer', kind, 'index.html')));
  for (const code of LANGUAGE_CODES) expect(scripts).not.toContain(catalogueOf(code));
});
