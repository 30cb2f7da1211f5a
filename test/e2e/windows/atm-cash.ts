import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { extractText } from 'unpdf';
import { expect, test } from 'vitest';
import { teletypeBalance, teletypePort } from '../teletype-balance.ts';
import { choose, confirm, enter, type Stage } from './stage.ts';

/** The receipt on the screen: each label with what stands beside it. */
async function receiptOn(atm: Page): Promise<readonly (readonly [label: string, value: string])[]> {
  const paper = atm.getByRole('region', { name: 'Receipt' });
  const values = await paper.locator('dd').allTextContents();
  return (await paper.locator('dt').allTextContents()).map((label, index) => [label, values[index] ?? '']);
}

/** The text on each page. */
async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(new Uint8Array(pdf));
  return text;
}

/** What can be compared of a printed text: no spaces, which a PDF does not have as such; letters alone where the rest is lost. */
function readable(text: string, { printedDigits }: Stage['lacks']): string {
  if (printedDigits !== undefined) console.log(`Only the letters on paper are compared: ${printedDigits}.`);
  return text.replaceAll(printedDigits === undefined ? /\s/g : /\P{Letter}/gu, '');
}

/** Notes and paper. */
export function describeCash({ lacks, visit, keep }: Stage): void {
  test('a receipt is saved as text and printed as it is seen, with nothing else on the paper', async () => {
    const { suite, atm } = await visit('1998');
    await choose(atm, 'Transfer');
    await enter(atm, '1999');
    await enter(atm, '40');
    await atm.getByText('Send $40.00 to account 1999').waitFor();
    await confirm(atm);
    await atm.getByRole('heading', { name: 'Sent' }).waitFor();
    const receipt = await receiptOn(atm);
    const lines = receipt.map(([label, value]) => `${label}: ${value}`);
    expect(lines.join('\n')).toMatch(
      /^Transfer: \$40\.00\nFrom: 1998\nTo: 1999\nNew balance: \$2,960\.00\nTime: .+\nTransfer no\.: \d+\nHash: [0-9a-f]{64}$/,
    );

    const [download] = await Promise.all([atm.waitForEvent('download'), choose(atm, 'Save as text')]);
    expect(readFileSync(await download.path(), 'utf8')).toBe(['Lobby Bank', 'Receipt', '', ...lines, ''].join('\n'));

    const pdf = await suite.print(atm, () => choose(atm, 'Print or PDF'));
    const pages = await pagesOf(pdf);
    expect(pages.length).toBe(1);
    const seen = ['Lobby Bank', ...receipt.flat()].join('');
    expect(readable(pages[0] ?? '', lacks)).toBe(readable(seen, lacks));
    await atm.emulateMedia({ media: 'print' });
    await keep(atm, 'atm-receipt-printed');
    expect(suite.complaints).toEqual([]);
  });

  test('what the notes there can’t make is said before, with what they can', async () => {
    const { suite, atm } = await visit('1998', { cassettes: '100:5,20:3' });
    await choose(atm, 'Withdraw');
    await enter(atm, '50');
    await atm.getByRole('heading', { name: /can’t make \$50\.00/ }).waitFor();
    await keep(atm, 'atm-not-payable');
    await choose(atm, '$60');
    await atm.getByText('3 notes of $20').waitFor();
    await atm.keyboard.press('Escape');
    await choose(atm, 'Balance');
    await atm.locator('.amount').getByText('$3,000.00').waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a cassette that runs empty in the middle: what was paid is said, and only that is taken', async () => {
    const { suite, atm } = await visit('1999', { cassettes: '100:5/2,20:3' });
    await choose(atm, 'Withdraw');
    await choose(atm, '$300');
    await atm.getByText('3 notes of $100').waitFor();
    await confirm(atm);
    await choose(atm, 'Something else first');
    await atm.getByRole('heading', { name: 'Take your notes' }).waitFor();
    await atm.getByRole('alert').filter({ hasText: '$260.00 of $300.00 was paid' }).waitFor();
    await choose(atm, 'Take the notes');
    await atm.getByRole('heading', { name: 'Paid out' }).waitFor();
    expect((await receiptOn(atm)).slice(0, 4)).toEqual([
      ['Withdrawal', '$260.00'],
      ['Account', '1999'],
      ['Notes', '2 notes of $100, 3 notes of $20'],
      ['New balance', '$4,740.00'],
    ]);
    await keep(atm, 'atm-paid-in-part');
    const [page = ''] = await pagesOf(await suite.print(atm, () => choose(atm, 'Print or PDF')));
    const said = '$260.00 of $300.00 was paid, and only that was taken from your account.';
    expect(readable(page, lacks)).toContain(readable(said, lacks));
    expect(await teletypeBalance(await teletypePort(suite), '1999')).toBe('$4740');

    await choose(atm, 'Something else');
    await choose(atm, 'Withdraw');
    await choose(atm, '$20');
    await atm.getByText('It has no notes for any amount now.').waitFor();
    await choose(atm, 'Service');
    await choose(atm, 'Refill');
    await atm.keyboard.press('Escape');
    await atm.keyboard.press('Escape');
    await choose(atm, 'Withdraw');
    await choose(atm, '$20');
    await atm.getByText('1 note of $20').waitFor();
    expect(suite.complaints).toEqual([]);
  });
}
