import type { Page } from 'playwright-core';
import type { BankStatus } from '../../../src-main/contract/board.ts';
import { CROWD_MIXES, type CrowdState } from '../../../src-main/contract/crowd.ts';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import { click, shows } from '../tours/step.ts';
import { failure, NOW, type Scene } from './scene.ts';
import type { ToldLine } from './told-line.ts';

/** What the Lobby window shows of its bank, its crowd and its visitors, told to it over its line. */

export const OPEN: Extract<BankStatus, { state: 'listening' }> = {
  state: 'listening',
  ports: { teletype: { host: '0.0.0.0', port: 9999 }, terminal: { host: '0.0.0.0', port: 9998 } },
  fingerprint: Array.from({ length: 32 }, (_, index) => (index * 7 + 16).toString(16).toUpperCase()).join(':'),
  metrics: null,
  threads: 2,
  movesSockets: false,
  accounts: ['1997', '1998', '1999'],
  demoPins: {},
};

const figures = {
  seconds: 75,
  connected: 812,
  logins: 1_000,
  operations: 1_234_567,
  done: { balance: 400, deposit: 200, withdraw: 200, transfer: 200 },
  refusals: 12,
  left: 0,
  errors: 3,
  perSecond: 4_812,
  latency: { p50: 12.3, p99: 1_234.5 },
};
const options = { clients: 1_000, rate: 5_000, mix: CROWD_MIXES.everyday };

/** The bank's panel in place of the side: it is not open. */
const closed = (name: string, status: BankStatus, then: Scene['go'] = async () => {}): Scene => ({
  kind: 'lobby',
  name,
  tell: (line) => line.answer('bank.status', status),
  async go(page, line) {
    await shows('.middle .panel.bank')(page);
    await then(page, line);
  },
});

/** The sentence that the bank's own door would say, as English shows it. */
const BOOKS = '/srv/ada/.local/share/lobby/ledger.db';
const SHUT: readonly FailureFields[] = [
  failure('port_in_use', 'Port 9999 is in use.', { port: 9999 }),
  failure('port_denied', 'Port 80 is denied.', { port: 80 }),
  failure('listen_failed', 'Port 9999 can’t be opened.', { port: 9999 }),
  failure('database_damaged', `The ledger ${BOOKS} is damaged. Put it back from a backup.`),
  failure('database_locked', `Another Lobby uses the ledger ${BOOKS}. Close it, or choose another data folder.`),
  failure('pin_key_missing', 'The PIN key /srv/ada/.local/share/lobby/pin.key is missing. Put it back from a backup.'),
  failure('books_unreachable', "The books' database at db.example.org:5432 can't be reached. Is it running?"),
  failure('ledger_lost', 'The ledger stopped unexpectedly. Nothing that was confirmed is lost.'),
];

async function unfold(page: Page, panel: string): Promise<void> {
  await shows(`.panel.fold.${panel}`)(page);
  const folded = page.locator(`.panel.${panel} .unfold[aria-expanded="false"]`);
  if ((await folded.count()) > 0) await folded.click();
}

const crowd = (name: string, state: CrowdState): Scene => ({
  kind: 'lobby',
  name,
  tell: (line) => line.answer('crowd.state', state),
  async go(page) {
    await shows(`.panel.crowd .state.${state.state}`)(page);
    await unfold(page, 'crowd');
  },
});

const tour = (name: string, state: CrowdState, go: Scene['go'] = async () => {}): Scene => ({
  kind: 'lobby',
  name,
  settings: { lobby: { tour: true } },
  tell: (line) => line.answer('crowd.state', state),
  async go(page, line) {
    await shows('.panel.tour')(page);
    await go(page, line);
  },
});

async function wrongFields(page: Page): Promise<void> {
  const fields = page.locator('.bank-fields input.code');
  await fields.nth(0).fill('70000');
  await page.locator('.books .choice:nth-child(2)').click();
  await fields.last().fill('no database');
  await page.locator('.bank-fields .button').first().click();
  await shows('.books .wrong')(page);
}

/** @param later ms after now */
const board = (line: ToldLine, sum: number, sessions: number, later = 0) =>
  line.say('bank.board', {
    at: Date.now() + later,
    open: sessions,
    sessions: Array.from({ length: Math.min(sessions, 600) }, (_, index) => ({
      id: `A1B2C3D4-${index + 1}`,
      number: index + 1,
      thread: index % 2,
      protocol: index % 3 === 0 ? 'teletype' : 'terminal',
      peer: '192.168.100.200:54321',
      terminal: index === 1 ? 'A machine with a rather long name' : index % 3 === 0 ? null : `ATM ${index + 1}`,
      account: index === 0 ? null : index === 1 ? '1234567890123456' : String(1000 + index),
      since: NOW - index * 60_000,
      operations: index * 1_234,
    })),
    queue: 1_234,
    commits: Array.from({ length: 40 }, (_, index) => ({
      number: 1_000_000 + index,
      at: Date.now() - index,
      size: 1 + ((index * 37) % 90),
      micros: 1_500,
    })),
    transfers: Array.from({ length: 12 }, (_, index) => ({
      transfer: {
        sequence: 12_345_678 + index,
        kind:
          (['deposit', 'withdrawal', 'transfer', 'reserve', 'post', 'void', 'reversal'] as const)[index % 7] ??
          'deposit',
        debit: index % 2 === 0 ? '1234567890123456' : 'cash',
        credit: index % 2 === 0 ? 'cash' : '1234567890123456',
        amount: 123_456_789 * (index + 1),
        refers: null,
        at: NOW,
        hash: 'ab'.repeat(32),
      },
      session: `A1B2C3D4-${index + 1}`,
      commit: 1_000_000 + index,
    })),
    totals: {
      accepted: 123_456,
      operations: 123_456_789,
      transfers: 98_765_432,
      refusals: 1_234_567,
      commits: 1_000_040,
    },
    latency: { p50: 1.2, p99: 1_234.5 },
    past: [],
    sum,
    cash: -987_654_321_098,
  });

