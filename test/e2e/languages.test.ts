import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { describeWhere } from '../describe-where.ts';
import { browserShell, WITHOUT_CHROMIUM } from './browser-driver.ts';
import { leftInEnglish, textsIn } from './looks/untranslated.ts';
import { tour } from './tour.ts';

/** In Arabic, every window in its main states reads from right to left, and nothing in it was left in English. */

const TOUR_MS = 300_000;

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
        const texts = await textsIn(page);
        expect(texts.length, name).toBeGreaterThan(3);
        expect(leftInEnglish(texts), name).toEqual([]);
      }),
    );
  });
});
