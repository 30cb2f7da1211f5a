import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { choose, confirm, enter, logIn, type Stage } from './stage.ts';

/** What a machine must never do with a PIN, or with money that goes to somebody else; and that Enter always answers. */
export function describeSafety({ start, visit, keep }: Stage): void {
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
  const typed = (page: Page) => page.locator('.typed output').textContent();

  test('Enter after a digit is the machine’s Enter, wherever the focus was, and no PIN lands in a number', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.getByRole('button', { name: 'Card 1998' }).click();
    await heading(atm, 'Enter your PIN');
    const keypad = atm.getByRole('group', { name: 'Keypad' });
    // As a mouse and a screen reader leave it: with the focus on a key, and on a soft key.
    await keypad.getByRole('button', { name: '7', exact: true }).focus();
    await enter(atm, '998');
    await heading(atm, 'What would you like to do?');
    await choose(atm, 'Change PIN');
    await heading(atm, 'Enter your current PIN');
    await atm.getByRole('button', { name: 'Back' }).focus();
    await enter(atm, '998');
    await heading(atm, 'Enter a new PIN');
    await atm.getByRole('button', { name: 'Back' }).focus();
    await keypad.getByRole('button', { name: '4', exact: true }).click();
    await enter(atm, '321');
    await heading(atm, 'Enter the new PIN again');
    await enter(atm, '4321');
    await heading(atm, 'Your PIN is changed');
    expect(suite.complaints).toEqual([]);
  });

  test('Tab never stops at a key of the keypad', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.locator('.card').first().waitFor();
    await atm.keyboard.type('1');
    const stops = new Set<unknown>();
    for (let tab = 0; tab < 12; tab++) {
      await atm.keyboard.press('Tab');
      stops.add(await atm.evaluate("document.activeElement.closest('.keypad, .slot') === null"));
    }
    expect([...stops]).toEqual([true]);
  });

  test('a payee is looked for before the amount; the first digit that is typed then replaces the number', async () => {
    const { suite, atm } = await visit('1998');
    await choose(atm, 'Transfer');
    const said = atm.getByRole('alert');
    await enter(atm, '4242');
    await said.filter({ hasText: 'There is no account with that number.' }).waitFor();
    await heading(atm, 'To which account?');
    await keep(atm, 'atm-no-payee');
    await atm.keyboard.type('1998');
    expect(await typed(atm)).toBe('1998');
    await atm.keyboard.press('Enter');
    await said.filter({ hasText: 'That is the account you are paying from.' }).waitFor();
    await enter(atm, '1999');
    await heading(atm, 'How much do you want to send?');
    await atm.getByRole('img', { name: 'Card ending in 99' }).waitFor();
    await keep(atm, 'atm-payee');
    await choose(atm, 'Back');
    expect(await typed(atm)).toBe('1999');
    await atm.keyboard.type('1997');
    expect(await typed(atm)).toBe('1997');
    await atm.keyboard.press('Enter');
    await enter(atm, '25');
    await atm.getByText('Send $25.00 to account 1997').waitFor();
    await confirm(atm);
    await heading(atm, 'Sent');
    expect(suite.complaints).toEqual([]);
  });

  test('too many payees that are asked about are said to be too many', async () => {
    const { suite, atm } = await visit('1998');
    await choose(atm, 'Transfer');
    const said = atm.getByRole('alert');
    const limited = said.filter({ hasText: 'Too many account numbers were tried.' });
    await expect
      .poll(async () => {
        await enter(atm, '4242');
        await said.filter({ hasText: /./ }).waitFor();
        return limited.count();
      })
      .toBe(1);
    await keep(atm, 'atm-too-many-payees');
    expect(suite.complaints).toEqual([]);
  });

  test('a wrong PIN says the tries that are left, and the third that the card is locked and for how long', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.getByRole('button', { name: 'Card 1997' }).click();
    await heading(atm, 'Enter your PIN');
    await enter(atm, '111');
    await atm.getByText('Wrong PIN. 2 tries left.').waitFor();
    await enter(atm, '222');
    await atm.getByText('One try left: another wrong PIN locks the account.').waitFor();
    await keep(atm, 'atm-last-try');
    await enter(atm, '333');
    await heading(atm, 'Locked for 30 seconds');
    await keep(atm, 'atm-locked');
    await atm.keyboard.press('Enter');
    await atm.getByRole('button', { name: 'Card 1997' }).click();
    await enter(atm, '997');
    await atm.getByRole('heading', { name: /^Locked for \d+ seconds?$/ }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('Enter always answers, and as many circles stand as digits were typed', async () => {
    const { suite, atm } = await visit('1998');
    const says = (words: string) => atm.getByRole('alert').filter({ hasText: words }).waitFor();
    await atm.keyboard.press('Enter');
    await says('Choose one of these.');
    await choose(atm, 'Withdraw');
    await atm.keyboard.press('Enter');
    await says('Type an amount.');
    await enter(atm, '3001');
    await says('Not enough money: you can use $3,000.00.');
    await keep(atm, 'atm-not-enough');
    // Said again each time, and gone with the first digit.
    await atm.evaluate("document.querySelector('.notice').dataset.before = ''");
    await atm.keyboard.press('Enter');
    await atm.locator('.notice[data-before]').waitFor({ state: 'detached' });
    const line = atm.locator('.notice');
    await line.waitFor();
    await atm.keyboard.type('1');
    await line.waitFor({ state: 'detached' });
    await atm.keyboard.press('Escape');
    await choose(atm, 'Deposit');
    await enter(atm, '1000001');
    await says('At most $1,000,000.00 at a time.');
    await atm.keyboard.press('Escape');
    await choose(atm, 'Change PIN');
    expect((await atm.locator('.pin').textContent())?.match(/[●○]/g)).toBeNull();
    await enter(atm, '99');
    await says('A PIN has 3 digits or more.');
    expect((await atm.locator('.pin').textContent())?.match(/[●○]/g)).toHaveLength(2);
    expect(suite.complaints).toEqual([]);
  });

  test('a demo PIN stands on its card until it is changed', async () => {
    const suite = await start();
    const [atm, other] = [await suite.open('atm'), await suite.open('atm')];
    await other.getByRole('button', { name: 'Card 1997 Demo PIN 997' }).waitFor();
    await keep(other, 'atm-demo-pins');
    await logIn(atm, '1997');
    await choose(atm, 'Change PIN');
    for (const pin of ['997', '4826', '4826']) await enter(atm, pin);
    await heading(atm, 'Your PIN is changed');
    await other.getByRole('button', { name: 'Card 1997', exact: true }).waitFor();
    await other.getByRole('button', { name: 'Card 1998 Demo PIN 998' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('the balance is hidden from who stands behind until its eye is opened', async () => {
    const { suite, atm } = await visit('1998');
    const bar = atm.locator('.session-bar');
    await bar.getByText('$3,000.00').first().waitFor();
    await atm.getByRole('button', { name: 'Hide the balance' }).click();
    await bar.getByText('$3,000.00').first().waitFor({ state: 'detached' });
    await keep(atm, 'atm-balance-hidden');
    await choose(atm, 'Deposit');
    await enter(atm, '1');
    await confirm(atm, 'without');
    await heading(atm, 'Deposited');
    expect(await bar.textContent()).not.toContain('3,001');
    await atm.getByRole('button', { name: 'Show the balance' }).click();
    await bar.getByText('$3,001.00').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a machine has its number in the title and on its front, and goes back to its welcome by itself', async () => {
    const suite = await start();
    await suite.open('atm').then((first) => first.locator('.card').first().waitFor());
    const atm = await suite.open('atm');
    await expect.poll(() => atm.title()).toBe('ATM 2 · Lobby');
    expect(await atm.locator('.name-plate').textContent()).toBe('ATM 2');
    await logIn(atm, '1999');
    await choose(atm, 'Take card and leave');
    await heading(atm, 'Goodbye');
    await heading(atm, 'Welcome');
    expect(suite.complaints).toEqual([]);
  });
}
