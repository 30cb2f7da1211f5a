import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { WINDOW_KINDS, type WindowKind } from '../../../src-main/contract/windows.ts';
import { seriousFindings } from '../axe.ts';
import { isDrawn, resize } from '../tours/step.ts';
import { logIn, type Stage } from './stage.ts';

const READY: Readonly<Record<WindowKind, (page: Page) => Promise<void>>> = {
  lobby: (page) => page.locator('.totals').waitFor(),
  atm: (page) => page.locator('.card').first().waitFor(),
  clock: (page) => page.getByRole('timer').waitFor(),
  camera: (page) => page.locator('.consent').waitFor(),
  lab: (page) => page.locator('.time-view').waitFor(),
};

/** In the page: what is chosen or on but looks the same as what beside it is not. */
const UNTOLD = `(() => {
  const look = (element) => {
    const { backgroundColor, color, borderColor, outlineStyle } = getComputedStyle(element);
    return [backgroundColor, color, borderColor, outlineStyle].join();
  };
  const chosen = [...document.querySelectorAll('[role=radio][aria-checked=true]')];
  return chosen
    .filter((one) => [...one.parentElement.children].some((other) => other !== one && look(other) === look(one)))
    .map((one) => one.textContent);
})()`;

/** In the page: what moves, or would move if it changed. */
const MOVING = `[...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element);
  const lasts = (durations) => durations.split(', ').some((one) => Number.parseFloat(one) > 0.001);
  return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration)) || scrollBehavior === 'smooth';
}).length`;

/** In the page: the tokens that more contrast makes the same. */
const SOFT = `['--ink-soft', '--ink', '--line', '--line-strong'].map((token) =>
  getComputedStyle(document.documentElement).getPropertyValue(token))`;

/** Every window for everybody: small and large, with high contrast, by keyboard and ear. */
export function describeAccess({ start, share, keep }: Stage): void {
  test('with forced colours every window shows what is chosen, and axe finds nothing serious', async () => {
    const suite = await share({ language: 'en', theme: 'light' });
    for (const kind of WINDOW_KINDS) {
      const page = await suite.open(kind);
      await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      await READY[kind](page);
      expect(await page.evaluate(UNTOLD), kind).toEqual([]);
      await keep(page, `${kind}-forced-colours`);
      // The system's colours have their contrast; axe reckons with ours.
      const findings = await seriousFindings(page);
      expect(
        findings.filter(({ id }) => id !== 'color-contrast'),
        kind,
      ).toEqual([]);
    }
    expect(suite.complaints).toEqual([]);
  });

  test('with less motion nothing moves, with more contrast soft text and lines are as strong as others', async () => {
    const suite = await share();
    for (const kind of WINDOW_KINDS) {
      const page = await suite.open(kind);
      await READY[kind](page);
      await page.emulateMedia({ reducedMotion: 'no-preference', contrast: 'no-preference' });
      expect(await page.evaluate(MOVING), kind).toBeGreaterThan(0);
      const [softBefore, inkBefore] = (await page.evaluate(SOFT)) as string[];
      expect(softBefore, kind).not.toBe(inkBefore);

      await page.emulateMedia({ reducedMotion: 'reduce', contrast: 'more' });
      expect(await page.evaluate(MOVING), kind).toBe(0);
      const [soft, ink, line, strong] = (await page.evaluate(SOFT)) as string[];
      expect([soft, line], kind).toEqual([ink, strong]);
      expect(await seriousFindings(page), kind).toEqual([]);
      await keep(page, `${kind}-more-contrast`);
    }
    expect(suite.complaints).toEqual([]);
  });

  const sizes = [
    [800, 600],
    [480, 640],
    [1920, 1080],
  ] as const;
  test(`at ${sizes.map((size) => size.join(' by ')).join(', ')} nothing is cut off sideways`, async () => {
    const suite = await share({ language: 'ar' });
    for (const kind of WINDOW_KINDS) {
      const page = await suite.open(kind);
      for (const [width, height] of sizes) {
        await resize(page, { width, height });
        await READY[kind](page);
        await isDrawn(page);
        const over = await page.evaluate(`[...document.querySelectorAll('html, body, main, .glass, .side, .board')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.className || element.tagName)`);
        await keep(page, `${kind}-${width}x${height}`);
        expect(over, `${kind} at ${width} by ${height}`).toEqual([]);
      }
    }
    expect(suite.complaints).toEqual([]);
  });

  test('with forced colours and without motion an ATM is used by keyboard alone', async () => {
    const suite = await share();
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

  test('a window that meets a bug says so, and is opened again', async () => {
    const suite = await share();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await atm.evaluate(`Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
      get() { throw new Error('a bug on purpose'); },
    })`);
    await atm.getByRole('button', { name: 'Deposit' }).click();
    const breakdown = atm.locator('.breakdown');
    await breakdown.getByRole('alert').getByRole('heading').waitFor();
    await breakdown.getByText('a bug on purpose').waitFor();
    await keep(atm, 'atm-bug');
    await breakdown.getByRole('button', { name: 'Copy details' }).waitFor();
    await breakdown.getByRole('button').first().click();
    await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
  });

  test('a change of balance by somebody else is spoken', async () => {
    const suite = await start();
    const [one, other] = [await suite.open('atm'), await suite.open('atm')];
    await logIn(one, '1999', '999');
    await logIn(other, '1999', '999');
    await one.getByRole('button', { name: 'Deposit' }).click();
    await one.keyboard.type('1');
    // The amount, its confirmation, the receipt.
    for (const _ of ['amount', 'confirmation', 'receipt']) await one.keyboard.press('Enter');
    await other.getByRole('status').filter({ hasText: 'Balance is now $5,001.00' }).waitFor();
  });
}
