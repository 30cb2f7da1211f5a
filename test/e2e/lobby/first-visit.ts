import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seriousFindings } from '../axe.ts';
import type { Stage } from '../windows/stage.ts';

/** In the page: the panels that the tour lies upon, or that lie upon it. */
const COVERED = `(() => {
  const tour = document.querySelector('.tour').getBoundingClientRect();
  const meets = ({ left, right, top, bottom }) =>
    left < tour.right && right > tour.left && top < tour.bottom && bottom > tour.top;
  return [...document.querySelectorAll('.launch, .side .panel, .masthead, .board > *')]
    .filter((element) => meets(element.getBoundingClientRect()))
    .map((element) => element.className);
})()`;

/** The tour of a first visit. */
export function describeFirstVisit({ start, keep }: Stage): void {
  test('the tour leads through a crowd to an ATM, is never shown again, and can be begun anew', async () => {
    const suite = await start({ settings: { lobby: { tour: true } } });
    const lobby = await suite.open('lobby');
    await lobby.emulateMedia({ reducedMotion: 'reduce' });
    const tour = lobby.getByRole('region', { name: /^A minute’s tour/ });
    const heading = (name: string) => tour.getByRole('heading', { name }).and(lobby.locator(':focus'));
    await heading('Start a crowd').waitFor();
    await lobby.locator('.totals').waitFor();
    expect(await lobby.evaluate(COVERED)).toEqual([]);
    expect(await seriousFindings(lobby)).toEqual([]);
    await keep(lobby, 'tour-crowd');

    await tour.getByRole('button', { name: 'Let the crowd in' }).press('Enter');
    await heading('Watch').waitFor();
    await lobby.getByRole('region', { name: 'Crowd' }).getByText('Running').waitFor();
    await keep(lobby, 'tour-watch');
    await tour.getByRole('button', { name: 'Next' }).press('Enter');
    await heading('Take money').waitFor();
    const atm = await suite.windowFrom(() => tour.getByRole('button', { name: 'Open an ATM' }).click());
    await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    await keep(lobby, 'tour-money');
    await tour.getByRole('button', { name: 'Done' }).click();
    await tour.waitFor({ state: 'detached' });
    expect(readFileSync(join(suite.data, 'settings.json'), 'utf8')).toContain('"tour": false');

    await lobby.reload();
    await lobby.locator('.totals').waitFor();
    expect(await tour.count()).toBe(0);
    await lobby.getByRole('button', { name: 'About Lobby' }).click();
    await lobby.getByRole('button', { name: 'Show the tour' }).click();
    // The crowd is still there: its step is done.
    await heading('Watch').waitFor();
    // A dialog's Escape is the dialog's, and a chart's leads away from what is pointed at; the next one is the tour's.
    await lobby.getByRole('button', { name: 'About Lobby' }).click();
    await lobby.getByRole('dialog').waitFor();
    await lobby.keyboard.press('Escape');
    await lobby.getByRole('dialog').waitFor({ state: 'detached' });
    const chart = lobby.locator('.chart').first();
    await chart.focus();
    await lobby.keyboard.press('ArrowLeft');
    await chart.locator('.when').waitFor();
    await lobby.keyboard.press('Escape');
    await chart.locator('.when').waitFor({ state: 'detached' });
    expect(await tour.count()).toBe(1);
    await lobby.keyboard.press('Escape');
    await tour.waitFor({ state: 'detached' });
    // It traps nobody: the keyboard is in the window, and goes on from there.
    expect(await lobby.evaluate(`document.activeElement.closest('main') !== null`)).toBe(true);
    expect(suite.complaints).toEqual([]);
  });
}
