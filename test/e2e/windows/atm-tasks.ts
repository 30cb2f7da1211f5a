import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Client } from '../../wire/bank/client.ts';
import type { RunningSuite } from '../suite-fixture.ts';
import { teletypePort } from '../teletype-balance.ts';
import type { Stage } from './stage.ts';

/** More than one page of a statement has. */
const DEPOSITS = 24;

/**
 * The ten things that a customer does at an ATM, by keyboard alone, some in one visit: nothing is clicked, and the focus
 * is never set by the test.
 */
export function describeTasks({ start, keep }: Stage): void {
  /** Presses keys one after the other: digits as they are, `\n` for Enter, `\t` for Tab, `\x1b` for Escape. */
  async function press(page: Page, keys: string): Promise<void> {
    const names: Readonly<Record<string, string>> = { '\n': 'Enter', '\t': 'Tab', '\x1b': 'Escape' };
    for (const key of keys) await page.keyboard.press(names[key] ?? key);
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
  /** Goes on with Tab until the button of that name has the focus, and presses it. */
  async function tabTo(page: Page, name: string): Promise<void> {
    const focused = () =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
    await expect
      .poll(async () => {
        await page.keyboard.press('Tab');
        return focused();
      })
      .toContain(name);
    await page.keyboard.press('Enter');
  }
  async function machine(): Promise<{ suite: RunningSuite; atm: Page }> {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.locator('.card').first().waitFor();
    return { suite, atm };
  }
  async function loggedIn(account = '1998'): Promise<{ suite: RunningSuite; atm: Page }> {
    const { suite, atm } = await machine();
    await press(atm, `${account}\n`);
    await heading(atm, 'Enter your PIN');
    await press(atm, `${account.slice(1)}\n`);
    await heading(atm, 'What would you like to do?');
    return { suite, atm };
  }

  test('log in with a card, read the balance, withdraw a fast amount: card, then notes', async () => {
    const { suite, atm } = await machine();
    await tabTo(atm, 'Card 1998');
    await heading(atm, 'Enter your PIN');
    await press(atm, '998\n');
    await heading(atm, 'What would you like to do?');

    await press(atm, '4');
    await atm.locator('.amount').getByText('$3,000.00').waitFor();
    await press(atm, '\n');
    await heading(atm, 'What would you like to do?');

    await press(atm, '1');
    await heading(atm, 'How much do you need?');
    await tabTo(atm, '$40');
    await atm.getByText('2 notes of $20').waitFor();
    await press(atm, '\n');
    await heading(atm, 'Do you want a receipt?');
    await press(atm, '2');
    await heading(atm, 'Take your card');
    await press(atm, '\n');
    await heading(atm, 'Take your notes');
    await keep(atm, 'atm-take-notes');
    await press(atm, '\n');
    await heading(atm, 'Goodbye');
    await atm.getByText('$2,960.00').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('log in with an account number, after a wrong PIN, and deposit', async () => {
    const { suite, atm } = await machine();
    await press(atm, '1998\n');
    await heading(atm, 'Enter your PIN');
    await press(atm, '111\n');
    await atm.getByText('Wrong PIN. 2 tries left.').waitFor();
    await press(atm, '998\n');
    await heading(atm, 'What would you like to do?');

    await press(atm, '2');
    await heading(atm, 'How much do you want to deposit?');
    await press(atm, '12.50\n');
    await atm.getByText('Deposit $12.50').waitFor();
    await press(atm, '\n');
    await heading(atm, 'Do you want a receipt?');
    await press(atm, '2');
    await heading(atm, 'Deposited');
    await atm.getByText('$3,012.50').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('withdraw another amount and stay, change the PIN, and log in with it', async () => {
    const { suite, atm } = await loggedIn();
    await press(atm, '1');
    await heading(atm, 'How much do you need?');
    await press(atm, '130\n');
    await atm.getByText('1 note of $100').waitFor();
    await press(atm, '\n');
    await heading(atm, 'Do you want a receipt?');
    await press(atm, '\n');
    await heading(atm, 'Take your card');
    await tabTo(atm, 'Something else first');
    await heading(atm, 'Take your notes');
    await press(atm, '\n');
    await heading(atm, 'Paid out');
    await atm.getByRole('region', { name: 'Receipt' }).waitFor();
    await press(atm, '\n');
    await heading(atm, 'What would you like to do?');

    await press(atm, '6');
    for (const [asked, pin] of [
      ['Enter your current PIN', '998'],
      ['Enter a new PIN', '2468'],
      ['Enter the new PIN again', '2468'],
    ] as const) {
      await heading(atm, asked);
      await press(atm, `${pin}\n`);
    }
    await heading(atm, 'Your PIN is changed');
    await press(atm, '\n');
    await heading(atm, 'What would you like to do?');
    await press(atm, '\x1b');
    await heading(atm, 'Goodbye');
    await press(atm, '1998\n');
    await heading(atm, 'Enter your PIN');
    await press(atm, '2468\n');
    await heading(atm, 'What would you like to do?');
    expect(suite.complaints).toEqual([]);
  });

  test('transfer, after a payee that is not there', async () => {
    const { suite, atm } = await loggedIn();
    await press(atm, '3');
    await heading(atm, 'To which account?');
    await press(atm, '4242\n');
    await atm.getByText('There is no account with that number.').waitFor();
    await press(atm, '1999\n');
    await heading(atm, 'How much do you want to send?');
    await press(atm, '25\n');
    await atm.getByText('Send $25.00 to account 1999').waitFor();
    await press(atm, '\n');
    await heading(atm, 'Do you want a receipt?');
    await press(atm, '2');
    await heading(atm, 'Sent');
    expect(suite.complaints).toEqual([]);
  });

  test('read a statement, and what is older', async () => {
    const { suite, atm } = await machine();
    const client = await Client.open(await teletypePort(suite));
    await client.logIn('1998', '998');
    client.send('2\n5\n'.repeat(DEPOSITS));
    await client.until((output) => output.split('Choose an option: ').length > DEPOSITS);
    client.socket.destroy();
    await press(atm, '1998\n998\n');
    await heading(atm, 'What would you like to do?');
    await press(atm, '5');
    await atm.getByText('$3,120.00').first().waitFor();
    await tabTo(atm, 'Older');
    const opening = atm.getByRole('row', { name: 'Opening balance' });
    await opening.waitFor();
    expect(await opening.textContent()).toMatch(/\+\$3,000\.00\$3,000\.00$/);
    await keep(atm, 'atm-statement-older');
    await press(atm, '\n');
    await heading(atm, 'What would you like to do?');
    expect(suite.complaints).toEqual([]);
  });

  test('keep a receipt, and leave', async () => {
    const { suite, atm } = await loggedIn();
    await press(atm, '2');
    await heading(atm, 'How much do you want to deposit?');
    await press(atm, '40\n\n');
    await heading(atm, 'Do you want a receipt?');
    await press(atm, '1');
    await heading(atm, 'Deposited');
    const [download] = await Promise.all([atm.waitForEvent('download'), tabTo(atm, 'Save as text')]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^Lobby Bank\nReceipt\n\nDeposit: \$40\.00\n/);
    await tabTo(atm, 'Take card and leave');
    await heading(atm, 'Goodbye');
    await atm.getByText('$3,040.00').waitFor();
    expect(suite.complaints).toEqual([]);
  });
}
