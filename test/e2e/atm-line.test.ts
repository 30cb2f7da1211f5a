import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTerminal } from '../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../src-main/atm/timing.ts';
import { type Atm, Suite, type SuiteOptions } from '../../src-main/shell/suite.ts';
import { CuttingProxy, type Direction } from '../faults/atm/cutting-proxy.ts';
import { openPort } from '../wire/bank/running-bank.ts';
import { describeInChromium } from './browser/describe.ts';
import { innerShell } from './browser-driver.ts';
import { teletypeBalance } from './teletype-balance.ts';
import { choose, confirm, logIn, setStage } from './windows/stage.ts';

/**
 * The line between ATMs and bank is cut and mended: what the windows say meanwhile and afterwards, beside what another
 * client of the bank is told.
 */

/** As patient as every ATM, but for what a test would have to sit out. */
const LINE_TIMING = { ...TIMING, outcome: 5_000, retryMost: 1_000 };

/** A suite whose ATMs reach its bank by a line that can be cut. */
class SuiteOnALine extends Suite {
  readonly #line: CuttingProxy;

  constructor(options: SuiteOptions, line: CuttingProxy) {
    super(options);
    this.#line = line;
  }

  override openAtm(): Atm | null {
    const [target] = this.atmBanks();
    if (target === undefined) return null;
    const by = { ...target, port: this.#line.port, folder: this.data.atm, name: 'ATM 1' };
    const terminal = openTerminal(by, LINE_TIMING);
    return { terminal, close: () => terminal.close() };
  }

  balance(account: string): Promise<string> {
    const status = this.status();
    return teletypeBalance(openPort(status, 'teletype'), account);
  }
}

describeInChromium('the line between ATMs and bank', () => {
  let line: CuttingProxy;
  let bank: SuiteOnALine;
  beforeEach(async () => {
    line = await CuttingProxy.start(() => bank.atmBanks()[0]?.port ?? 0);
  });
  afterEach(() => line.close());
  const { start, visit, keep } = setStage(
    innerShell((options) => {
      bank = new SuiteOnALine(options, line);
      return bank;
    }),
  );

  /** Cuts it as the words are on their way: they don't arrive. */
  function cutAt(direction: Direction, words: string): void {
    const stop = line.onBytes((way, bytes) => {
      if (way !== direction || !bytes.includes(words)) return;
      stop();
      line.swallow = true;
      line.cutAll();
    });
  }
  function mend(): void {
    line.swallow = false;
    line.down = false;
  }

  test('a bank that is gone is said on every screen, and each machine is back by itself', async () => {
    const suite = await start();
    const welcome = await suite.open('atm');
    await welcome.getByRole('heading', { name: 'Welcome' }).waitFor();
    const menu = await suite.open('atm');
    await logIn(menu, '1998');
    const amount = await suite.open('atm');
    await logIn(amount, '1999');
    await choose(amount, 'Withdraw');
    await amount.keyboard.type('4');
    line.cutAll();
    await welcome.getByRole('heading', { name: 'Out of service' }).waitFor();
    await welcome.getByText(/^Next try in \d seconds?$/).waitFor();
    await keep(welcome, 'atm-bank-gone');
    for (const atm of [menu, amount]) {
      await atm.getByRole('heading', { name: 'Your session has ended' }).waitFor();
      await atm.getByText('The connection to the bank was lost.').waitFor();
    }
    await keep(amount, 'atm-session-lost');
    await menu.keyboard.press('Enter');
    await menu.getByRole('heading', { name: 'Out of service' }).waitFor();
    mend();
    for (const atm of [welcome, menu]) await atm.getByRole('heading', { name: 'Welcome' }).waitFor();
    await amount.keyboard.press('Enter');
    await logIn(amount, '1999');
    expect(suite.complaints).toEqual([]);
  });

  test('a booking that is cut off is owned up to, made once the bank is back, and told at the next log-in', async () => {
    const { suite, atm } = await visit('1998', { cassettes: '100:5/2' });
    cutAt('to-bank', '"op":"post"');
    await choose(atm, 'Withdraw');
    await choose(atm, '$300');
    await confirm(atm);
    await choose(atm, 'Take the card');
    await atm.getByRole('heading', { name: 'Take your notes' }).waitFor();
    const notice = atm.getByRole('alert');
    await notice.filter({ hasText: '$200.00 of $300.00 was paid' }).waitFor();
    await notice.filter({ hasText: 'The bank hasn’t confirmed the booking yet.' }).waitFor();
    await keep(atm, 'atm-not-booked');
    // All that was reserved, as long as the bank doesn't know of the notes.
    expect(await bank.balance('1998')).toBe('$2700');
    await choose(atm, 'Take the notes');
    await choose(atm, 'OK');
    await atm.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await atm.keyboard.press('Enter');
    mend();
    await expect.poll(() => bank.balance('1998')).toBe('$2800');
    await logIn(atm, '1998');
    await atm.getByText('Settled: Withdrawal $200.00 was done, once.').waitFor();
    await atm.locator('.session-bar').getByText('$2,800.00').first().waitFor();
    await keep(atm, 'atm-settled');
    expect(suite.complaints).toEqual([]);
  });

  test('a withdrawal that is cut off before the notes is said to be of unknown outcome, and then undone', async () => {
    const { suite, atm } = await visit('1998');
    cutAt('to-atm', '"kind":"reserve"');
    await choose(atm, 'Withdraw');
    await choose(atm, '$100');
    await confirm(atm);
    await atm.getByRole('heading', { name: 'The outcome is not known yet' }).waitFor();
    await keep(atm, 'atm-outcome-unknown');
    expect(await bank.balance('1998')).toBe('$2900');
    await atm.keyboard.press('Enter');
    mend();
    await expect.poll(() => bank.balance('1998')).toBe('$3000');
    await logIn(atm, '1998');
    await atm.getByText('Settled: Withdrawal $100.00 was not done. Nothing moved.').waitFor();
    await atm.locator('.session-bar').getByText('$3,000.00').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });
});
