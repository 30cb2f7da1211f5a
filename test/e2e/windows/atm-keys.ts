import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { choose, confirm, type Stage } from './stage.ts';

/** A finger on the screen: touches as the system sends them, from which the browser makes what follows by itself. */
async function fingerOn(page: Page): Promise<(target: Locator, times?: number) => Promise<void>> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
  return async (target, times = 1) => {
    // Waits until it is there and stands still.
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (box === null) throw new Error('there is nothing to tap');
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    for (let tap = 0; tap < times; tap++) {
      await browser.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
      await browser.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    }
  };
}

/** On the numeric pad. Shift stands for Num Lock, which Playwright's keyboard doesn't have. */
async function padType(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.keyboard.press(digit === '.' ? 'Shift+NumpadDecimal' : `Shift+Numpad${digit}`);
}

async function padEnter(page: Page, digits: string): Promise<void> {
  await padType(page, digits);
  await page.keyboard.press('NumpadEnter');
}

/** The ways to work the machine, and what must not come of a key that is pressed too often or a PIN that is typed. */
export function describeKeys({ start, visit, keep }: Stage): void {
  test('by touch: card, PIN, menu, notes, farewell', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.evaluate(`(() => {
      window.pointers = new Set();
      window.addEventListener('pointerdown', ({ pointerType }) => window.pointers.add(pointerType), { capture: true });
    })()`);
    const tap = await fingerOn(atm);
    const keypad = atm.getByRole('group', { name: 'Keypad' });
    await tap(atm.getByRole('button', { name: 'Card 1999' }));
    for (const _ of '999') await tap(keypad.getByRole('button', { name: '9', exact: true }));
    await atm.getByText('3 digits typed').waitFor();
    await tap(keypad.getByRole('button', { name: 'Enter' }));
    await tap(atm.getByRole('button', { name: 'Withdraw' }));
    for (const key of ['8', '0']) await tap(keypad.getByRole('button', { name: key, exact: true }));
    // The second tap was meant for this screen, too: it must not confirm the next.
    await tap(keypad.getByRole('button', { name: 'Enter' }), 2);
    await atm.getByRole('heading', { name: 'Is this right?' }).waitFor();
    await keep(atm, 'atm-touch');
    await tap(atm.getByRole('button', { name: 'Confirm' }));
    await tap(atm.getByRole('button', { name: 'No', exact: true }));
    await atm.getByRole('heading', { name: 'Take your card' }).waitFor();
    await tap(atm.getByRole('button', { name: 'The card in its slot' }));
    await atm.getByRole('heading', { name: 'Take your notes' }).waitFor();
    await keep(atm, 'atm-notes');
    await tap(atm.getByRole('button', { name: 'The notes in their slot' }));
    await atm.getByText('Your final balance').waitFor();
    await atm.getByText('$4,920.00').waitFor();
    expect(await atm.evaluate('[...window.pointers]')).toEqual(['touch']);
    expect(suite.complaints).toEqual([]);
  });

  test('by the numeric pad: account number, PIN, amount, confirmation', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    await padEnter(atm, '1999');
    await atm.getByRole('heading', { name: 'Enter your PIN' }).waitFor();
    await padEnter(atm, '999');
    await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
    // Withdraw comes first, then Deposit.
    for (const _ of ['Withdraw', 'Deposit']) await atm.keyboard.press('Tab');
    await atm.keyboard.press('NumpadEnter');
    await atm.getByRole('heading', { name: 'How much do you want to deposit?' }).waitFor();
    await padEnter(atm, '12.50');
    await atm.getByText('Deposit $12.50').waitFor();
    await atm.keyboard.press('NumpadEnter');
    await atm.getByRole('heading', { name: 'Do you want a receipt?' }).waitFor();
    await atm.keyboard.press('NumpadEnter');
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
    await atm.getByText('$5,012.50').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('nothing is confirmed unread: by a key that is held down, or by the second click of a double click', async () => {
    const { suite, atm } = await visit('1998');
    const confirmation = atm.getByRole('heading', { name: 'Is this right?' });
    await choose(atm, 'Deposit');
    await atm.keyboard.type('70');
    for (const _ of 'held') await atm.keyboard.down('Enter');
    await atm.keyboard.up('Enter');
    await confirmation.waitFor();
    await atm.keyboard.press('Escape');

    await choose(atm, 'Deposit');
    await atm.keyboard.type('70');
    await atm.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: 'Enter' }).dblclick();
    await confirmation.waitFor();
    await atm.keyboard.press('Escape');

    await choose(atm, 'Deposit');
    await atm.keyboard.type('70');
    await atm.locator('.glass').getByRole('button', { name: 'Enter' }).dblclick();
    await confirmation.waitFor();
    await confirm(atm);
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
    await atm.getByText('$3,070.00').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a PIN is never pasted, and is nowhere to be read', async () => {
    const { suite, atm } = await visit('1997');
    await choose(atm, 'Change PIN');
    await padEnter(atm, '997');
    await atm.getByRole('heading', { name: 'Enter a new PIN' }).waitFor();
    await atm.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '4826');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    })()`);
    await atm.keyboard.press('Control+V');
    await atm.getByText('0 digits typed').waitFor();
    await padEnter(atm, '4826');
    await atm.getByRole('heading', { name: 'Enter the new PIN again' }).waitFor();
    await padType(atm, '4826');
    await atm.getByText('4 digits typed').waitFor();
    expect(
      await atm.evaluate(
        '[document.documentElement.outerHTML, document.title, location.href, document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage, ...history.state })].join()',
      ),
    ).not.toContain('4826');
    await atm.keyboard.press('NumpadEnter');
    await atm.getByRole('heading', { name: 'Your PIN is changed' }).waitFor();
    expect(readFileSync(join(suite.data, 'lobby.log'), 'utf8')).not.toContain('4826');
    expect(suite.complaints).toEqual([]);
  });
}
