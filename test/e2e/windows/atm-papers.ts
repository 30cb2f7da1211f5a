import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { resize } from '../tours/step.ts';
import { choose, confirm, enter, type Stage, takeNotes } from './stage.ts';

/** The smallest letters that are read at arm's length, CSS pixels. */
const LEAST_PX = 12;
/** The largest machine and the smallest, on which the visit then goes on; CSS pixels. */
const SIZES = [
  [1920, 1080],
  [480, 800],
] as const;

/** Texts in a part of the page that are too small, or cut off by what they stand in. */
function illegible(page: Page, part: string): Promise<unknown> {
  return page.evaluate(`(() => {
    const part = document.querySelector('${part}');
    const box = part.getBoundingClientRect();
    return [...part.querySelectorAll('*')]
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        const small = Number.parseFloat(getComputedStyle(element).fontSize) < ${LEAST_PX};
        return small || left < box.left - 1 || right > box.right + 1 || box.right > innerWidth || box.left < 0;
      })
      .map((element) => element.textContent);
  })()`);
}

/** What is on paper and on the statement, on the smallest machine and on the largest. */
export function describePapers({ visit, keep }: Stage): void {
  test(`receipt and statement can be read at ${SIZES.map((size) => size.join(' by ')).join(' and ')}, with one form of time and a running balance`, async () => {
    const { suite, atm } = await visit('1998');
    const expectLegible = async (name: string, part: string) => {
      for (const [width, height] of SIZES) {
        await resize(atm, { width, height });
        await keep(atm, `atm-${name}-${width}`);
        expect(await illegible(atm, part), `${width} by ${height}`).toEqual([]);
      }
    };
    await choose(atm, 'Withdraw');
    await enter(atm, '90');
    await confirm(atm);
    await takeNotes(atm);
    await atm.getByRole('heading', { name: 'Paid out' }).waitFor();
    await expectLegible('receipt', '.paper');
    const paper = atm.getByRole('region', { name: 'Receipt' });
    const time = await paper.locator('dl > div', { hasText: /^Time/ }).locator('dd').textContent();
    await choose(atm, 'Something else');
    await choose(atm, 'Deposit');
    await enter(atm, '12.50');
    await confirm(atm, 'asked before');
    await atm.getByRole('heading', { name: 'Deposited' }).waitFor();
    await choose(atm, 'Something else');

    await choose(atm, 'Statement');
    const row = (what: string) => atm.getByRole('row', { name: what });
    await row('Deposit').waitFor();
    await expectLegible('statement', '.statement');
    expect(await row('Withdrawal').locator('td').first().textContent()).toBe(time);
    const balances = await atm.locator('.statement tbody td:last-child').allTextContents();
    expect(balances).toEqual(['$2,922.50', '$2,910.00', '$3,000.00']);
    expect(suite.complaints).toEqual([]);
  });

  test('the keys 1 to 6 choose from the menu, and each task has fast amounts of its own', async () => {
    const { suite, atm } = await visit('1997');
    const keys = ['How much do you need?', 'How much do you want to deposit?', 'To which account?'];
    const amounts: string[][] = [];
    for (const [index, title] of [...keys, 'Your balance', 'Statement', 'Enter your current PIN'].entries()) {
      await atm.keyboard.press(String(index + 1));
      await atm.getByRole('heading', { name: title, exact: true }).waitFor();
      if (title === 'To which account?') {
        await enter(atm, '1998');
        await atm.getByRole('heading', { name: 'How much do you want to send?' }).waitFor();
      }
      if (index < keys.length) amounts.push(await atm.locator('.soft-keys:not(.end) .soft-key').allTextContents());
      const back = title === 'Your balance' || title === 'Statement' ? 'Enter' : 'Escape';
      const screen = () => atm.locator('.frame h1').textContent();
      for (let before = await screen(); before !== 'What would you like to do?'; before = await screen()) {
        await atm.keyboard.press(back);
        await expect.poll(screen).not.toBe(before);
      }
    }
    expect(amounts.map((list) => list.length)).toEqual([6, 6, 6]);
    expect(new Set(amounts.map((list) => list.join())).size).toBe(3);
    expect(suite.complaints).toEqual([]);
  });
}
