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
  afterEach(async () => {
    await Promise.all(running.splice(0).map((suite) => suite.close()));
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

/** Logs in at an ATM with the keyboard, as a customer would. */
export async function logIn(atm: Page, account: string, pin: string): Promise<void> {
  await atm.getByRole('button', { name: `Card ${account}` }).click();
  await atm.getByRole('heading', { name: 'Enter your PIN' }).waitFor();
  await atm.keyboard.type(pin);
  await atm.keyboard.press('Enter');
  await atm.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
}
