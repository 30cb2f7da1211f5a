import { expect, test } from 'vitest';
import { WINDOW_KINDS } from '../../../src-main/contract/windows.ts';
import { browserShell } from '../browser-driver.ts';
import { bankOpens, choose, logIn, setStage } from '../windows/stage.ts';
import { describeInChromium } from './describe.ts';
import { entranceOf } from './entrance.ts';

/** What people see when the suite behind their windows dies, and when it runs again. */

describeInChromium('a crash of the suite', () => {
  const { start, keep } = setStage(browserShell());

  test('is said in every window, and each comes back by itself once Lobby runs again', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const atm = await suite.open('atm');
    const clock = await suite.open('clock');
    const visited = await suite.open('atm');
    const windows = [lobby, atm, clock, await suite.open('camera'), visited];
    await bankOpens(lobby);
    await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
    await logIn(visited, '1998');

    await suite.kill();
    const lost = windows.map((window) => window.getByRole('alert').filter({ hasText: 'Lobby doesn’t answer.' }));
    for (const alert of lost) await alert.getByText('start it again').waitFor();
    for (const [index, kind] of WINDOW_KINDS.entries()) {
      const window = windows[index];
      if (window !== undefined) await keep(window, `${kind}-lost`);
    }
    const told = await clock.getByRole('timer').textContent();
    await expect.poll(() => clock.getByRole('timer').textContent()).not.toBe(told);
    await clock.getByRole('button', { name: 'Turn it red' }).click();
    expect(await clock.getByRole('alert').count()).toBe(1);
    // What was known is shown, but as what it is: old, and of no use, for keys as for clicks.
    for (const window of [lobby, atm]) expect(await window.locator('.window-content[inert]').count()).toBe(1);
    await lobby.keyboard.press('Alt+1');
    await atm.keyboard.type('19');

    const again = await start({ data: suite.data });
    const url = entranceOf(again);
    // As the window does that the next start opens in the same browser.
    for (const window of windows) {
      const entrance = await window.context().newPage();
      await entrance.goto(url);
      await entrance.close();
    }
    for (const alert of lost) await alert.waitFor({ state: 'detached' });
    await bankOpens(lobby);
    await atm.getByRole('button', { name: 'Card 1998' }).waitFor();
    await visited.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await choose(visited, 'OK');
    await logIn(visited, '1998');
    expect(lobby.context().pages().length).toBe(1);
    await lobby.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => atm.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(again.complaints).toEqual([]);
  });
});
