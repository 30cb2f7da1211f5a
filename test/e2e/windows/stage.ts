import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { keepPicture, type RunningSuite, type Shell, type SuiteOptions, startSuite } from '../suite-fixture.ts';

/** Where scenarios play: suites that are closed after each test, and pictures that are kept. */
export interface Stage {
  readonly start: (options?: SuiteOptions) => Promise<RunningSuite>;
  readonly keep: (page: Page, name: string) => Promise<void>;
}

/** To be called inside a `describe`. */
export function setStage(shell: Shell): Stage {
  const running: RunningSuite[] = [];
  afterEach(async ({ task }) => {
    const suites = running.splice(0);
    if (task.result?.state === 'fail') await keepEvidence(suites);
    await Promise.all(suites.map((suite) => suite.close()));
  });
  return {
    async start(options) {
      const suite = await startSuite(shell, options);
      running.push(suite);
      return suite;
    },
    keep: (page, name) => keepPicture(page, `${shell.name}-${name}`),
  };
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

/** Logs in at an ATM with the keyboard, as a customer would. */
export async function logIn(atm: Page, account: string, pin: string): Promise<void> {
  await atm.getByRole('button', { name: `Card ${account}` }).click();
  await atm.getByRole('heading', { name: 'Enter your PIN' }).waitFor();
  await atm.keyboard.type(pin);
  await atm.keyboard.press('Enter');
  await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
}
