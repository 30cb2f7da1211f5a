import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Stage } from './stage.ts';

/** The page's own clock and zone, moved by hand: what the system does to them can't be done to the machine. */
async function takeTime(page: Page, zone: string, at: string) {
  const devtools = await page.context().newCDPSession(page);
  const setZone = (timezoneId: string) => devtools.send('Emulation.setTimezoneOverride', { timezoneId });
  await setZone(zone);
  await page.clock.install({ time: at });
  return {
    setZone,
    /** The system's time is changed. */
    set: (to: string) => page.clock.setSystemTime(to),
    /** Nothing happens for so long, as in sleep. */
    sleep: (hours: string) => page.clock.fastForward(hours),
  };
}

/** What the clock makes of time that doesn't just go on. */
export function describeTime({ start, keep }: Stage): void {
  test('the clock is right after a sleep, and after the system’s time or zone is changed', async () => {
    const suite = await start({ settings: { clock: { zones: ['Asia/Tokyo'] } } });
    const clock = await suite.open('clock');
    const sentence = clock.getByRole('timer');
    await sentence.waitFor();
    const time = await takeTime(clock, 'Europe/Paris', '2026-11-22T13:03:10Z');
    const reads = (words: RegExp) => expect.poll(() => sentence.textContent()).toMatch(words);
    await reads(/^It's 14:03:\d\d on a beautiful Sunday, November 22$/);
    const tokyo = clock.getByRole('list', { name: 'Other places' });
    await tokyo.getByText('22:03').waitFor();
    await time.sleep('11:00:00');
    await reads(/^It's 01:0[34]:\d\d on a beautiful Monday, November 23$/);
    await time.set('2026-01-02T08:30:10Z');
    await reads(/^It's 09:3[01]:\d\d on a beautiful Friday, January 02$/);
    await time.setZone('Asia/Tokyo');
    await reads(/^It's 17:3[01]:\d\d on a beautiful Friday, January 02$/);
    // Shown where it differs, and only there.
    await tokyo.waitFor({ state: 'detached' });
    expect(suite.complaints).toEqual([]);
  });

  test('in full screen the wall is dimmer at night and its picture moves slowly, by choice', async () => {
    const suite = await start();
    const clock = await suite.open('clock');
    // Colours change at once.
    await clock.emulateMedia({ reducedMotion: 'reduce' });
    await clock.getByRole('timer').waitFor();
    const time = await takeTime(clock, 'Europe/Paris', '2026-11-22T20:30:00Z');
    const styleOf = (element: string, property: string) =>
      clock.evaluate(`getComputedStyle(document.querySelector('${element}')).${property}`);
    const place = () => styleOf('.hung', 'translate');
    const light = () => styleOf('.wall', 'filter');
    const reads = (words: RegExp) => expect.poll(() => clock.getByRole('timer').textContent()).toMatch(words);
    await reads(/^It's 21:3/);
    expect(await place()).toBe('0px');

    await clock.getByRole('button', { name: 'Full screen' }).click();
    await expect.poll(place).toMatch(/^-?\d+px -?\d+px$/);
    const before = await place();
    expect(await light()).toBe('none');
    await time.set('2026-11-22T21:30:00Z');
    await expect.poll(light).toBe('brightness(0.45)');
    expect(await place()).not.toBe(before);
    await keep(clock, 'clock-night');
    await time.set('2026-11-23T05:00:00Z');
    await expect.poll(light).toBe('none');

    await clock.evaluate('document.exitFullscreen()');
    await expect.poll(place).toBe('0px');
    await clock.getByRole('button', { name: 'Clock settings' }).click();
    await clock.getByText('Dim at night in full screen').click();
    await clock.getByText('Shift pixels in full screen').click();
    await clock.keyboard.press('Escape');
    await time.set('2026-11-23T22:30:00Z');
    await clock.getByRole('button', { name: 'Full screen' }).click();
    await expect.poll(() => clock.evaluate('document.fullscreenElement !== null')).toBe(true);
    await reads(/^It's 23:3/);
    expect([await light(), await place()]).toEqual(['none', '0px']);
    expect(suite.complaints).toEqual([]);
  });
}
