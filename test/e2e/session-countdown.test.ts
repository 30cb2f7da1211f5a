import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { openDataFolder } from '../../src-main/data-folder.ts';
import { startBrowserShell } from '../../src-main/shell/browser/browser-shell.ts';
import { Suite } from '../../src-main/shell/suite.ts';
import { CHROMIUM, launchChromium } from './browser-driver.ts';
import { collectComplaints, keepPicture } from './suite-fixture.ts';
import { logIn } from './windows/stage.ts';

/**
 * A session that nobody uses: the bank warns, the machine counts down, 'More time' is more time, and silence ends it.
 * All of it is real; only the bank has less patience than it is opened with elsewhere.
 */

/** Enough after each warning for a busy machine to see it and to press a key. */
const PATIENCE = { idleMs: 20_000, warningMs: 10_000 };

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

if (CHROMIUM === undefined) {
  test.skip('the countdown of a session: there is no Chromium on this machine', () => {});
} else {
  test('a session that nobody uses counts down, goes on with more time, and ends in words', async () => {
    const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-countdown-')));
    writeFileSync(data.settings, JSON.stringify({ language: 'en', theme: 'light' }));
    const bank = { teletypePort: 0, terminalPort: 0 };
    const suite = new Suite({ data, bank, limits: PATIENCE, node: process.execPath });
    opened.push(suite);
    expect(await suite.openBank()).toMatchObject({ state: 'listening' });
    const shell = await startBrowserShell(suite, { port: 0, version: '0', open: false, windows: [] });
    opened.push(shell);
    const browser: Browser = await launchChromium();
    opened.push(browser);
    const atm = await browser.newPage({ viewport: { width: 480, height: 800 } });
    atm.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    collectComplaints(atm, complaints);
    const url = new URL(shell.url);
    await atm.goto(new URL(`/atm/${url.search}`, url).href);
    await logIn(atm, '1998', '998');

    const countdown = atm.locator('.time-left');
    const seconds = async () => Number(/\d+/.exec((await countdown.locator('.figures').textContent()) ?? '')?.[0]);
    await countdown.waitFor();
    // What is said once must be right: the seconds to the end, not those since the window was opened.
    const said = await atm.getByRole('alert').filter({ hasText: 'Your session ends in' }).textContent();
    expect(Number(/\d+/.exec(said ?? '')?.[0])).toBeLessThanOrEqual(PATIENCE.warningMs / 1000);
    const first = await seconds();
    expect(first).toBeLessThanOrEqual(PATIENCE.warningMs / 1000);
    await expect.poll(seconds, { interval: 200 }).toBeLessThan(first);
    await keepPicture(atm, 'chromium-atm-countdown');
    await atm.getByRole('button', { name: 'More time' }).click();
    await countdown.waitFor({ state: 'detached' });
    await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();

    await countdown.waitFor();
    await atm.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await atm.getByText('Nobody touched the machine for a while').waitFor();
    await keepPicture(atm, 'chromium-atm-session-ended');
    await atm.keyboard.press('Enter');
    await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
    expect(complaints).toEqual([]);
  });
}
