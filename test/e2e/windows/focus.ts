import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Client } from '../../wire/bank/client.ts';
import { logIn, type Stage } from './stage.ts';

/** More than one page of a statement has. */
const DEPOSITS = 24;

/** Presses a button by keyboard alone. */
async function pressByKey(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).press('Enter');
}

/** What a screen reader says of the element that has the focus: its name and its description. */
function spoken(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const words = (attribute) => (document.activeElement.getAttribute(attribute) ?? '').split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    return [words('aria-labelledby'), words('aria-describedby')];
  })()`);
}

/** The part of the window that has the focus or has it within; the whole page if nothing has it. */
function placeOf(page: Page, part: string): Promise<unknown> {
  return page.evaluate(`document.activeElement.closest(${JSON.stringify(part)}) !== null`);
}

/** Where the keyboard and the screen reader are after what they did has changed the window. */
export function describeFocus({ start, share }: Stage): void {
  test('each screen of an ATM is spoken as it comes, with what is asked or told', async () => {
    const suite = await share();
    const atm = await suite.open('atm');
    const says = (...words: readonly string[]) => expect.poll(() => spoken(atm)).toEqual(words);
    await says('Welcome', 'Choose your card, or type its account number and press Enter.');
    await atm.keyboard.type('1998');
    await atm.keyboard.press('Enter');
    await expect.poll(() => spoken(atm)).toContain('Enter your PIN');
    await atm.keyboard.type('998');
    await atm.keyboard.press('Enter');
    await says('What would you like to do?', '');
    await pressByKey(atm, 'Balance');
    await says('Your balance', 'Updates live. $3,000.00');
    await atm.keyboard.press('Escape');
    await pressByKey(atm, 'Deposit');
    await says('How much do you want to deposit?', 'Choose an amount or type one, then press Enter.');
    await pressByKey(atm, '$100');
    await says('Is this right?', 'Deposit $100.00');
    await atm.keyboard.press('Escape');
    await pressByKey(atm, 'Change PIN');
    await says('Enter your current PIN', '3 to 12 digits, then Enter.');
    await atm.keyboard.type('998');
    await atm.keyboard.press('Enter');
    await says('Enter a new PIN', '3 to 12 digits, then Enter.');
    await atm.keyboard.press('Escape');
    await pressByKey(atm, 'Take card and leave');
    await says('Goodbye', 'Take your card. See you soon. Your final balance $3,000.00');
    expect(suite.complaints).toEqual([]);
  });

  test('on a statement the keyboard stays when older rows come, and when there are no more of them', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const address = await lobby.locator('.bank dt:text-is("Teletype") + dd').textContent();
    const client = await Client.open(Number(address?.split(':')[1]));
    await client.logIn('1998', '998');
    client.send('2\n5\n'.repeat(DEPOSITS));
    await client.until((output) => output.split('Choose an option: ').length > DEPOSITS);
    client.socket.destroy();

    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await pressByKey(atm, 'Statement');
    await atm.getByText('+$5.00').first().waitFor();
    await pressByKey(atm, 'Older');
    await atm.getByText('Opening balance').waitFor();
    await atm.getByRole('button', { name: 'Older' }).waitFor({ state: 'detached' });
    expect(await placeOf(atm, '.frame')).toBe(true);
    expect(suite.complaints).toEqual([]);
  });

  test('what is opened over a window gives the keyboard back when it is closed', async () => {
    const suite = await start({ settings: { clock: { zones: ['Asia/Kathmandu'] } } });
    const [lobby, atm, clock] = [await suite.open('lobby'), await suite.open('atm'), await suite.open('clock')];
    await logIn(atm, '1998', '998');
    const opensAndCloses = async (page: Page, name: string | RegExp) => {
      const button = page.getByRole('button', { name, exact: true });
      await button.press('Enter');
      await page.getByRole('dialog').waitFor();
      await expect.poll(() => placeOf(page, '[role=dialog]')).toBe(true);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await button.and(page.locator(':focus')).waitFor();
    };
    await opensAndCloses(lobby, 'Settings');
    await opensAndCloses(lobby, 'About Lobby');
    await opensAndCloses(lobby, /^Open session/);
    await opensAndCloses(atm, 'Service');
    await opensAndCloses(clock, 'Clock settings');

    await pressByKey(clock, 'Clock settings');
    await pressByKey(clock, 'Remove Kathmandu, Asia');
    await clock.getByRole('button', { name: 'Remove Kathmandu, Asia' }).waitFor({ state: 'detached' });
    await expect.poll(() => placeOf(clock, '[role=dialog]')).toBe(true);
    expect(suite.complaints).toEqual([]);
  });

  test('a button that goes with what it has begun leaves the keyboard near it', async () => {
    const suite = await start({ portTaken: true });
    const lobby = await suite.open('lobby');
    const bank = lobby.getByRole('status').filter({ hasText: /^Bank: / });
    await bank.filter({ hasText: 'Out of order' }).waitFor({ state: 'attached' });
    await lobby.getByLabel('Teletype port').fill('0');
    await pressByKey(lobby, 'Open the bank');
    await lobby.getByText('No clients').waitFor();
    await bank.filter({ hasText: 'Open' }).waitFor({ state: 'attached' });
    expect(await placeOf(lobby, 'main')).toBe(true);

    const crowd = lobby.getByRole('region', { name: 'Crowd' });
    await crowd.getByRole('textbox', { name: 'ATMs' }).fill('2');
    await pressByKey(lobby, 'Start the crowd');
    await crowd.getByText('Running').waitFor();
    expect(await placeOf(lobby, '.crowd')).toBe(true);
    await pressByKey(lobby, 'Stop');
    await crowd.getByText('Idle').waitFor();
    expect(await placeOf(lobby, '.crowd')).toBe(true);

    const camera = await suite.open('camera');
    await pressByKey(camera, 'Show the demo');
    await camera.locator('.consent').waitFor({ state: 'detached' });
    expect(await placeOf(camera, 'main')).toBe(true);
    expect(suite.complaints).toEqual([]);
  });
}