const busy = (name: string, sum: number, sessions: number, view: number, size?: Scene['size']): Scene => ({
  kind: 'lobby',
  name,
  ...(size === undefined ? {} : { size }),
  async go(page, line) {
    await shows('.board .totals')(page);
    if (view > 1) await click(page, `.board > header .choice:nth-child(${view})`);
    board(line, sum, sessions);
    // The table takes what is new once a second, by the board's clock.
    for (const later of view === 3 ? [1_500, 3_000] : []) board(line, sum, sessions, later);
    if (view === 3) await page.locator('.board .tables .link').first().waitFor();
    await page
      .locator('.board .totals dd')
      .getByText(/[3٣][,٬][4٤][5٥][6٦][,٬]/)
      .first()
      .waitFor();
  },
});

export const LOBBY_SCENES: readonly Scene[] = [
  closed('opening', { state: 'starting' }),
  closed('closed', { state: 'stopped' }),
  ...SHUT.map((error) => closed(`failed-${error.code}`, { state: 'failed', ...error })),
  closed('fields-wrong', { state: 'failed', ...failure('listen_failed', 'x', { port: 9999 }) }, wrongFields),
  tour('tour-crowd', { state: 'idle', last: null }),
  tour('tour-starting', { state: 'starting', options, figures }),
  tour('tour-watch', { state: 'running', options, figures }),
  tour('tour-money', { state: 'running', options, figures }, async (page) => {
    await click(page, '.panel.tour .button.primary');
    await shows('.panel.tour[data-step="money"]')(page);
  }),
  crowd('crowd-starting', { state: 'starting', options, figures: { ...figures, latency: null } }),
  crowd('crowd-running', { state: 'running', options, figures }),
  crowd('crowd-stopping', { state: 'stopping', options, figures }),
  crowd('crowd-over', { state: 'idle', last: figures }),
  crowd('crowd-lost', {
    state: 'failed',
    ...failure(
      'crowd_bank_gone',
      'The bank doesn’t answer the crowd any more. Open the bank, then start the crowd again.',
    ),
    last: figures,
  }),
  {
    kind: 'lobby',
    name: 'crowd-wrong',
    async go(page) {
      await unfold(page, 'crowd');
      const fields = page.locator('.panel.crowd .exact input');
      await fields.nth(0).fill('9999');
      await fields.nth(1).fill('abc');
      await fields.nth(1).blur();
    },
  },
  {
    kind: 'lobby',
    name: 'bank-details',
    tell: (line) => line.answer('bank.status', { ...OPEN, outdated: true }),
    async go(page) {
      await shows('.panel.bank')(page);
      await unfold(page, 'bank');
      await click(page, '.panel.bank .more summary');
    },
  },
  {
    kind: 'lobby',
    name: 'settings-outdated',
    tell: (line) => line.answer('bank.status', { ...OPEN, outdated: true }),
    async go(page) {
      await page.locator('.masthead > .button').nth(0).click();
      await shows('.dialog.settings .outdated')(page);
      await wrongFields(page);
    },
  },
  {
    kind: 'lobby',
    name: 'settings-saving',
    tell: (line) => line.withhold('settings.change'),
    async go(page) {
      await page.locator('.masthead > .button').nth(0).click();
      await click(page, '.dialog.settings .bank-fields .submit .button');
      await shows('.dialog.settings .bank-fields .waiting')(page);
    },
  },
  {
    kind: 'lobby',
    name: 'settings-complaints',
    tell: (line) =>
      line.answer('settings.complaints', [
        { kind: 'value', setting: 'camera.threshold', used: 'null', message: 'x' },
        { kind: 'value', setting: 'clock', used: null, message: 'x' },
        { kind: 'file', keptAs: '/srv/ada/.local/share/lobby/settings.json.wrong', message: 'x' },
      ]),
    go: shows('.banner'),
  },
  {
    kind: 'lobby',
    name: 'settings-not-saved',
    tell: (line) =>
      line.refuse(
        'settings.change',
        failure(
          'settings_not_saved',
          "The settings can't be saved in /srv/ada/.local/share/lobby/settings.json (ENOSPC).",
        ),
      ),
    async go(page) {
      await page.locator('.masthead .preferences [role=radio][aria-checked=false]').first().click();
      await shows('.banner.bad')(page);
    },
  },
  {
    kind: 'lobby',
    name: 'suite-lost',
    async go(page, line) {
      await shows('.board .totals')(page);
      await line.cut();
      await shows('.banner.warn')(page);
    },
  },
  busy('board-busy', 0, 5, 1),
  busy('board-crowded', 0, 600, 1),
  busy('board-threads', 0, 600, 2),
  busy('board-table', 0, 600, 3),
  busy('board-not-conserved', 100, 5, 1),
  busy('board-not-conserved-table', 100, 5, 3),
  busy('board-narrow', 0, 60, 1, { width: 480, height: 800 }),
  busy('board-narrow-table', 0, 60, 3, { width: 480, height: 800 }),
  busy('board-wide', 0, 600, 1, { width: 1920, height: 1080 }),
  busy('board-wide-table', 0, 600, 3, { width: 1920, height: 1080 }),
];
