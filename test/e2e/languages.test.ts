import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ar } from '../../src-renderer/ui/strings/ar.ts';
import { en } from '../../src-renderer/ui/strings/en.ts';
import { describeWhere } from '../describe-where.ts';
import { browserShell, WITHOUT_CHROMIUM } from './browser-driver.ts';
import { tour } from './tour.ts';

/** In Arabic, every window in its main states reads from right to left, and nothing in it was left in English. */

const TOUR_MS = 300_000;

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** English texts that are not the same in Arabic. */
const arabic = new Set(leaves(ar));
const ENGLISH = new Set(leaves(en).filter((text) => !arabic.has(text)));

/** Three Latin words in a row and no Arabic around them; what is marked as code (addresses, commands) may have them. */
const SENTENCE = /^\P{Script=Arabic}*\p{Script=Latin}+(?:[\s,.'’-]+\p{Script=Latin}+){2,}\P{Script=Arabic}*$/u;

/** In the page: all that is read, seen or spoken, without what is marked as code or as another language. */
const TEXTS = `(() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (parent.closest('.code, code, pre, script, style, [lang]:not(html)') === null && parent.checkVisibility()) texts.push(data);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    for (const name of ['aria-label', 'placeholder', 'title']) texts.push(element.getAttribute(name) ?? '');
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
})()`;

async function left(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN;
}

/** Pairs that stand in a row: the first of each begins the line. */
const ROWS: Readonly<Record<string, readonly [string, string]>> = {
  'lobby-picture': ['.masthead .mark', '.masthead > .button'],
  'atm-welcome': ['.fascia .icon', '.fascia .button'],
  'clock-wall': ['.rail .credit', '.rail .button'],
  'camera-consent': ['.stage', '.side'],
  'lab-picture': ['.stage', '.panel'],
};

describeWhere(WITHOUT_CHROMIUM, 'all windows', () => {
  const shell = browserShell();

  describe('in Arabic', () => {
    test('windows read from right to left, and nothing was left in English', { timeout: TOUR_MS }, () =>
      tour(shell, { language: 'ar', theme: 'light' }, async ({ page, name }) => {
        expect(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]'), name).toEqual([
          'ar',
          'rtl',
        ]);
        const row = ROWS[name];
        if (row !== undefined) expect(await left(page, row[0]), name).toBeGreaterThan(await left(page, row[1]));
        if (name === 'atm-menu') {
          expect(await page.locator('.session-bar .balance dd').textContent()).toMatch(/[٠-٩]/);
          const digits = await page.locator('.key.digit').allTextContents();
          expect(digits.slice(0, 3)).toEqual(['١', '٢', '٣']);
        }
        const texts = (await page.evaluate(TEXTS)) as string[];
        expect(texts.length, name).toBeGreaterThan(3);
        expect(
          texts.filter((text) => ENGLISH.has(text) || SENTENCE.test(text)),
          name,
        ).toEqual([]);
      }),
    );
  });
});
