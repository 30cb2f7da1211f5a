import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { leftInEnglish, textsIn } from './looks/untranslated.ts';
import type { Sight } from './tour.ts';

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

/** Expects a window in Arabic to read from right to left, and to have nothing left in English. */
export async function expectArabic({ page, name }: Sight): Promise<void> {
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
}
