import { connect } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { seriousFindings } from '../axe.ts';
import { enter, type Stage } from '../windows/stage.ts';

/** A teletype client that answers one question after the other. */
class Typist {
  readonly #socket;
  #said = '';
  #answered: (() => void) | undefined;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
      if (/: $|final balance/.test(this.#said)) this.#answered?.();
    });
  }

  /** Types one answer after the other, each once it is asked for. */
  async type(...answers: readonly string[]): Promise<void> {
    for (const answer of answers) {
      if (!this.#said.endsWith(': ')) await new Promise<void>((resolve) => (this.#answered = resolve));
      this.#said = '';
      this.#socket.write(`${answer}\n`);
    }
    if (!this.#said.endsWith(': ')) await new Promise<void>((resolve) => (this.#answered = resolve));
  }
}

async function teletypePort(lobby: Page): Promise<number> {
  const address = lobby.getByText(/^127\.0\.0\.1:\d+$/).first();
  return Number((await address.textContent())?.split(':')[1]);
}

/** In the page: the digits of the time that it is now, in the order of an English field: month, day, year, time. */
const DIGITS_OF_NOW = `(() => {
  const now = new Date();
  const two = (value) => String(value).padStart(2, '0');
  const day = two(now.getMonth() + 1) + two(now.getDate()) + now.getFullYear();
  return day + [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('');
})()`;

/** How far a list that scrolls is from its end, CSS pixels. */
function toEnd(list: Locator): Promise<number> {
  return list.evaluate(
    ({ scrollHeight, clientHeight, scrollTop }: { scrollHeight: number; clientHeight: number; scrollTop: number }) =>
      scrollHeight - clientHeight - scrollTop,
  );
}

/** What the Lobby window tells of the past. */
export function describeHistory({ start, share, keep }: Stage): void {
  test('a transcript is followed to its newest line, read again from the list, and there for who comes late', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    const typist = new Typist(await teletypePort(lobby));
    await typist.type('1999', '999', '2', '25', '1', '1');
    await lobby.getByRole('button', { name: /^Open session/ }).click();
    const sheet = lobby.getByRole('dialog', { name: /^Session/ });
    const transcript = sheet.getByRole('list', { name: 'Transcript' });
    const lines = transcript.getByRole('listitem');
    await lines.nth(12).waitFor();
    expect(await toEnd(transcript)).toBeLessThan(8);
    await typist.type('3', '4.75');
    await lines.filter({ hasText: '4.75' }).waitFor();
    expect(await toEnd(transcript)).toBeLessThan(8);
    // Who has scrolled up is left there.
    await transcript.press('Home');
    await expect.poll(() => transcript.evaluate((list: { scrollTop: number }) => list.scrollTop)).toBe(0);
    await typist.type('3', '6.25');
    await lines.filter({ hasText: '6.25' }).waitFor();
    expect(await toEnd(transcript)).toBeGreaterThan(100);
    await transcript.press('End');
    await expect.poll(() => toEnd(transcript)).toBeLessThan(8);
    await typist.type('4');
    await sheet.getByText('This session has ended.').waitFor();
    expect(await toEnd(transcript)).toBeLessThan(8);
    await lobby.keyboard.press('Escape');

    await lobby.reload();
    const feed = lobby.getByRole('region', { name: 'Transfers' });
    const row = feed.getByRole('row').filter({ hasText: '$25.00' });
    const number = await row.getByRole('cell').first().textContent();
    await lobby.getByRole('button', { name: 'Ended sessions' }).press('Enter');
    const list = lobby.getByRole('dialog', { name: 'Ended sessions' });
    await list.getByRole('row', { name: /··99.*Teletype/ }).waitFor();
    await keep(lobby, 'ended-sessions');
    expect(await seriousFindings(lobby)).toEqual([]);
    await list.getByRole('row', { name: /··99/ }).getByRole('button').press('Enter');
    await lines
      .filter({ hasText: `Transfer no. ${number}` })
      .getByText('25', { exact: true })
      .waitFor();
    await lines.filter({ hasText: /^[\d:.]+Client\*\*\*$/ }).waitFor();
    await transcript.press('Home');
    await keep(lobby, 'ended-session');
    expect(await seriousFindings(lobby)).toEqual([]);
    await lobby.keyboard.press('Escape');
    await list.waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a balance over time is a picture, a table that says the same, and a figure as of any time', async () => {
    const suite = await start();
    const lobby = await suite.open('lobby');
    await new Typist(await teletypePort(lobby)).type('1998', '998', '2', '25', '3', '40');
    await lobby.getByRole('button', { name: 'Accounts' }).press('Enter');
    const dialog = lobby.getByRole('dialog', { name: 'Accounts' });
    await dialog.getByRole('button', { name: 'Balance history 1998' }).press('Enter');
    await dialog
      .getByRole('img', { name: /\$2,985\.00 at the end, lowest \$2,985\.00, highest \$3,025\.00/ })
      .waitFor();
    await keep(lobby, 'balance-history');
    expect(await seriousFindings(lobby)).toEqual([]);
    await dialog.getByRole('radio', { name: 'Table' }).click();
    const balances = dialog.getByRole('cell', { name: /^\$/ });
    expect(await balances.allTextContents()).toEqual(['$2,985.00', '$3,025.00', '$3,000.00']);
    expect(await seriousFindings(lobby)).toEqual([]);

    const show = dialog.getByRole('button', { name: 'Show' });
    await show.press('Enter');
    await dialog.getByText('Enter a date and a time.').waitFor();
    // Month, day, year, hour, minute, second: each part takes its digits and leads on to the next.
    const month = dialog.getByRole('group', { name: 'Balance as of' }).getByRole('spinbutton', { name: /^month/ });
    const ask = async (digits: string) => {
      await month.focus();
      await enter(lobby, digits);
    };
    await ask('01012199000000');
    await dialog.getByText('That time is still to come.').waitFor();
    await ask('01012001000000');
    await dialog.getByText('The account was opened later').waitFor();
    await lobby.keyboard.press('ArrowDown');
    await lobby.keyboard.press('Enter');
    await dialog.getByText('The account was opened later').waitFor();
    // A minute ago in the page's zone may be before the opening; a second from now has not come.
    await expect
      .poll(async () => {
        await ask(String(await lobby.evaluate(DIGITS_OF_NOW)));
        return await dialog.getByRole('status').textContent();
      })
      .toContain('$2,985.00');
    await keep(lobby, 'balance-as-of');
    expect(suite.complaints).toEqual([]);
  });

  test('the time of a balance is asked in the window’s language and digits, and typed in either digits', async () => {
    const suite = await share({ language: 'ar' });
    const lobby = await suite.open('lobby');
    await lobby.getByRole('button', { name: 'الحسابات' }).press('Enter');
    await lobby.getByRole('button', { name: 'تاريخ الرصيد ١٩٩٨' }).press('Enter');
    const parts = lobby.getByRole('group', { name: 'الرصيد في وقت' }).getByRole('spinbutton');
    // The day comes first in Arabic.
    await parts.first().focus();
    await lobby.keyboard.type('٠٩');
    await lobby.keyboard.type('11');
    await lobby.keyboard.type('٢٠٠١');
    await enter(lobby, '173045');
    await lobby.getByText('فُتح الحساب').waitFor();
    expect(await parts.allTextContents()).toEqual(['٩', '١١', '٢٠٠١', '١٧', '٣٠', '٤٥']);
    expect(await parts.first().getAttribute('aria-label')).toContain('يوم');
    await keep(lobby, 'balance-as-of-arabic');
    expect(await seriousFindings(lobby)).toEqual([]);
    expect(suite.complaints).toEqual([]);
  });
}
