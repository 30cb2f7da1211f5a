import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { WINDOW_KINDS, type WindowKind } from '../../../src-main/contract/windows.ts';
import { logIn, type Stage } from './stage.ts';

interface Finding {
  readonly impact: string | null;
  readonly id: string;
  readonly targets: readonly string[];
}

/** What axe finds serious or worse in a window as it is now. */
async function seriousFindings(page: Page): Promise<Finding[]> {
  await page.evaluate(axe.source);
  const findings = (await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ impact, id, nodes }) => ({ impact, id, targets: nodes.map(({ target }) => String(target)) })))`)) as Finding[];
  return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

const READY: Readonly<Record<WindowKind, (page: Page) => Promise<void>>> = {
  lobby: (page) => page.locator('.totals').waitFor(),
  atm: (page) => page.locator('.card').first().waitFor(),
  clock: (page) => page.getByRole('timer').waitFor(),
  camera: (page) => page.locator('.consent').waitFor(),
};

/** Every window for everybody: by axe, in both themes and directions, small and large, with high contrast. */
export function describeAccess({ start, keep }: Stage): void {
  test.each([
    ['en', 'light'],
    ['en', 'dark'],
    ['ar', 'light'],
    ['ar', 'dark'],
  ] as const)('axe finds nothing serious in any window (%s, %s)', async (language, theme) => {
    const suite = await start({ settings: { language, theme } });
    for (const kind of WINDOW_KINDS) {
      const page = await suite.open(kind);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await READY[kind](page);
      await keep(page, `${kind}-${language}-${theme}`);
      expect(await seriousFindings(page), kind).toEqual([]);
    }
    expect(suite.complaints).toEqual([]);
  });

  test.each([
    [800, 600],
    [480, 640],
    [1920, 1080],
  ])('at %i by %i nothing is cut off sideways', async (width, height) => {
    const suite = await start({ settings: { language: 'ar' } });
    for (const kind of WINDOW_KINDS) {
      const page = await suite.open(kind);
      await page.setViewportSize({ width, height });
      await READY[kind](page);
      const over = await page.evaluate(`[...document.querySelectorAll('html, body, main, .glass, .side, .board')]
        .filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.className || element.tagName)`);
      await keep(page, `${kind}-${width}x${height}`);
      expect(over, kind).toEqual([]);
    }
  });

  test('with forced colours and without motion an ATM is used by keyboard alone', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await atm.locator('.card').first().waitFor();
    await atm.keyboard.type('1998');
    await atm.keyboard.press('Enter');
    await atm.keyboard.type('998');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
    await atm.keyboard.press('Tab');
    await atm.getByRole('button', { name: 'Withdraw' }).and(atm.locator(':focus')).waitFor();
    await keep(atm, 'atm-forced-colours');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'How much do you need?' }).waitFor();
    expect(await seriousFindings(atm)).toEqual([]);
    await atm.keyboard.press('Escape');
    await atm.keyboard.press('Escape');
    await atm.getByText('Your final balance').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a change of balance by somebody else is spoken', async () => {
    const suite = await start();
    const [one, other] = [await suite.open('atm'), await suite.open('atm')];
    await logIn(one, '1999', '999');
    await logIn(other, '1999', '999');
    await one.getByRole('button', { name: 'Deposit' }).click();
    await one.keyboard.type('1');
    await one.keyboard.press('Enter');
    await one.keyboard.press('Enter');
    await other.getByRole('status').filter({ hasText: 'Balance is now $5,001.00' }).waitFor();
  });
}
