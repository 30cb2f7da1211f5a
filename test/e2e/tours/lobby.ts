import type { Page } from 'playwright-core';
import { click, type Step, shows } from './step.ts';

const isGone = (page: Page, selector: string) => page.locator(selector).waitFor({ state: 'detached' });

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await isGone(page, '.dialog');
}

/** A small window folds the panels beside the board. */
async function unfold(page: Page, panel: string): Promise<void> {
  const folded = page.locator(`.panel.${panel} .unfold[aria-expanded="false"]`);
  if ((await folded.count()) > 0) await folded.click();
}

async function openFromBank(page: Page, button: number): Promise<void> {
  await unfold(page, 'bank');
  await click(page, `.panel.bank .button-row .button:nth-child(${button})`);
}

/** Leads from the list of accounts to a form of it and back. */
const accountForm: readonly Step[] = [
  [
    'accounts-add',
    async (page) => {
      await click(page, '.accounts-head .button');
      await shows('.account-form')(page);
    },
  ],
  [
    'accounts-wrong',
    async (page) => {
      await click(page, '.account-form .button.primary');
      await shows('.account-form [role="alert"]')(page);
    },
  ],
  [
    'accounts-statement',
    async (page) => {
      await click(page, '.account-form .actions .button:not(.primary)');
      await click(page, '.accounts tbody tr:first-child .row-actions .link:first-child');
      await shows('.accounts .actions .button')(page);
      await shows('.accounts tbody tr')(page);
    },
  ],
];

/** One client comes, goes, and can't come again: its account has another PIN by then. */
const crowdThatFails: Step = [
  'crowd-failed',
  async (page) => {
    await closeDialog(page);
    await unfold(page, 'crowd');
    const start = page.locator('.panel.crowd form .button.primary');
    await page.locator('.panel.crowd .exact input').first().fill('1');
    await start.click();
    await shows('.panel.crowd .state.running')(page);
    await click(page, '.panel.crowd .body > .button');
    await start.waitFor();
    await openFromBank(page, 1);
    await click(page, '.accounts-head .switch');
    await click(page, '.accounts tbody tr:nth-child(4) .row-actions .link:last-child');
    await page.locator('.account-form input').fill('4321');
    await page.keyboard.press('Enter');
    await shows('.accounts tbody tr')(page);
    await closeDialog(page);
    await start.click();
    await shows('.panel.crowd .failure')(page);
  },
];

export const LOBBY: readonly Step[] = [
  ['picture', shows('.board .picture .chip')],
  [
    'session',
    async (page) => {
      await click(page, '.board .chip');
      await shows('.transcript li')(page);
    },
  ],
  [
    'threads',
    async (page) => {
      await page.keyboard.press('Escape');
      await isGone(page, '.session-sheet');
      await click(page, '.board > header .choice:nth-child(2)');
      await shows('.board .lane.named')(page);
    },
  ],
  [
    'table',
    async (page) => {
      await click(page, '.board > header .choice:nth-child(3)');
      await shows('.board .tables table')(page);
    },
  ],
  [
    'accounts',
    async (page) => {
      await openFromBank(page, 1);
      await shows('.accounts tbody tr')(page);
    },
  ],
  ...accountForm,
  [
    'balance-history',
    async (page) => {
      await click(page, '.accounts .actions .button:last-child');
      await click(page, '.accounts tbody tr:first-child .row-actions .link:nth-child(2)');
      await shows('.balance-graph')(page);
      await click(page, '.balance-at .button');
      await shows('.balance-at [role="alert"]')(page);
    },
  ],
  [
    'ledger-check',
    async (page) => {
      await closeDialog(page);
      await openFromBank(page, 2);
      await click(page, '.ledger-check .button.primary');
      await shows('.check-result.good')(page);
    },
  ],
  crowdThatFails,
  // Those of the crowd, which has gone.
  [
    'ended-sessions',
    async (page) => {
      await openFromBank(page, 3);
      await click(page, '.ended-sessions .switch');
      await shows('.ended-sessions tbody tr')(page);
    },
  ],
  [
    'ended-session',
    async (page) => {
      await click(page, '.ended-sessions tbody tr:last-child .link');
      await shows('.session-sheet .transcript li')(page);
    },
  ],
  [
    'settings',
    async (page) => {
      await page.keyboard.press('Escape');
      // The keyboard comes back to the dialog in the frame after that: until then nothing hears Escape.
      await page.locator('.dialog.ended-sessions:focus-within').waitFor();
      await closeDialog(page);
      await page.locator('.masthead > .button').nth(0).click();
      await shows('.dialog.settings .preferences')(page);
    },
  ],
  [
    'reset-question',
    async (page) => {
      await click(page, '.dialog.settings .button-row .button:nth-child(2)');
      await shows('.dialog.settings .question')(page);
    },
  ],
  [
    'about',
    async (page) => {
      await closeDialog(page);
      await page.locator('.masthead > .button').nth(1).click();
      await shows('.dialog.about .facts')(page);
    },
  ],
];
