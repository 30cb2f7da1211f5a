import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logIn, type Stage } from './stage.ts';

/** What a customer does at an ATM, from the card to the farewell. */
export function describeAtm({ start, keep }: Stage): void {
  test('a whole visit with the keys of the machine: card, PIN, deposit, statement, farewell', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.getByRole('button', { name: 'Card 1999' }).click();
    const keypad = atm.getByRole('group', { name: 'Keypad' });
    for (const _ of '999') await keypad.getByRole('button', { name: '9', exact: true }).click();
    await atm.getByText('3 digits typed').waitFor();
    expect((await atm.locator('.glass').textContent())?.replace('Account 1999', '')).not.toContain('9');
    await keypad.getByRole('button', { name: 'Enter' }).click();

    await atm.getByRole('button', { name: 'Deposit' }).click();
    for (const key of ['1', '2', 'Point', '5']) {
      await keypad.getByRole('button', { name: key, exact: true }).click();
    }
    await keypad.getByRole('button', { name: 'Enter' }).click();
    await atm.getByText('Deposit $12.50').waitFor();
    await atm.getByRole('button', { name: 'Confirm' }).click();
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
    await atm.getByText('$5,012.50').first().waitFor();
    await atm.getByRole('button', { name: 'Something else' }).click();

    await atm.getByRole('button', { name: 'Statement' }).click();
    await atm.getByText('+$12.50').waitFor();
    await keep(atm, 'atm-statement');
    await atm.keyboard.press('Escape');
    await atm.getByRole('button', { name: 'Take card and leave' }).click();
    await atm.getByText('Your final balance').waitFor();
    await atm.getByText('$5,012.50').waitFor();
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a receipt can be saved as text, with the transfer and its hash', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await atm.getByRole('button', { name: 'Transfer' }).click();
    await atm.keyboard.type('1999');
    await atm.keyboard.press('Enter');
    await atm.keyboard.type('40');
    await atm.keyboard.press('Enter');
    await atm.getByText('Send $40.00 to account 1999').waitFor();
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'Sent' }).waitFor();
    const [download] = await Promise.all([
      atm.waitForEvent('download'),
      atm.getByRole('button', { name: 'Save as text' }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain('Transfer: $40.00');
    expect(text).toContain('New balance: $2,960.00');
    expect(text).toMatch(/Hash: [0-9a-f]{64}/);
    expect(suite.complaints).toEqual([]);
  });

  test('what cannot be done is said, with a way on', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await atm.getByRole('button', { name: 'Withdraw' }).click();
    await atm.keyboard.type('33');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: /can’t make \$33\.00/ }).waitFor();
    await keep(atm, 'atm-not-payable');
    await atm.keyboard.press('Escape');

    await atm.getByRole('button', { name: 'Transfer' }).click();
    await atm.keyboard.type('1999');
    await atm.keyboard.press('Enter');
    await atm.keyboard.type('3000.01');
    await atm.keyboard.press('Enter');
    await atm.keyboard.press('Enter');
    await atm.getByText('There isn’t enough money in this account.').waitFor();
    await keep(atm, 'atm-insufficient-funds');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'To which account?' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('nothing is confirmed unread: by a key that is held down, or by the second click of a double click', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    const confirmation = atm.getByRole('heading', { name: 'Is this right?' });
    await atm.getByRole('button', { name: 'Deposit' }).click();
    await atm.keyboard.type('70');
    for (const _ of 'held') await atm.keyboard.down('Enter');
    await atm.keyboard.up('Enter');
    await confirmation.waitFor();
    await atm.keyboard.press('Escape');

    await atm.getByRole('button', { name: 'Deposit' }).click();
    await atm.keyboard.type('70');
    await atm.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: 'Enter' }).dblclick();
    await confirmation.waitFor();
    await atm.keyboard.press('Escape');

    await atm.getByRole('button', { name: 'Deposit' }).click();
    await atm.keyboard.type('70');
    await atm.locator('.glass').getByRole('button', { name: 'Enter' }).dblclick();
    await confirmation.waitFor();
    await atm.getByRole('button', { name: 'Confirm' }).click();
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
    await atm.getByText('$3,070.00').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a PIN is typed on the numeric pad, never pasted, and is nowhere to be read', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1997', '997');
    await atm.getByRole('button', { name: 'Change PIN' }).click();
    // Shift stands for Num Lock, which Playwright's keyboard doesn't have.
    const type = async (digits: string) => {
      for (const digit of digits) await atm.keyboard.press(`Shift+Numpad${digit}`);
    };
    const pad = async (digits: string) => {
      await type(digits);
      await atm.keyboard.press('NumpadEnter');
    };
    await pad('997');
    await atm.getByRole('heading', { name: 'Enter a new PIN' }).waitFor();
    await atm.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '4826');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    })()`);
    await atm.keyboard.press('Control+V');
    await atm.getByText('0 digits typed').waitFor();
    await pad('4826');
    await atm.getByRole('heading', { name: 'Enter the new PIN again' }).waitFor();
    await type('4826');
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

  test('a withdrawal is one movement on the statement, and Back leads one screen back', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await atm.getByRole('button', { name: 'Transfer' }).click();
    await atm.keyboard.type('1999');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'How much do you send?' }).waitFor();
    await atm.getByRole('button', { name: 'Back' }).click();
    await atm.locator('.typed').getByText('1999').waitFor();
    await atm.getByRole('button', { name: 'Back' }).click();

    await atm.getByRole('button', { name: 'Withdraw' }).click();
    await atm.getByRole('button', { name: '$50', exact: true }).click();
    await atm.getByText('1 note of $50').waitFor();
    await atm.getByRole('button', { name: 'Confirm' }).click();
    await atm.getByRole('heading', { name: 'Take your notes' }).waitFor();
    await atm.keyboard.press('Enter');
    await atm.getByRole('button', { name: 'Statement' }).click();
    const rows = atm.getByRole('row').filter({ hasText: '$' });
    await rows.first().waitFor();
    expect((await rows.allTextContents()).map((row) => row.replace(/.*[AP]M/, ''))).toEqual([
      'Withdrawal−$50.00',
      'Opening balance+$3,000.00',
    ]);
    await keep(atm, 'atm-statement-withdrawal');
    expect(suite.complaints).toEqual([]);
  });

  test('a changed PIN is the one that counts', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1997', '997');
    await atm.getByRole('button', { name: 'Change PIN' }).click();
    for (const pin of ['997', '2468', '2468']) {
      await atm.keyboard.type(pin);
      await atm.keyboard.press('Enter');
    }
    await atm.getByRole('heading', { name: 'Your PIN is changed' }).waitFor();
    await atm.keyboard.press('Enter');
    await atm.getByRole('button', { name: 'Take card and leave' }).click();
    await atm.getByRole('button', { name: 'Next customer' }).click();
    await logIn(atm, '1997', '2468');
    expect(suite.complaints).toEqual([]);
  });

  test('when the suite is gone the window says so', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await logIn(atm, '1998', '998');
    await suite.kill();
    await atm.getByText('Lobby doesn’t answer.').waitFor();
    await keep(atm, 'atm-suite-gone');
  });
}
