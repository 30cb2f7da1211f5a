import { expect, test } from 'vitest';
import { Suite } from '../../src-main/shell/suite.ts';
import { describeInChromium } from './browser/describe.ts';
import { innerShell } from './browser-driver.ts';
import { setStage } from './windows/stage.ts';

/**
 * A session that nobody uses: the bank warns, the machine counts down, 'More time' is more time, and silence ends it.
 * All of it is real; only the bank has less patience than it is opened with elsewhere.
 */

/** Enough after each warning for a busy machine to see it and to press a key. */
const PATIENCE = { idleMs: 20_000, warningMs: 10_000 };

describeInChromium('the countdown of a session', () => {
  const { visit, keep } = setStage(innerShell((options) => new Suite({ ...options, limits: PATIENCE })));

  test('a session that nobody uses counts down, goes on with more time, and ends in words', async () => {
    const { suite, atm } = await visit('1998');
    const countdown = atm.locator('.time-left');
    const seconds = async () => Number(/\d+/.exec((await countdown.locator('.figures').textContent()) ?? '')?.[0]);
    await countdown.waitFor();
    // What is said once must be right: the seconds to the end, not those since the window was opened.
    const said = await atm.getByRole('alert').filter({ hasText: 'Your session ends in' }).textContent();
    expect(Number(/\d+/.exec(said ?? '')?.[0])).toBeLessThanOrEqual(PATIENCE.warningMs / 1000);
    const first = await seconds();
    expect(first).toBeLessThanOrEqual(PATIENCE.warningMs / 1000);
    await expect.poll(seconds, { interval: 200 }).toBeLessThan(first);
    await keep(atm, 'atm-countdown');
    await atm.getByRole('button', { name: 'More time' }).click();
    await countdown.waitFor({ state: 'detached' });
    await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();

    await countdown.waitFor();
    await atm.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await atm.getByText('You were logged out after 2 minutes without activity.').waitFor();
    await keep(atm, 'atm-session-ended');
    await atm.keyboard.press('Enter');
    await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });
});
