import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { WINDOW_KINDS, type WindowKind } from '../../../src-main/contract/windows.ts';
import { browserShell } from '../browser-driver.ts';
import { setStage } from '../windows/stage.ts';
import { describeInChromium } from './describe.ts';

/** What a window shows before any of its own code has run: the chosen theme, not the system's. */

/** Of tokens.css. */
const GROUND = { light: 'rgb(244, 242, 237)', dark: 'rgb(14, 18, 17)' } as const;

/** In the page: whether its style sheet has come. */
const STYLED = "getComputedStyle(document.documentElement).getPropertyValue('--ground') !== ''";

/** A window, opened by one that was let in, of which certain files never arrive, as far as it then gets. */
async function opened(entrance: Page, kind: WindowKind, lost: RegExp, system: 'light' | 'dark'): Promise<Page> {
  const page = await entrance.context().newPage();
  await page.emulateMedia({ colorScheme: system });
  await page.route(lost, () => {});
  await page.goto(new URL(`/${kind}/`, entrance.url()).href, { waitUntil: 'commit' });
  await page.locator('#window').waitFor({ state: 'attached' });
  return page;
}

/** Asked from outside each time: the page's policy lets nothing in it evaluate a string, a waiting driver included. */
async function styled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(STYLED)).toBe(true);
}

/** What lies behind everything. */
function ground(page: Page): Promise<unknown> {
  return page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
}

describeInChromium('the first paint of a window', () => {
  const { start } = setStage(browserShell());

  test.each([
    ['dark', 'light'],
    ['light', 'dark'],
  ] as const)(
    'is %s where that is chosen and the system is %s, and nothing was opened before',
    async (theme, system) => {
      const entrance = await (await start({ settings: { theme } })).open('clock');
      for (const kind of WINDOW_KINDS.filter((one) => one !== 'clock')) {
        const page = await opened(entrance, kind, /\/assets\/.*\.js$/, system);
        await styled(page);
        expect(await ground(page), kind).toBe(GROUND[theme]);
        expect(await page.locator('#window').innerHTML(), kind).toBe('');
        await page.close();
      }
    },
  );

  test('is as dark before the style sheet is there', async () => {
    const entrance = await (await start({ settings: { theme: 'dark' } })).open('clock');
    for (const kind of WINDOW_KINDS) {
      const page = await opened(entrance, kind, /\/assets\/.*\.(?:js|css)$/, 'light');
      expect(await page.locator('meta[name=color-scheme]').getAttribute('content'), kind).toBe('dark');
      await page.close();
    }
  });

  test('follows the system where that is chosen', async () => {
    const entrance = await (await start({ settings: { theme: 'system' } })).open('clock');
    const page = await opened(entrance, 'lobby', /\/assets\/.*\.js$/, 'dark');
    await styled(page);
    expect(await ground(page)).toBe(GROUND.dark);
  });
});
