import type { LedgerCheckState } from '../../../src-main/contract/administration/ledger-check.ts';
import { ledgerFault } from '../../../src-main/contract/administration/ledger-faults.ts';
import type { SelfUpdateState, UpdateState } from '../../../src-main/contract/administration/updates.ts';
import type { SessionDetail } from '../../../src-main/contract/board.ts';
import { click, shows } from '../tours/step.ts';
import { bankDialog, lobby, narrow, openFromBank, refusal, statement, waiting } from './lobby-dialogs.ts';
import { failure, NOW, type Scene } from './scene.ts';
import type { ToldLine } from './told-line.ts';

/** The Lobby's other dialogs while they wait, empty, full and refused: sessions, the ledger's check, versions, reset. */

const ENDED = Array.from({ length: 30 }, (_, index) => ({
  id: `A1B2C3D4-${index + 1}`,
  number: index + 1,
  thread: index % 2,
  protocol: index % 3 === 0 ? ('teletype' as const) : ('terminal' as const),
  peer: '192.168.100.200:54321',
  terminal: index === 1 ? 'A machine with a rather long name' : index % 3 === 0 ? null : `ATM ${index + 1}`,
  account: index === 0 ? null : index === 1 ? '1234567890123456' : index > 20 ? `880000${index}` : String(1000 + index),
  since: NOW - index * 60_000,
  operations: index * 1_234,
  ended: NOW - index * 30_000,
  wrote: index * 1_000,
}));
const { ended: _ended, wrote: _wrote, ...SESSION } = ENDED[1] ?? (ENDED[0] as (typeof ENDED)[number]);
const DETAIL: SessionDetail = {
  session: SESSION,
  ended: NOW,
  lines: Array.from({ length: 40 }, (_, index) => ({
    number: index + 1,
    at: NOW + index * 250,
    direction: index % 2 === 0 ? ('in' as const) : ('out' as const),
    text:
      index % 2 === 0
        ? `{"id":${index},"op":"deposit","amount":123456,"key":"${'k'.repeat(36)}","until":3600000}`
        : `{"id":${index},"ok":true,"transfer":{"sequence":12345678,"kind":"deposit","debit":"cash","credit":"··56"}}`,
    wrote: index % 2 === 0 ? 12_345_678 + index : null,
  })),
  pending: { operation: 'deposit', amount: 123_456, since: NOW },
  heldBytes: 4_096,
  transfers: statement.transfers,
};

const sessions = bankDialog('ended', 3);

const check = (name: string, state: LedgerCheckState, size?: Scene['size']) =>
  lobby(
    `check-${name}`,
    (line) => line.answer('ledger-check.state', state),
    async (page) => openFromBank(page, 2),
    size,
  );

export const NEWER: Extract<UpdateState, { state: 'newer' }> = {
  state: 'newer',
  feed: 'api.github.com',
  version: '0.2.0',
  running: '0.1.0',
  page: 'https://example.org/releases/0.2.0',
  command: 'sudo apt-get install ./lobby_0.2.0_amd64.deb',
  selfUpdate: null,
};
const OWN = (selfUpdate: SelfUpdateState): UpdateState => ({ ...NEWER, command: null, selfUpdate });
const updates = (name: string, update: UpdateState, go: Scene['go'], size?: Scene['size']) =>
  lobby(`updates-${name}`, (line) => line.answer('updates.state', update), go, size);
const settings: Scene['go'] = async (page) => {
  await page.locator('.masthead > .button').nth(0).click();
  await shows('.dialog.settings .preferences')(page);
};

const resets = (name: string, tell: (line: ToldLine) => void, wait: string) =>
  lobby(`reset-${name}`, tell, async (page, line) => {
    await settings(page, line);
    await click(page, '.dialog.settings .button-row .button:nth-child(2)');
    await click(page, '.dialog.settings .question .button.primary');
    const said = page.locator(wait).last();
    await said.waitFor();
    await said.scrollIntoViewIfNeeded();
  });

