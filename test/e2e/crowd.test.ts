import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInChromium } from './browser/describe.ts';
import { browserShell } from './browser-driver.ts';
import { setStage } from './windows/stage.ts';

/**
 * What a person sees of a crowd at the size that the Lobby window is made for: five hundred real clients. The window
 * keeps up, every session can be followed to the journal, and in the end the books are as they were.
 */

/** Between two frames at 60 a second there are 16.7 ms; on a busy machine everything costs more. */
const TASK_MS = 50;

async function startCrowd(lobby: Page, clients: number, rate: number) {
  const crowd = lobby.getByRole('region', { name: 'Crowd' });
  await crowd.getByRole('textbox', { name: 'ATMs' }).fill(String(clients));
  await crowd.getByRole('textbox', { name: 'Operations per second' }).fill(String(rate));
  await crowd.getByRole('button', { name: 'Start the crowd' }).click();
  await crowd.getByText('Running').waitFor();
  await lobby.getByText(`${clients} sessions`, { exact: true }).waitFor();
  return crowd;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread, µs. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Processor time of the window's longest task while the boards of some seconds are drawn, ms. */
async function longestTask(page: Page, file: string): Promise<{ tasks: number; longest: number }> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  await browser.startTracing(page, { path: file, categories: ['toplevel', '__metadata'] });
  await page.waitForTimeout(3_000);
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] };
  rmSync(file);
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const windows = new Set(traceEvents.filter(({ args }) => args.name === 'CrRendererMain').map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && windows.has(thread(event)));
  return { tasks: tasks.length, longest: Math.max(...tasks.map(({ tdur }) => tdur ?? 0)) / 1000 };
}

describeInChromium('a crowd of five hundred', () => {
  const { start, keep } = setStage(browserShell());

  test('is drawn session by session without the window losing its frames, and leaves the books level', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const form = lobby.getByRole('region', { name: 'Crowd' });
    await form.getByRole('textbox', { name: 'ATMs' }).fill('9999');
    await form.getByText('A whole number from 1 to 1,000.').waitFor();
    await form.getByRole('button', { name: 'Start the crowd' }).click();
    expect(await form.getByRole('button', { name: 'Start the crowd' }).isVisible()).toBe(true);
    await keep(lobby, 'crowd-too-many');
    const crowd = await startCrowd(lobby, 500, 250);
    const picture = await longestTask(lobby, join(suite.data, 'trace.json'));
    expect(picture.tasks).toBeGreaterThan(10);
    expect(picture.longest).toBeLessThan(TASK_MS);
    await keep(lobby, 'crowd-500');

    await lobby.getByRole('radio', { name: 'Table' }).click();
    await lobby.getByText('and 450 more').waitFor();
    expect((await longestTask(lobby, join(suite.data, 'trace.json'))).longest).toBeLessThan(TASK_MS);
    await keep(lobby, 'crowd-500-table');

    await crowd.getByRole('button', { name: 'Stop' }).click();
    await crowd.getByText('The last crowd').waitFor();
    await lobby.getByText('0 sessions', { exact: true }).waitFor();
    await lobby.getByText('Every cent is accounted for').waitFor();
    for (const name of ['Refusals', 'Errors']) {
      expect(await crowd.locator(`dt:text-is("${name}") + dd`).textContent()).toBe('0');
    }
    // What stood in the form is still there for the next one.
    expect(await crowd.getByRole('textbox', { name: 'ATMs' }).inputValue()).toBe('500');
    expect(suite.complaints).toEqual([]);
  });

  test('each session opens by pointer and by keyboard, from the wire to the journal', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    // Enough for a crowded lane on each thread, however many this machine has.
    await startCrowd(lobby, 200, 120);
    const lane = lobby.locator('.crowd-lane').first();
    await lane.click({ position: { x: 21, y: 7 } });
    const sheet = lobby.getByRole('dialog');
    // In whichever protocol it speaks, its PIN is masked.
    await sheet.getByText('***').first().waitFor();
    await sheet.getByRole('row').nth(1).waitFor();
    const byPointer = await sheet.getByRole('heading', { name: /^Session/ }).textContent();
    await keep(lobby, 'crowd-session');
    await lobby.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });

    await lane.focus();
    await lobby.keyboard.press('ArrowRight');
    await lobby.keyboard.press('Enter');
    const byKeyboard = await sheet.getByRole('heading', { name: /^Session/ }).textContent();
    expect(byKeyboard).toMatch(/^Session #\d+$/);
    expect(byKeyboard).not.toBe(byPointer);
    expect(suite.complaints).toEqual([]);
  });

  test('ends with the suite; its accounts are no cards, neither now nor later', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await startCrowd(lobby, 40, 200);
    const atm = await suite.open('atm');
    await atm.getByRole('button', { name: 'Card 1999' }).waitFor();
    expect(await atm.getByRole('button', { name: /^Card / }).count()).toBe(3);
    await suite.close();

    const again = await start({ data: suite.data });
    const later = await again.open('atm');
    await later.getByRole('button', { name: 'Card 1999' }).waitFor();
    expect(await later.getByRole('button', { name: /^Card / }).count()).toBe(3);
    expect([...suite.complaints, ...again.complaints]).toEqual([]);
  });
});
