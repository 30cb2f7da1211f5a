import type { Page } from 'playwright-core';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import { shows } from '../tours/step.ts';
import { failure, type Scene } from './scene.ts';

/** What an ATM shows before a customer has logged in, told to it over its line. */

const MACHINE = {
  name: 'ATM 1',
  unsettled: [],
  unbooked: 0,
  cassettes: [
    { denomination: 10_000, count: 38 },
    { denomination: 2_000, count: 97 },
  ],
} as const;
/** Nobody is logged in. */
export const READY = { ...machine(), at: 'ready', ended: null, session: 'A1B2C3D4-7' } satisfies AtmState;

export function machine() {
  return { ...MACHINE, unsettled: [], cassettes: [...MACHINE.cassettes] };
}

export const screen = (at: string) => shows(`[data-at="${at}"] .frame`);

export async function press(page: Page, keys: string): Promise<void> {
  for (const key of keys) await page.keyboard.press(key === '\n' ? 'Enter' : key);
}

/** A machine in this state, without a customer. */
const outside = (name: string, state: AtmState, wait: string): Scene => ({
  kind: 'atm',
  name,
  tell: (line) => line.answer('atm.connect', state),
  go: shows(wait),
});
/** Refused at the log-in. */
const refused = (name: string, error: ReturnType<typeof failure>, wait: string): Scene => ({
  kind: 'atm',
  name,
  tell(line) {
    line.answer('atm.connect', READY);
    line.refuse('atm.login', error);
  },
  async go(page) {
    await shows('.card')(page);
    await press(page, '1998\n');
    await screen('pin')(page);
    await press(page, '998\n');
    await shows(wait)(page);
  },
});
const LOST = {
  ...machine(),
  at: 'lost',
  ended: null,
  attempt: 3,
  retryInMs: 8_000,
  code: 'bank_unreachable',
  message: 'connection refused',
} as const;

export const ATM_SCENES: readonly Scene[] = [
  outside('opening', { at: 'opening' }, '.spinner'),
  outside('lost', LOST, '.frame.bad .spinner'),
  outside(
    'lost-other-books',
    {
      ...LOST,
      code: 'other_bank_books',
      message:
        'The bank at bank2:9998 has other books than the one at bank1:9998, so this ATM does not use it. Name a bank whose books are in the same database.',
    },
    '.frame.bad .spinner',
  ),
  outside(
    'shut-journal',
    { at: 'shut', ...failure('journal', 'The journal of this ATM can’t be used.') },
    '.frame.bad',
  ),
  outside('shut-port', { at: 'shut', ...failure('port_in_use', 'Port 9998 is in use.', { port: 9998 }) }, '.frame.bad'),
  {
    kind: 'atm',
    name: 'without-cards',
    tell(line) {
      line.answer('atm.connect', READY);
      line.answer('bank.status', { state: 'stopped' });
    },
    go: screen('card'),
  },
  {
    kind: 'atm',
    name: 'six-cards',
    tell(line) {
      line.answer('atm.connect', READY);
      line.answer('bank.status', {
        state: 'listening',
        ports: {},
        fingerprint: null,
        metrics: null,
        threads: 2,
        movesSockets: true,
        accounts: ['1997', '1998', '1999', '4242', '1234567890123456', '77'],
        demoPins: { '1997': '997', '1998': '998' },
      });
    },
    go: shows('.card:nth-child(6)'),
  },
  {
    kind: 'atm',
    name: 'checking',
    tell(line) {
      line.answer('atm.connect', READY);
      line.withhold('atm.login');
    },
    async go(page) {
      await shows('.card')(page);
      await press(page, '1234567890123456\n');
      await screen('pin')(page);
      await press(page, '998\n');
      await screen('checking')(page);
    },
  },
  refused('last-try', failure('authentication_failed', 'Wrong PIN.', { triesLeft: 1 }), '.notice-line .notice'),
  refused('locked-minutes', failure('account_locked', 'Locked.', { retryAfter: 95_000 }), '[data-at="refused"] .frame'),
  refused('locked-by-bank', failure('account_locked', 'Locked.'), '[data-at="refused"] .frame'),
  refused('unreachable', failure('bank_unreachable', 'x'), '[data-at="refused"] .frame'),
  {
    kind: 'atm',
    name: 'unbooked',
    tell: (line) => line.answer('atm.connect', { ...READY, ...machine(), unbooked: 30_000 }),
    async go(page) {
      await shows('.card')(page);
      await page.locator('.fascia .button').click();
      await shows('.hatch .switch')(page);
    },
  },
  {
    kind: 'atm',
    name: 'suite-lost',
    tell: (line) => line.answer('atm.connect', READY),
    async go(page, line) {
      await shows('.card')(page);
      await line.cut();
      await shows('.banner.warn')(page);
    },
  },
];