export const OFFICE_SCENES: readonly Scene[] = [
  sessions('loading', waiting('bank.ended-sessions'), '.dialog.ended-sessions'),
  sessions('refused', (line) => line.refuse('bank.ended-sessions', refusal), '.ended-sessions [role=alert]'),
  sessions('none', (line) => line.answer('bank.ended-sessions', []), '.ended-sessions .hint'),
  sessions('full', (line) => line.answer('bank.ended-sessions', ENDED), '.ended-sessions tbody tr'),
  sessions(
    'full-narrow',
    (line) => line.answer('bank.ended-sessions', ENDED),
    '.ended-sessions tbody tr',
    async () => {},
    narrow,
  ),
  sessions(
    'sheet',
    (line) => {
      line.answer('bank.ended-sessions', ENDED);
      line.answer('bank.session', DETAIL);
    },
    '.ended-sessions tbody tr',
    async (page) => {
      await click(page, '.ended-sessions tbody tr:nth-child(2) .link');
      await shows('.transcript li')(page);
    },
  ),
  sessions(
    'sheet-narrow',
    (line) => {
      line.answer('bank.ended-sessions', ENDED);
      line.answer('bank.session', { ...DETAIL, ended: null });
    },
    '.ended-sessions tbody tr',
    async (page) => {
      await click(page, '.ended-sessions tbody tr:nth-child(2) .link');
      await shows('.transcript li')(page);
    },
    narrow,
  ),
  sessions(
    'gone',
    (line) => {
      line.answer('bank.ended-sessions', ENDED);
      line.answer('bank.session', null);
    },
    '.ended-sessions tbody tr',
    async (page) => {
      await click(page, '.ended-sessions tbody tr:nth-child(2) .link');
      await shows('.session-sheet .hint')(page);
    },
  ),
  check('none', { state: 'none' }),
  check('copying', { state: 'copying', part: 0.08 }),
  check('checking', { state: 'checking', part: 0.43 }),
  check('bad', {
    state: 'bad',
    at: NOW,
    findings: [
      { sequence: 2, fault: ledgerFault('below_zero', { transfer: 12_345_678, account: '1234567890123456' }) },
      { sequence: 3, fault: ledgerFault('wrong_balance', { transfer: 12_345_679, said: 123_456, found: 123_455 }) },
      { sequence: null, fault: ledgerFault('head_differs', { newest: 'ab'.repeat(32), head: 'cd'.repeat(32) }) },
      { sequence: null, fault: ledgerFault('account_balance', { account: '1998', found: 300_000, made: 299_999 }) },
      { sequence: null, fault: ledgerFault('sum_not_zero', { sum: 1 }) },
    ],
  }),
  check(
    'failed',
    {
      state: 'failed',
      ...failure(
        'ledger_not_copied',
        'The ledger could not be copied to /tmp/lobby-check (ENOSPC). The check needs room for a second one.',
      ),
    },
    narrow,
  ),
  updates('banner', NEWER, shows('.banner.news')),
  updates('banner-narrow', NEWER, shows('.banner.news'), narrow),
  updates('own-offered', OWN({ step: 'offered', failure: null }), shows('.banner .primary')),
  updates(
    'own-failed',
    OWN({
      step: 'offered',
      failure: failure(
        'update_differs',
        'What was downloaded is not the file of the release: its SHA-512 differs. It is deleted; nothing has changed.',
      ),
    }),
    shows('.banner .primary'),
  ),
  updates('own-downloading', OWN({ step: 'downloading', part: 0.43 }), shows('.banner progress')),
  updates('own-downloading-narrow', OWN({ step: 'downloading', part: 0.43 }), shows('.banner progress'), narrow),
  updates('own-ready', OWN({ step: 'ready' }), shows('.banner .primary')),
  updates('own-ready-narrow', OWN({ step: 'ready' }), shows('.banner .primary'), narrow),
  {
    ...updates('banner-page', { ...NEWER, command: null }, async (page) => {
      await shows('.banner.news')(page);
      await page.locator('.banner.news .button').first().click();
      await page.locator('.banner.news br').waitFor({ state: 'attached' });
    }),
    tell(line) {
      line.answer('updates.state', { ...NEWER, command: null });
      line.refuse(
        'updates.open-page',
        failure('nothing_opens', 'This system has no program that shows https://example.org/releases/0.2.0.'),
      );
    },
  },
  ...(
    [
      { state: 'off', feed: 'api.github.com' },
      { state: 'asking', feed: 'api.github.com' },
      { state: 'current', feed: 'api.github.com' },
      { state: 'failed', feed: 'api.github.com' },
    ] as const
  ).map((update) => updates(`setting-${update.state}`, update, settings)),
  updates('setting-newer', NEWER, settings),
  updates('setting-narrow', { state: 'failed', feed: 'api.github.com' }, settings, narrow),
  resets('working', waiting('bank.reset'), '.dialog.settings .button-row .button:nth-child(2)'),
  resets(
    'done',
    (line) =>
      line.answer('bank.reset', {
        keptAs: '/srv/ada/.local/share/lobby/books-2026-11-28-123456',
        status: { state: 'starting' },
      }),
    '.dialog.settings [role=status] .code',
  ),
  resets(
    'refused',
    (line) =>
      line.refuse(
        'bank.reset',
        failure(
          'books_shared',
          'The books are in a database that other banks may share, so they are not set aside from here.',
        ),
      ),
    '.dialog.settings > [role=alert]',
  ),
  lobby(
    'about-electron',
    (line) =>
      line.answer('suite.about', {
        version: '0.1.0',
        shell: 'electron',
        node: '24.11.1',
        platform: 'linux-x64',
        dataFolder: '/srv/ada/.local/share/lobby',
      }),
    async (page) => {
      await page.locator('.masthead > .button').nth(1).click();
      await shows('.dialog.about .facts')(page);
    },
  ),
];
