import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { resize } from '../tours/step.ts';
import type { Stage } from './stage.ts';

/** What the clock shows by choice beside its sentence. */
export function describeClock({ start, share, keep }: Stage): void {
  test('the clock can show twelve hours, no seconds and other places', async () => {
    const suite = await share({ clock: { zones: ['Asia/Kathmandu'] } });
    const clock = await suite.open('clock');
    await clock.getByText('Kathmandu').waitFor();
    await clock.getByRole('button', { name: 'Clock settings' }).click();
    await clock.getByRole('radio', { name: '12 h' }).click();
    await clock.getByRole('dialog').getByText('Seconds').click();
    await expect
      .poll(() => clock.getByRole('timer', { includeHidden: true }).textContent())
      .toMatch(/^It's [1-9]\d?:\d\d [AP]M on a beautiful/);
    await keep(clock, 'clock-settings');
    const add = async (text: string) => {
      await clock.getByLabel('Add a time zone').fill(text);
      await clock.getByRole('button', { name: 'Add', exact: true }).click();
    };
    await add('Nowhere');
    const complaint = clock.getByRole('alert').getByText('There is no time zone of that name.');
    await complaint.waitFor();
    // It is gone with the first letter, and would be said again.
    await clock.getByLabel('Add a time zone').fill('Now');
    await complaint.waitFor({ state: 'detached' });
    await add('são paulo');
    await clock.getByRole('button', { name: 'Remove São Paulo, America' }).waitFor();
    await clock.getByRole('button', { name: 'Remove Kathmandu, Asia' }).click();
    await clock.getByRole('button', { name: 'Remove Kathmandu, Asia' }).waitFor({ state: 'detached' });
    expect(suite.complaints).toEqual([]);
  });

  test('the clock fills the screen, and puts its controls and a still pointer away', async () => {
    const suite = await share();
    const clock = await suite.open('clock');
    await clock.getByRole('button', { name: 'Full screen' }).click();
    await expect.poll(() => clock.evaluate('document.fullscreenElement !== null')).toBe(true);
    const styleOf = (element: string, property: string) =>
      clock.evaluate(`getComputedStyle(document.querySelector('${element}')).${property}`);
    // The pointer lies where it clicked, on the controls.
    await expect.poll(() => styleOf('.rail', 'opacity')).toBe('0');
    await expect.poll(() => styleOf('.wall', 'cursor')).toBe('none');
    await keep(clock, 'clock-full-screen');
    let x = 300;
    await expect
      .poll(async () => {
        x += 5;
        await clock.mouse.move(x, 20);
        return styleOf('.wall', 'cursor');
      })
      .toBe('auto');
    expect(suite.complaints).toEqual([]);
  });

  test('the clock takes six other places, and says so when there are six', async () => {
    const zones = ['Asia/Tokyo', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Nairobi', 'Pacific/Chatham'];
    const suite = await share({ clock: { zones } });
    const clock = await suite.open('clock');
    await clock.getByRole('button', { name: 'Clock settings' }).click();
    const dialog = clock.getByRole('dialog');
    await dialog.getByLabel('Add a time zone').fill('Honolulu');
    await clock.keyboard.press('Enter');
    await dialog.getByText('Up to 6 places. Remove one to add another.').waitFor();
    expect(await dialog.getByLabel('Add a time zone').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Remove Tokyo, Asia' }).click();
    await dialog.getByLabel('Add a time zone').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('as it is opened first, the clock has its margins with six other places, too', async () => {
    const zones = [
      'Asia/Tokyo',
      'Asia/Kathmandu',
      'America/Sao_Paulo',
      'Africa/Cairo',
      'America/New_York',
      'Pacific/Auckland',
    ];
    // Where a suite was used before, a window is as large as it was last.
    const suite = await start({ settings: { clock: { zones } } });
    for (const language of ['en', 'ar'] as const) {
      await suite.call('settings.change', { language });
      const clock = await suite.open('clock');
      await clock.locator('.zones li').nth(5).waitFor();
      const margins = await clock.evaluate(`(() => {
        const wall = document.querySelector('.hung').getBoundingClientRect();
        const [first, last] = ['.sentence', '.zones'].map((part) => document.querySelector(part).getBoundingClientRect());
        return [first.top - wall.top, wall.bottom - last.bottom];
      })()`);
      for (const margin of margins as number[]) expect(margin, language).toBeGreaterThanOrEqual(8);
      expect(suite.complaints).toEqual([]);
      await suite.closeWindows();
    }
  });

  test('in a narrow window the whole clock is in sight', async () => {
    const zones = ['Asia/Tokyo', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Nairobi', 'Pacific/Chatham'];
    for (const language of ['en', 'ar'] as const) {
      const suite = await share({ language, clock: { zones, hours: '12' } });
      const clock = await suite.open('clock');
      await resize(clock, { width: 320, height: 480 });
      await clock.locator('.zones li').nth(4).waitFor();
      await startTimer(clock, '10');
      await keep(clock, `clock-narrow-${language}`);
      const outside = await clock.evaluate(`[...document.querySelectorAll('.time, .zones li, .timing, .rail .button')]
        .filter((element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
        }).map((element) => element.textContent || element.ariaLabel)`);
      expect(outside).toEqual([]);
      expect(suite.complaints).toEqual([]);
      await suite.closeWindows();
    }
  });

  test('in a low window with six other places the sentence keeps its beginning, whatever day they have', async () => {
    const zones = ['Asia/Tokyo', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Cairo', 'America/New_York'];
    const suite = await start({ settings: { clock: { zones: [...zones, 'Pacific/Auckland'] } } });
    const clock = await suite.open('clock');
    await resize(clock, { width: 480, height: 320 });
    for (const hour of ['01', '05', '12', '18', '22']) {
      await clock.clock.setFixedTime(`2026-11-22T${hour}:30:00Z`);
      await clock.reload();
      await clock.locator('.zones li').nth(5).waitFor();
      const [top, bottom, rail] = (await clock.evaluate(`(() => {
        const box = (part) => document.querySelector(part).getBoundingClientRect();
        return [box('.sentence').top, box('.zones').bottom, box('.rail').top];
      })()`)) as [number, number, number];
      expect(top, hour).toBeGreaterThanOrEqual(0);
      expect(bottom, hour).toBeLessThanOrEqual(rail);
    }
    expect(suite.complaints).toEqual([]);
  });

  test('a timer for a class counts down, pauses, outlasts a change of the date, and says when time is up', async () => {
    const suite = await start({ settings: { clock: { sounds: true } } });
    const clock = await suite.open('clock');
    await clock.getByRole('timer').waitFor();
    await clock.clock.install({ time: '2026-11-22T13:03:10Z' });
    // Sounds are counted where the page makes them.
    await clock.evaluate(`window.tones = 0;
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (at) { window.tones += 1; start.call(this, at); };`);
    await startTimer(clock, '10');
    const line = clock.locator('.timing');
    const reads = (words: RegExp) => expect.poll(() => line.textContent()).toMatch(words);
    await reads(/^Timer(10:00|9:5\d)$/);
    await clock.clock.fastForward('04:00');
    await reads(/^Timer5:[345]\d$/);
    await clock.clock.setSystemTime('2026-11-22T09:00:00Z');
    await reads(/^Timer5:[2345]\d$/);
    await clock.keyboard.press('p');
    await clock.getByRole('button', { name: 'Resume' }).waitFor();
    const paused = await line.textContent();
    await clock.clock.fastForward('20:00');
    expect(await line.textContent()).toBe(paused);
    await keep(clock, 'clock-timer-paused');
    await clock.keyboard.press('p');
    await clock.clock.fastForward('01:00');
    await clock.getByRole('status').getByText('5 minutes left').waitFor();
    await clock.clock.fastForward('05:00');
    await clock.getByRole('alert').getByText('Time is up').waitFor();
    await expect.poll(() => clock.evaluate('window.tones')).toBe(6);
    await keep(clock, 'clock-timer-over');
    // The sentence is on the wall all the while.
    await clock.getByRole('timer').getByText('on a beautiful').waitFor();
    await clock.getByRole('button', { name: 'Remove from the wall' }).click();
    await line.waitFor({ state: 'detached' });
    expect(suite.complaints).toEqual([]);
  });

  test('a stopwatch starts by keyboard alone, and tells hundredths once it is stopped', async () => {
    const suite = await share({ language: 'ar' });
    const clock = await suite.open('clock');
    await clock.getByRole('button', { name: 'ساعة الإيقاف والمؤقّت' }).focus();
    await clock.keyboard.press('Enter');
    await clock.getByRole('button', { name: 'شغّل ساعة الإيقاف' }).focus();
    await clock.keyboard.press('Enter');
    const left = clock.locator('.timing .left');
    await expect.poll(() => left.textContent()).toMatch(/^٠:٠[١-٩]$/);
    await keep(clock, 'clock-stopwatch');
    await clock.keyboard.press('p');
    await expect.poll(() => left.textContent()).toMatch(/^٠:[٠-٥][٠-٩]٫[٠-٩]{2}$/);
    expect(suite.complaints).toEqual([]);
  });
}

async function startTimer(clock: Page, minutes: string): Promise<void> {
  await clock.locator('.rail [aria-expanded]').first().click();
  await clock.locator('.timing-choice input:not([type=checkbox])').fill(minutes);
  await clock.keyboard.press('Enter');
  await clock.locator('.timing').waitFor();
}
