import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseHistory } from '../../../src-main/bank/check/history.ts';
import { validEvents } from '../../unit/trace/chrome-events.ts';
import { seriousFindings } from '../axe.ts';
import { choose, confirm, enter, logIn, type Stage } from '../windows/stage.ts';

/** What the panel says of the request that is kept. */
async function factsOf(lab: Page): Promise<Readonly<Record<string, string>>> {
  const pairs = (await lab.evaluate(
    `[...document.querySelectorAll('.detail .facts > div')].map((row) => [...row.children].map((part) => part.textContent))`,
  )) as [string, string][];
  return Object.fromEntries(pairs);
}

/** Deposits at an ATM. @returns the number on the receipt, and its hash */
async function deposit(atm: Page, amount: string): Promise<{ readonly number: string; readonly hash: string }> {
  await choose(atm, 'Deposit');
  await atm.getByRole('heading', { name: 'How much do you want to deposit?' }).waitFor();
  await enter(atm, amount);
  await confirm(atm);
  const receipt = atm.getByRole('region', { name: 'Receipt' });
  await receipt.waitFor();
  const text = String(await receipt.textContent());
  const number = /Transfer\D*(\d+)/.exec(text)?.[1];
  const hash = /[0-9a-f]{64}/.exec(text)?.[0];
  if (number === undefined || hash === undefined) throw new Error(`no receipt: ${text}`);
  return { number, hash };
}

/** The Lab: one request from its bytes to the disk, the same in both shells. */
export function describeLab({ start, keep }: Stage): void {
  test('a deposit at an ATM is found by its receipt number, with its times, its bytes and its row', async () => {
    const suite = await start();
    const lab = await suite.open('lab');
    await lab.locator('.time-view canvas').waitFor();
    const atm = await suite.open('atm');
    await logIn(atm, '1998');
    const { number, hash } = await deposit(atm, '25');

    await lab.getByRole('searchbox', { name: 'Find' }).fill(number);
    const detail = lab.locator('.detail');
    await detail.getByRole('heading', { name: 'Deposit of $25' }).waitFor();
    expect(await factsOf(lab)).toMatchObject({
      Receipt: number,
      Hash: hash,
      'Balance before': '$3,000.00',
      'Balance after': '$3,025.00',
    });
    expect(await detail.locator('.sentence').textContent()).toMatch(
      /^ATM 1 .*, Deposit of \$25: .*then went in alone\.$/,
    );
    const parts = await detail.locator('.waterfall .name').allTextContents();
    expect(parts).toEqual(['bytes arrive', 'parse', 'wait', 'rules', 'disk', 'back', 'answer', 'whole']);
    const bytes = await detail.locator('.bytes pre').allTextContents();
    expect(bytes[0]).toMatch(/^\{"id":\d+,"op":"deposit","amount":2500,/);
    expect(bytes.at(-1)).toContain(`"sequence":${number}`);
    await keep(lab, 'lab-pinned');
    expect(await seriousFindings(lab)).toEqual([]);

    // Time stands still, and the table says the same.
    expect(await lab.getByRole('button', { name: 'Resume' }).count()).toBe(1);
    await lab.getByRole('radio', { name: 'Table' }).click();
    const row = lab.getByRole('row', { selected: true });
    expect(await row.textContent()).toMatch(/Deposit of \$25.*Done/);
    await keep(lab, 'lab-table');

    // Its export is of the format, and has it.
    await choose(lab, 'Export');
    const [trace] = await Promise.all([
      lab.waitForEvent('download'),
      lab.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Trace' }).click(),
    ]);
    const { traceEvents } = JSON.parse(readFileSync(await trace.path(), 'utf8')) as { traceEvents: unknown };
    const exported = validEvents(traceEvents).flatMap((event) =>
      event.ph === 'b' && 'sequence' in event.args ? [event.args] : [],
    );
    expect(exported).toContainEqual(expect.objectContaining({ sequence: Number(number), hash }));
    await choose(lab, 'Export');
    const [history] = await Promise.all([
      lab.waitForEvent('download'),
      lab.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'History' }).click(),
    ]);
    expect(parseHistory(readFileSync(await history.path(), 'utf8')).operations.some(({ op }) => op === 'deposit')).toBe(
      true,
    );
    expect(suite.complaints).toEqual([]);
  });

  test('one deposit is sent from the window, and moved through by keyboard alone', async () => {
    const suite = await start();
    const lab = await suite.open('lab');
    const send = lab.getByRole('button', { name: 'Send one deposit' });
    // It is there before the bank is; a key on it is lost until then.
    await expect.poll(() => send.isEnabled()).toBe(true);
    await send.press('Enter');
    await lab.locator('.detail').getByRole('heading', { name: 'Deposit of $25' }).waitFor();
    const picture = lab.getByRole('application');
    await picture.focus();
    await picture.press('ArrowLeft');
    await lab.locator('.detail').getByRole('heading', { name: 'Log-in' }).waitFor();
    await picture.press('Shift+ArrowRight');
    await lab.getByText(/^Measured: /).waitFor();
    await picture.press('Escape');
    await picture.press('Escape');
    expect(await lab.locator('.detail').count()).toBe(0);
    await picture.press('Home');
    await lab.getByRole('button', { name: 'Freeze' }).waitFor();
    await picture.press('Space');
    await lab.getByRole('button', { name: 'Resume' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('no PIN that is typed at an ATM is in the Lab', async () => {
    const suite = await start();
    const lab = await suite.open('lab');
    await lab.locator('.time-view canvas').waitFor();
    const atm = await suite.open('atm');
    await logIn(atm, '1999');
    await lab.getByRole('radio', { name: 'Table' }).click();
    await lab.getByRole('button', { name: 'Log-in' }).first().click();
    const bytes = (await lab.locator('.detail .bytes pre').allTextContents()).join('\n');
    expect(bytes).toContain('"pin":"***"');
    expect(bytes).not.toContain('"999"');
  });
}
