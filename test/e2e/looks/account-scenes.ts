import { click, shows } from '../tours/step.ts';
import { bankDialog, narrow, refusal, short, statement, waiting } from './lobby-dialogs.ts';
import { failure, NOW, type Scene } from './scene.ts';
import type { ToldLine } from './told-line.ts';

/** The dialog of accounts while it waits, empty, full and refused. */

const ACCOUNTS = [
  { number: '1997', balance: 700_000, held: 0, lockedByBank: false, lockedUntil: 0, dailyLimit: null },
  { number: '1998', balance: 300_000, held: 30_000, lockedByBank: true, lockedUntil: 0, dailyLimit: null },
  { number: '1999', balance: 0, held: 0, lockedByBank: false, lockedUntil: 4_102_444_800_000, dailyLimit: null },
  ...Array.from({ length: 20 }, (_, index) => ({
    number: String(1_234_567_890_123_400 + index),
    balance: 123_456_789_012 + index,
    held: index % 5 === 0 ? 12_345_678 : 0,
    lockedByBank: false,
    lockedUntil: 0,
    dailyLimit: null,
  })),
];
const accounts = bankDialog('accounts', 1);
const row =
  (action: number): Scene['go'] =>
  async (page) =>
    click(page, `.accounts tbody tr:nth-child(4) .row-actions .link:nth-child(${action})`);
/** Opens the history of balances; its field for a time comes after its picture. */
const balances: Scene['go'] = async (page, line) => {
  await row(2)(page, line);
  await shows('.balance-at .parts')(page);
};

const full = (line: ToldLine) => line.answer('accounts.list', { accounts: ACCOUNTS, more: true });
/** A year of an account, with a fall and a rise. */
const history = {
  opened: NOW - 365 * 86_400_000,
  from: NOW - 365 * 86_400_000,
  to: NOW,
  points: Array.from({ length: 200 }, (_, index) => ({
    at: NOW - (200 - index) * 1.8 * 86_400_000,
    balance: Math.round(500_000_000 + 400_000_000 * Math.sin(index / 20) + index * 1_000_000),
  })),
  isExact: false,
};
const flat = {
  opened: NOW - 3_600_000,
  from: NOW - 3_600_000,
  to: NOW,
  points: [{ at: NOW - 3_600_000, balance: 0 }],
  isExact: true,
};

export const ACCOUNT_SCENES: readonly Scene[] = [
  accounts('loading', waiting('accounts.list'), '.accounts-head'),
  accounts('refused', (line) => line.refuse('accounts.list', refusal), '.accounts [role=alert]'),
  accounts('none', (line) => line.answer('accounts.list', { accounts: [], more: false }), '.accounts .hint'),
  accounts('full', full, '.accounts tbody tr'),
  accounts('full-narrow', full, '.accounts tbody tr', async () => {}, narrow),
  accounts('full-short', full, '.accounts tbody tr', async () => {}, short),
  accounts(
    'locked',
    (line) => {
      full(line);
      line.answer('accounts.change', {});
    },
    '.accounts tbody tr',
    async (page, line) => {
      await row(3)(page, line);
      await page.locator('.accounts > p[role=status]').filter({ hasText: /./ }).waitFor();
    },
  ),
  accounts(
    'new-pin',
    (line) => {
      full(line);
      line.refuse('accounts.change', failure('account_exists', 'There is an account with that number already.'));
    },
    '.accounts tbody tr',
    async (page, line) => {
      await row(4)(page, line);
      await page.locator('.account-form input').fill('4321');
      await page.keyboard.press('Enter');
      await shows('.account-form [role=alert]')(page);
    },
  ),
  accounts(
    'statement-loading',
    (line) => {
      full(line);
      line.withhold('accounts.statement');
    },
    '.accounts tbody tr',
    row(1),
  ),
  accounts(
    'statement-empty',
    (line) => {
      full(line);
      line.answer('accounts.statement', { transfers: [], more: false, balance: 0 });
    },
    '.accounts tbody tr',
    row(1),
  ),
  accounts(
    'statement-full',
    (line) => {
      full(line);
      line.answer('accounts.statement', statement);
    },
    '.accounts tbody tr',
    row(1),
  ),
  accounts(
    'statement-narrow',
    (line) => {
      full(line);
      line.answer('accounts.statement', statement);
    },
    '.accounts tbody tr',
    row(1),
    narrow,
  ),
  accounts(
    'balances-loading',
    (line) => {
      full(line);
      line.withhold('accounts.balances');
    },
    '.accounts tbody tr',
    balances,
  ),
  accounts(
    'balances-refused',
    (line) => {
      full(line);
      line.refuse('accounts.balances', refusal);
    },
    '.accounts tbody tr',
    balances,
  ),
  accounts(
    'balances-flat',
    (line) => {
      full(line);
      line.answer('accounts.balances', flat);
    },
    '.accounts tbody tr',
    balances,
  ),
  ...([undefined, short, narrow] as const).map((size, index) =>
    accounts(
      `balances-year-${index + 1}`,
      (line) => {
        full(line);
        line.answer('accounts.balances', history);
      },
      '.accounts tbody tr',
      async (page, line) => {
        await balances(page, line);
        await shows('.balance-graph')(page);
      },
      size,
    ),
  ),
  accounts(
    'balances-table',
    (line) => {
      full(line);
      line.answer('accounts.balances', history);
    },
    '.accounts tbody tr',
    async (page, line) => {
      await balances(page, line);
      await shows('.balance-graph')(page);
      await click(page, '.balance-history .choice:nth-child(2)');
      await shows('.balance-history tbody tr')(page);
    },
  ),
];
