import type { Page } from 'playwright-core';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import { click, shows } from '../tours/step.ts';
import { NOW, type Scene } from './scene.ts';

/** The clock in its colours, sizes and timings, all at one moment. */

const SIX = [
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'America/New_York',
  'Pacific/Auckland',
];

const clock = (
  name: string,
  face: NonNullable<SettingsPatch['clock']>,
  size?: Scene['size'],
  then: (page: Page) => Promise<void> = async () => {},
): Scene => ({
  kind: 'clock',
  name,
  settings: { clock: { colour: 'white', hours: '24', seconds: true, zones: [], ...face } },
  ...(size === undefined ? {} : { size }),
  async go(page) {
    await page.clock.install({ time: NOW });
    await page.reload();
    await shows('.sentence')(page);
    await then(page);
  },
});

const timer = (minutes: string) => async (page: Page) => {
  await click(page, '.rail [aria-expanded]');
  await page.locator('.timing-choice input:not([type=checkbox])').fill(minutes);
  await page.keyboard.press('Enter');
  await shows('.timing')(page);
};
async function stopwatch(page: Page): Promise<void> {
  await click(page, '.rail [aria-expanded]');
  await page.locator('.timing-choice .button').last().click();
  await shows('.timing .left')(page);
  await page.clock.fastForward('01:04:59');
}

export const CLOCK_SCENES: readonly Scene[] = [
  clock('plain', {}),
  clock('red', { colour: 'red' }),
  clock('amber-twelve', { colour: 'amber', hours: '12', zones: SIX.slice(0, 3) }),
  clock('green-no-seconds', { colour: 'green', seconds: false }),
  clock('blue-six', { colour: 'blue', zones: SIX }),
  clock('narrow', { hours: '12', zones: SIX }, { width: 320, height: 480 }),
  clock('small', { zones: SIX }, { width: 480, height: 320 }),
  clock('short', { zones: SIX }, { width: 800, height: 600 }, timer('90')),
  clock('wide', { zones: SIX }, { width: 1920, height: 1080 }, timer('10')),
  clock('full-screen', { zones: SIX.slice(0, 2) }, { width: 1280, height: 720 }, async (page) => {
    await page.locator('.rail .button').last().click();
    await page.waitForFunction('document.fullscreenElement !== null');
  }),
  clock('stopwatch', {}, undefined, stopwatch),
  clock('stopwatch-paused', {}, undefined, async (page) => {
    await stopwatch(page);
    await page.keyboard.press('p');
    await shows('.timing.paused')(page);
  }),
  clock('timer-over', { colour: 'red', zones: SIX }, undefined, async (page) => {
    await timer('1')(page);
    await page.clock.fastForward('01:01');
    await shows('.timing.over')(page);
  }),
  clock('timer-wrong', {}, undefined, async (page) => {
    await click(page, '.rail [aria-expanded]');
    await page.locator('.timing-choice input:not([type=checkbox])').fill('9999');
    await page.keyboard.press('Enter');
    await shows('.timing-choice [role=alert]')(page);
  }),
  clock('options-full', { zones: SIX }, undefined, async (page) => {
    await page.locator('.rail [aria-expanded]').last().click();
    await shows('.clock-options .zone-list')(page);
  }),
  clock('options-wrong', { zones: SIX.slice(0, 2) }, { width: 480, height: 640 }, async (page) => {
    await page.locator('.rail [aria-expanded]').last().click();
    await page.locator('.clock-options form input').fill('Nowhere');
    await page.keyboard.press('Enter');
    await shows('.clock-options [role=alert]')(page);
  }),
];
