import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { seriousFindings } from '../axe.ts';
import { resize } from '../tours/step.ts';
import { logIn, type Stage } from './stage.ts';

/** Opens the dialog by keyboard alone. */
async function openAccounts(lobby: Page): Promise<void> {
  await lobby.getByRole('button', { name: 'Accounts' }).press('Enter');
  await lobby.getByRole('dialog', { name: 'Accounts' }).getByRole('row').nth(3).waitFor();
}

/** Accounts in the Lobby window, by keyboard: what is done there holds at an ATM at once. */
export function describeAccounts({ start, keep }: Stage): void {
  test('an account is added, locked, unlocked, given a new PIN and read, by keyboard', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await openAccounts(lobby);
    const dialog = lobby.getByRole('dialog', { name: 'Accounts' });
    await keep(lobby, 'accounts');
    expect(await seriousFindings(lobby)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add an account' }).press('Enter');
    await dialog.getByLabel(/^Account number/).fill('12x');
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
    await dialog.getByText('An account number has 1 to 16 digits.').waitFor();
    // To be corrected at once.
    await dialog
      .getByLabel(/^Account number/)
      .and(lobby.locator(':focus[aria-invalid="true"]'))
      .waitFor();
    await dialog.getByLabel(/^Account number/).fill('4242');
    await dialog.getByLabel(/^PIN/).fill('4321');
    await dialog.getByLabel(/^First deposit/).fill('12.50');
    await keep(lobby, 'accounts-add');
    await dialog.getByLabel(/^First deposit/).press('Enter');
    await dialog.getByText('Account 4242 is open.').waitFor();
    await dialog.getByRole('row', { name: /4242.*\$12\.50.*Open/ }).waitFor();

    await dialog.getByRole('button', { name: 'New PIN 4242' }).press('Enter');
    await dialog.getByLabel(/^PIN/).fill('9876');
    await dialog.getByLabel(/^PIN/).press('Enter');
    await dialog.getByText('Account 4242 has a new PIN.').waitFor();
    await dialog.getByRole('button', { name: 'Statement 4242' }).press('Enter');
    await dialog.getByRole('cell', { name: '$12.50' }).waitFor();
    await keep(lobby, 'accounts-statement');
    const [saved] = await Promise.all([
      lobby.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save all as CSV' }).press('Enter'),
    ]);
    expect(readFileSync(await saved.path(), 'utf8')).toMatch(
      /^sequence,date,kind,debit,credit,amount,refers,hash\r\n\d+,[^,]+,\w+,\w+,4242,12\.50,,[0-9a-f]{64}\r\n$/,
    );
    await dialog.getByRole('button', { name: 'Back' }).press('Enter');
    await dialog.getByRole('button', { name: 'Lock 1997' }).press('Enter');
    await dialog.getByRole('row', { name: /1997.*Locked/ }).waitFor();
    await dialog.getByRole('button', { name: 'Unlock 1997' }).press('Enter');
    await dialog.getByRole('row', { name: /1997.*Open/ }).waitFor();
    await lobby.keyboard.press('Escape');
    await logIn(await suite.open('atm'), '1997');
    expect(suite.complaints).toEqual([]);
  });

  test('the ledger is checked by keyboard while an ATM goes on, and what is wrong is listed', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await lobby.getByRole('button', { name: 'Check the ledger' }).press('Enter');
    const dialog = lobby.getByRole('dialog', { name: 'Check the ledger' });
    await dialog.getByRole('button', { name: 'Check now' }).press('Enter');
    await dialog.getByText(/^No fault was found\. Checked as it was at \d\d:\d\d:\d\d\.$/).waitFor();
    await keep(lobby, 'ledger-good');
    expect(await seriousFindings(lobby)).toEqual([]);
    const atm = await suite.open('atm');
    await logIn(atm, '1999');

    const database = new DatabaseSync(join(suite.data, 'ledger.db'));
    database.exec('UPDATE transfers SET amount = amount + 1 WHERE sequence = 2');
    database.close();
    await dialog.getByRole('button', { name: 'Check again' }).press('Enter');
    await dialog.getByText(/^1 fault found, in the ledger as it was at/).waitFor();
    await dialog.getByText('the chain of hashes breaks').waitFor();
    await keep(lobby, 'ledger-bad');
    expect(await seriousFindings(lobby)).toEqual([]);
    await atm.keyboard.press('4');
    await atm.getByText('$5,000.00').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a reset is asked about once more, keeps the old books and opens the bank anew', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await openAccounts(lobby);
    await lobby.getByRole('button', { name: 'Lock 1999' }).press('Enter');
    await lobby.getByRole('row', { name: /1999.*Locked/ }).waitFor();
    await lobby.keyboard.press('Escape');
    await lobby.getByRole('button', { name: 'Settings' }).press('Enter');
    const settings = lobby.getByRole('dialog', { name: 'Settings' });
    await resize(lobby, { width: 760, height: 600 });
    await settings.getByRole('button', { name: 'Reset the bank…' }).press('Enter');
    // The question is larger than the button in whose place it stands, and is in sight all the same.
    const question = await settings.getByRole('button', { name: 'Reset the bank', exact: true }).boundingBox();
    expect((question?.y ?? 600) + (question?.height ?? 0)).toBeLessThanOrEqual(600);
    // With the dialog's margin below it.
    const [end, edge] = (await lobby.evaluate(
      "['.question', '.dialog.settings'].map((part) => document.querySelector(part).getBoundingClientRect().bottom)",
    )) as [number, number];
    expect(edge - end).toBeGreaterThanOrEqual(8);
    await resize(lobby, { width: 1100, height: 760 });
    await keep(lobby, 'reset-question');
    await settings.getByRole('button', { name: 'Cancel' }).press('Enter');
    expect(readdirSync(suite.data).filter((name) => name.startsWith('books-'))).toEqual([]);
    await settings.getByRole('button', { name: 'Reset the bank…' }).press('Enter');
    await settings.getByRole('button', { name: 'Reset the bank', exact: true }).press('Enter');
    await settings.getByText('The bank was reset.').waitFor();
    expect(readdirSync(suite.data).filter((name) => name.startsWith('books-'))).toHaveLength(1);
    await lobby.keyboard.press('Escape');
    await openAccounts(lobby);
    await lobby.getByRole('row', { name: /1999.*\$5,000\.00.*Open/ }).waitFor();
    expect(suite.complaints).toEqual([]);
  });
}
