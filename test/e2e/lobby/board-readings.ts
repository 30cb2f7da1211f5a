import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { WINDOW_SIZES } from '../../../src-main/contract/windows.ts';
import { resize } from '../tours/step.ts';
import { logIn, type Stage } from '../windows/stage.ts';

/** In the page: the contrast of each session's words at the height of its flash, by the formula of WCAG 2.2. */
const CHIPS = `(() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  return [...document.querySelectorAll('.chip')].map((chip) => {
    const pulse = chip.querySelector('.pulse');
    pulse.style.animation = 'none';
    pulse.getBoundingClientRect();
    pulse.style.animation = '';
    for (const flash of pulse.getAnimations()) {
      flash.pause();
      flash.currentTime = 0;
    }
    const [style, veil] = [getComputedStyle(chip), getComputedStyle(pulse)];
    const [r, g, b, alpha = 1] = parts(veil.backgroundColor);
    const part = alpha * Number(veil.opacity);
    const ground = parts(style.backgroundColor).map((value, index) => part * [r, g, b][index] + (1 - part) * value);
    const [low, high] = [luminance(parts(style.color)), luminance(ground)].sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
  });
})()`;

/** In the page: what ends below the window's lower edge, or is cut off there by what scrolls. */
const BELOW = `[...document.querySelectorAll('.lanes, .chart, .commits, .feed, .feed tbody tr:nth-child(3), .side > *')]
  .filter((element) => element.getBoundingClientRect().bottom > innerHeight)
  .map((element) => element.className || element.tagName)`;

/** In the page: how often the focused chart's value changes for screen readers while people see three changes of it. */
const TOLD = `new Promise((resolve) => {
  const chart = document.activeElement;
  let [told, seen] = [0, 0];
  new MutationObserver((changes) => {
    told += changes.length;
  }).observe(chart, { attributeFilter: ['aria-valuetext'] });
  new MutationObserver(() => {
    seen += 1;
    if (seen === 3) resolve(told);
  }).observe(chart.closest('.chart-panel').querySelector('.reading'), { characterData: true, childList: true, subtree: true });
})`;

/** A crowd's first commits and transfers are there. */
async function startCrowd(lobby: Page, clients: number): Promise<void> {
  const crowd = lobby.getByRole('region', { name: 'Crowd' });
  await crowd.getByRole('textbox', { name: 'ATMs' }).fill(String(clients));
  await crowd.getByRole('button', { name: 'Start the crowd' }).click();
  await lobby.getByText(`${clients} sessions`, { exact: true }).waitFor();
  await lobby.locator('.feed tbody tr').nth(9).waitFor();
}

/** What the live board tells where it is pointed at. */
export function describeReadings({ start, keep }: Stage): void {
  test.each(['light', 'dark'] as const)('in %s colours a session that flashes can be read', async (theme) => {
    const suite = await start({ settings: { theme } });
    const lobby = await suite.open('lobby');
    await lobby.emulateMedia({ reducedMotion: 'no-preference' });
    await logIn(await suite.open('atm'), '1998');
    await lobby.locator('.chip', { hasText: /ATM 1 · .?··98/ }).waitFor();
    const contrasts = (await lobby.evaluate(CHIPS)) as number[];
    expect(contrasts).toHaveLength(1);
    for (const contrast of contrasts) expect(contrast).toBeGreaterThanOrEqual(4.5);
    expect(suite.complaints).toEqual([]);
  });

  test('with a crowd charts and transfers are in sight, and tell time and value where they are pointed at', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await resize(lobby, WINDOW_SIZES.lobby);
    await startCrowd(lobby, 100);
    await keep(lobby, 'board-crowd');
    expect(await lobby.evaluate(BELOW)).toEqual([]);

    const chart = lobby
      .getByRole('slider', { name: 'Operations per second', exact: true })
      .and(lobby.locator('.chart'));
    const box = await chart.boundingBox();
    if (box === null) throw new Error('the chart has no place');
    await lobby.mouse.move(box.x + box.width - 20, box.y + 40);
    const reading = lobby.locator('.chart-panel', { has: chart }).locator('.reading');
    await expect.poll(() => chart.locator('.when').textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
    // Some seconds after the bank was opened there is something under the cursor.
    await expect.poll(() => reading.textContent()).toMatch(/^[\d,]+$/);
    await lobby.mouse.move(0, 0);
    await chart.locator('.when').waitFor({ state: 'detached' });
    await chart.focus();
    // Each change would be spoken: there is none but by the person's own keys.
    expect(await lobby.evaluate(TOLD)).toBe(0);
    await lobby.keyboard.press('ArrowLeft');
    await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d: [\d,]+$/);
    expect(await chart.getAttribute('aria-valuenow')).toBe('-1');
    expect(await lobby.evaluate(TOLD)).toBe(0);

    // A dot by pointer, and the next one by keyboard.
    const lane = lobby.locator('.crowd-lane');
    const told = lobby.locator('.lanes .aside');
    await lane.hover({ position: { x: 7, y: 7 } });
    await expect
      .poll(() => told.textContent())
      .toMatch(/#\d+.* · .*··\d\d.* · Thread \d+ · \d+ operations? · since \d\d:/);
    await lobby.mouse.move(0, 0);
    await expect.poll(() => told.textContent()).toBe('100 sessions');
    await lane.focus();
    await lobby.keyboard.press('ArrowRight');
    await expect.poll(() => told.textContent()).toContain('Thread');

    // The crowd goes on, and yet what is pointed at stays where it is.
    await lobby.locator('.feed tbody tr').first().hover();
    // The pointer follows the row that was the first one: newer ones may have come above it meanwhile.
    const row = lobby.locator('.feed tr.marked').first();
    await row.waitFor();
    const commit = await row.getByRole('cell').nth(6).textContent();
    await lobby.locator('.commits rect.marked').waitFor();
    await lobby.getByText(`No. ${commit}:`).waitFor();
    await keep(lobby, 'board-marked');
    expect(await row.getByRole('cell').nth(6).textContent()).toBe(commit);
    expect(await row.getAttribute('class')).toBe('marked');
    await lobby.mouse.move(0, 0);
    await lobby.locator('.commits rect.marked').waitFor({ state: 'detached' });
    const commits = lobby.getByRole('slider', { name: 'Commits' });
    await commits.focus();
    await lobby.keyboard.press('End');
    await lobby.locator('.commits rect.marked').waitFor();
    await lobby.getByText('Held while you point').waitFor();
    expect(await lobby.locator('.feed tr.marked').count()).toBeGreaterThan(0);
    expect(suite.complaints).toEqual([]);
  });
}
