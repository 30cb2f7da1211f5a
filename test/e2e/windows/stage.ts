import type { Page } from 'playwright-core';
import { afterAll, afterEach } from 'vitest';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import {
  changeSettings,
  keepPicture,
  type RunningSuite,
  type Shell,
  type SuiteOptions,
  startSuite,
} from '../suite-fixture.ts';

/** Where scenarios play: suites for them, and pictures that are kept. */
export interface Stage extends Pick<Shell, 'lacks' | 'lend'> {
  /** A new suite, which is closed after the test. */
  readonly start: (options?: SuiteOptions) => Promise<RunningSuite>;
  /**
   * A suite that the test before may have used, and the next may use: without windows, with these settings. For tests
   * that leave the bank as they find it: no money is moved, no PIN is changed, no crowd comes. And no clock is taken
   * over (`page.clock`): in Electron all windows share it, also those of later tests.
   */
  readonly share: (settings?: Omit<SettingsPatch, 'bank'>) => Promise<RunningSuite>;
  /** A suite, and an ATM of it at which the account's owner has logged in. */
  readonly visit: (account: string, options?: SuiteOptions) => Promise<{ suite: RunningSuite; atm: Page }>;
  readonly keep: (page: Page, name: string) => Promise<void>;
}

/** To be called inside a `describe`. */
export function setStage(shell: Shell): Stage {
  const running: RunningSuite[] = [];
  /** None, or the one that tests share. It is closed with a test that fails: what that has left behind isn't known. */
  const shared: RunningSuite[] = [];
  const closeAll = (suites: RunningSuite[]) => Promise.all(suites.splice(0).map((suite) => suite.close()));
  const tidyAll = async () => {
    try {
      await Promise.all(shared.map(tidy));
    } catch (error) {
      await closeAll(shared);
      throw error;
    }
  };
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      running.push(...shared.splice(0));
      await keepEvidence(running);
    }
    await Promise.all([closeAll(running), tidyAll()]);
  });
  afterAll(() => closeAll(shared));
  const start = async (options?: SuiteOptions) => {
    const suite = await startSuite(shell, options);
    running.push(suite);
    return suite;
  };
  return {
    lacks: shell.lacks,
    lend: (folder) => shell.lend(folder),
    start,
    async share(settings = {}) {
      const [present] = shared;
      if (present !== undefined) {
        await changeSettings(present, settings);
        return present;
      }
      const suite = await startSuite(shell, { settings });
      shared.push(suite);
      return suite;
    },
    async visit(account, options) {
      const suite = await start(options);
      const atm = await suite.open('atm');
      await logIn(atm, account);
      return { suite, atm };
    },
    keep: (page, name) => keepPicture(page, `${shell.name}-${name}`),
  };
}

/** Leaves nothing open for the next test. */
async function tidy(suite: RunningSuite): Promise<void> {
  await suite.closeWindows();
  await suite.call('camera.stop', {});
}

/** What the windows of a failed test showed in the end, for whoever has only the output to read. */
async function keepEvidence(suites: readonly RunningSuite[]): Promise<void> {
  for (const [index, page] of suites.flatMap((suite) => suite.windows()).entries()) {
    try {
      await keepPicture(page, `failed-${index}`);
      console.log(`${page.url()} showed:\n${await page.locator('body').ariaSnapshot({ timeout: 5_000 })}`);
    } catch (error) {
      console.log(`${page.url()}: ${String(error)}`);
    }
  }
}

/** Waits until the Lobby window says that the bank is open. */
export async function bankOpens(lobby: Page): Promise<void> {
  await lobby.getByRole('status').getByText('Bank: Open', { exact: true }).waitFor();
}

/** Logs in at an ATM with the keyboard, as a customer would. The bank's first PINs are in the account numbers. */
export async function logIn(atm: Page, account: string, pin = account.slice(1)): Promise<void> {
  await atm.getByRole('button', { name: `Card ${account}` }).click();
  await atm.getByRole('heading', { name: 'Enter your PIN' }).waitFor();
  await enter(atm, pin);
  await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
}

/** Types and presses Enter. */
export async function enter(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Confirms what is asked, and answers the question about the receipt, which is asked once in a visit. */
export async function confirm(atm: Page, receipt: 'with' | 'without' | 'asked before' = 'with'): Promise<void> {
  await choose(atm, 'Confirm');
  if (receipt !== 'asked before') await choose(atm, receipt === 'with' ? 'Yes' : 'No');
}

/** Takes what a withdrawal gives, with the card still in the machine: the receipt is left to read. */
export async function takeNotes(atm: Page): Promise<void> {
  await choose(atm, 'Something else first');
  await atm.getByRole('heading', { name: 'Take your notes' }).waitFor();
  await choose(atm, 'Take the notes');
}

/** Clicks the button that has exactly this name. */
export async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}
