import { expect, test } from 'vitest';
import { choose, confirm, enter, logIn, type Stage, takeNotes } from './stage.ts';

/** What a customer does at an ATM, from the card to the farewell. */
export function describeVisits({ lacks, start, visit, keep }: Stage): void {
  test('a whole visit with the keys of the machine: card, PIN, deposit, statement, farewell', async () => {
    const suite = await start();
    const atm = await suite.open('atm');
    await atm.getByRole('button', { name: 'Card 1999' }).click();
    const keypad = atm.getByRole('group', { name: 'Keypad' });
    for (const _ of '999') await keypad.getByRole('button', { name: '9', exact: true }).click();
    await atm.getByText('3 digits typed').waitFor();
    expect((await atm.locator('.glass').textContent())?.replace('Account 1999', '')).not.toContain('9');
    await keypad.getByRole('button', { name: 'Enter' }).click();

    await choose(atm, 'Deposit');
    for (const key of ['1', '2', 'Point', '5']) {
      await keypad.getByRole('button', { name: key, exact: true }).click();
    }
    await keypad.getByRole('button', { name: 'Enter' }).click();
    await atm.getByText('Deposit $12.50').waitFor();
    await confirm(atm);
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
    await atm.getByText('$5,012.50').first().waitFor();
    await choose(atm, 'Something else');

    await choose(atm, 'Statement');
    await atm.getByText('+$12.50').waitFor();
    await keep(atm, 'atm-statement');
    await atm.keyboard.press('Escape');
    await choose(atm, 'Take card and leave');
    await atm.getByText('Your final balance').waitFor();
    await atm.getByText('$5,012.50').waitFor();
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('what the bank refuses is said, with a way on', async () => {
    const { suite, atm } = await visit('1998');
    const elsewhere = await suite.open('atm');
    await logIn(elsewhere, '1998');
    // Confirmed by both, when there is enough for one.
    for (const page of [atm, elsewhere]) {
      await choose(page, 'Transfer');
      await enter(page, '1999');
      await enter(page, '3000');
      await choose(page, 'Confirm');
    }
    await choose(elsewhere, 'No');
    await elsewhere.getByRole('heading', { name: 'Sent' }).waitFor();
    await choose(atm, 'No');
    await atm.getByText('There isn’t enough money in this account.').waitFor();
    await keep(atm, 'atm-insufficient-funds');
    await atm.keyboard.press('Enter');
    await atm.getByRole('heading', { name: 'To which account?' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a withdrawal is one movement on the statement, and Back leads one screen back', async () => {
    const { suite, atm } = await visit('1998');
    await choose(atm, 'Transfer');
    await enter(atm, '1999');
    await atm.getByRole('heading', { name: 'How much do you want to send?' }).waitFor();
    await choose(atm, 'Back');
    await atm.locator('.typed').getByText('1999').waitFor();
    await choose(atm, 'Back');

    await choose(atm, 'Withdraw');
    await enter(atm, '50');
    await atm.getByText('1 note of $50').waitFor();
    await confirm(atm, 'without');
    await takeNotes(atm);
    await choose(atm, 'Statement');
    const rows = atm.getByRole('row').filter({ hasText: '$' });
    await rows.first().waitFor();
    expect((await rows.allTextContents()).map((row) => row.replace(/^.*\d\d:\d\d/, ''))).toEqual([
      'Withdrawal−$50.00$2,950.00',
      'Opening balance+$3,000.00$3,000.00',
    ]);
    await keep(atm, 'atm-statement-withdrawal');
    expect(suite.complaints).toEqual([]);
  });

  test('a changed PIN is the one that counts', async () => {
    const { suite, atm } = await visit('1997');
    await choose(atm, 'Change PIN');
    for (const pin of ['997', '2468', '2468']) await enter(atm, pin);
    await atm.getByRole('heading', { name: 'Your PIN is changed' }).waitFor();
    await atm.keyboard.press('Enter');
    await choose(atm, 'Take card and leave');
    await choose(atm, 'Next customer');
    await logIn(atm, '1997', '2468');
    expect(suite.complaints).toEqual([]);
  });

  test('a machine is silent until its sounds are turned on, which counts for all of them', async () => {
    const { suite, atm } = await visit('1998');
    await atm.evaluate(`(() => {
      window.tones = [];
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (when) {
        window.tones.push(this.frequency.value);
        start.call(this, when);
      };
    })()`);
    await choose(atm, 'Balance');
    await choose(atm, 'Something else');
    expect(await atm.evaluate('window.tones')).toEqual([]);

    await choose(atm, 'Service');
    await atm.getByText('Sounds').click();
    const other = await suite.open('atm');
    await choose(other, 'Service');
    for (const page of [atm, other]) await page.getByRole('switch', { name: 'Sounds', checked: true }).waitFor();
    await atm.keyboard.press('Escape');
    await choose(atm, 'Withdraw');
    await expect.poll(() => atm.evaluate('window.tones')).toEqual([880]);
    await choose(atm, '$20');
    await confirm(atm, 'without');
    await expect.poll(() => atm.evaluate('window.tones.slice(-2)')).toEqual([523, 784]);
    expect(suite.complaints).toEqual([]);
  });

  test('when the suite is gone the window says so', async ({ skip }) => {
    skip(lacks.suiteOfItsOwn !== undefined, lacks.suiteOfItsOwn);
    const { suite, atm } = await visit('1998');
    await suite.kill();
    await atm.getByText('Lobby doesn’t answer.').waitFor();
    await keep(atm, 'atm-suite-gone');
  });
}
