import type { Page } from 'playwright-core';
import { type Step, shows } from './step.ts';

/** Every screen of an ATM, and what is said on it, by the keys of the machine. */

const at = (screen: string) => shows(`[data-at="${screen}"] .frame`);
const said = shows('.notice-line .notice');

/** Presses keys one after the other: digits as they are, `\n` for Enter, `\x1b` for Cancel. */
async function press(page: Page, keys: string): Promise<void> {
  for (const key of keys) await page.keyboard.press(key === '\n' ? 'Enter' : key === '\x1b' ? 'Escape' : key);
}

/** Presses keys, and waits for the screen that they lead to. */
const leads = (state: string, keys: string, screen: string): Step => [
  state,
  async (page) => {
    await press(page, keys);
    await at(screen)(page);
  },
];
/** As `leads`, and waits for what is said there. */
const answers = (state: string, keys: string, screen: string): Step => [
  state,
  async (page) => {
    await press(page, keys);
    await at(screen)(page);
    await said(page);
  },
];

const visit: readonly Step[] = [
  ['welcome', shows('.card')],
  answers('no-account', '\n', 'card'),
  leads('account', '1997', 'card'),
  leads('pin', '\n', 'pin'),
  answers('short-pin', '9\n', 'pin'),
  answers('wrong-pin', '99\n', 'pin'),
  [
    'menu',
    async (page) => {
      await press(page, '997\n');
      await shows('[data-at="menu"] .soft-key')(page);
      await shows('.session-bar .balance')(page);
    },
  ],
  answers('menu-choose', '\n', 'menu'),
  [
    'balance',
    async (page) => {
      await press(page, '4');
      await at('balance')(page);
    },
  ],
  [
    'balance-hidden',
    async (page) => {
      await page.locator('.eye').click();
      await shows('.eye[data-selected]')(page);
    },
  ],
  [
    'amount',
    async (page) => {
      await page.locator('.eye').click();
      await press(page, '\n');
      await at('menu')(page);
      await press(page, '1');
      await at('amount')(page);
    },
  ],
  answers('no-amount', '\n', 'amount'),
  answers('not-enough', '7001\n', 'amount'),
  leads('not-payable', '\x1b133\n', 'not-payable'),
  leads('confirm', '\x1b160\n', 'confirm'),
  leads('ask-receipt', '\n', 'ask-receipt'),
  leads('card-first', '1', 'card-first'),
  [
    'notes',
    async (page) => {
      await page.locator('.soft-keys.end .soft-key').first().click();
      await at('notes')(page);
    },
  ],
  leads('receipt', '\n', 'receipt'),
  leads('recipient', '\n3', 'recipient'),
  answers('no-payee', '4242\n', 'recipient'),
  answers('own-account', '1997\n', 'recipient'),
  leads('payee', '1999\n', 'amount'),
  leads('confirm-transfer', '25\n', 'confirm'),
  leads('receipt-transfer', '\n', 'receipt'),
  [
    'statement',
    async (page) => {
      await press(page, '\n5');
      await shows('.statement tbody tr')(page);
    },
  ],
  leads('new-pin', '\n6', 'new-pin'),
  answers('pins-differ', '997\n123\n124\n', 'new-pin'),
  [
    'service',
    async (page) => {
      await press(page, '\x1b');
      await at('menu')(page);
      await page.locator('.fascia .button').click();
      await shows('.hatch .switch')(page);
    },
  ],
  [
    'farewell',
    async (page) => {
      await press(page, '\x1b');
      await page.locator('.hatch').waitFor({ state: 'detached' });
      await press(page, '\x1b');
      await at('farewell')(page);
    },
  ],
];

const locked: readonly Step[] = [
  [
    'locked',
    async (page) => {
      await press(page, '\n1999\n');
      for (let tries = 1; tries < 3; tries++) {
        await press(page, '111\n');
        await at('pin')(page);
        await said(page);
      }
      await press(page, '111\n');
      await at('refused')(page);
    },
  ],
];

export const ATM: readonly Step[] = [...visit, ...locked];
