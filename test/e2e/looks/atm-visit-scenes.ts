import type { Page } from 'playwright-core';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import type { Statement } from '../../../src-main/contract/terminal.ts';
import { shows } from '../tours/step.ts';
import { machine, press, READY, screen } from './atm-scenes.ts';
import { failure, NOW, type Scene } from './scene.ts';
import type { ToldLine } from './told-line.ts';

/** What a customer at an ATM sees of waits, empty cassettes, unknown outcomes and ends, told to it over its line. */

const CUSTOMER = {
  ...machine(),
  at: 'customer',
  session: 'A1B2C3D4-7',
  account: '1998',
  balance: 300_000,
  endsAt: null,
  settled: [],
} satisfies AtmState;
const transfer = {
  sequence: 48_211,
  kind: 'withdrawal',
  debit: '1998',
  credit: 'cash',
  amount: 30_000,
  refers: null,
  at: NOW,
  hash: '9f2c'.repeat(16),
} as const;

/** As customer of account 1998, then. */
const inside = (
  name: string,
  then: (page: Page, line: ToldLine) => Promise<void>,
  customer: Partial<Extract<AtmState, { at: 'customer' }>> = {},
): Scene => ({
  kind: 'atm',
  name,
  tell(line) {
    line.answer('atm.connect', READY);
    line.answer('atm.login', { balance: 300_000 });
  },
  async go(page, line) {
    await shows('.card')(page);
    await press(page, '1998\n');
    await screen('pin')(page);
    await press(page, '998\n');
    line.say('atm.state', { ...CUSTOMER, ...customer });
    await shows('[data-at="menu"] .soft-key')(page);
    await then(page, line);
  },
});
/** A withdrawal of $300 that the suite answers so, up to the question about the receipt. */
const withdrawal = (name: string, tell: (line: ToldLine) => void, keys: string, at: string): Scene =>
  inside(name, async (page, line) => {
    line.answer('atm.payable', { notes: [{ denomination: 10_000, count: 3 }], below: null, above: null });
    tell(line);
    await press(page, '1');
    await screen('amount')(page);
    await press(page, '300\n');
    await screen('confirm')(page);
    await press(page, '\n');
    await screen('ask-receipt')(page);
    await press(page, keys);
    await screen(at)(page);
  });

const statement: Statement = {
  balance: 300_000,
  more: true,
  transfers: (['post', 'transfer', 'deposit', 'reserve', 'void', 'reversal', 'withdrawal', 'opening'] as const).map(
    (kind, index) => ({
      ...transfer,
      kind,
      sequence: 48_211 - index,
      amount: 1_234_567 + index * 100_001,
      debit: index % 2 === 0 ? '1998' : '1234567890123456',
      credit: index % 2 === 0 ? '1234567890123456' : '1998',
      at: NOW - index * 86_400_000,
    }),
  ),
};

export const ATM_VISIT_SCENES: readonly Scene[] = [
  ...(['idle', 'closing', 'lost', 'locked'] as const).map((reason) =>
    inside(`ended-${reason}`, async (page, line) => {
      line.say('atm.state', { ...READY, ended: reason });
      await screen('ended')(page);
    }),
  ),
  inside('time-left', async (page, line) => {
    line.say('atm.state', { ...CUSTOMER, endsAt: Date.now() + 25_000 });
    await shows('.time-left')(page);
  }),
  inside('unsettled', shows('.session-bar'), {
    unsettled: [{ key: 'k'.repeat(8), kind: 'withdrawal', account: '1998', amount: 30_000 }],
  }),
  inside('settled', shows('.session-bar'), {
    settled: [
      { key: 'k'.repeat(8), kind: 'withdrawal', account: '1998', amount: 30_000, outcome: 'done' },
      { key: 'l'.repeat(8), kind: 'transfer', account: '1998', amount: 1_234_567, outcome: 'not_done' },
    ],
  }),
  inside('rich', shows('.session-bar'), { account: '1234567890123456', balance: 123_456_789_012 }),
  inside(
    'rich-balance',
    async (page) => {
      await press(page, '4');
      await screen('balance')(page);
    },
    { account: '1234567890123456', balance: 123_456_789_012 },
  ),
  inside('reconnecting', shows('.session-bar'), { session: null }),
  inside('over-limit', async (page) => {
    await press(page, '2');
    await screen('amount')(page);
    await press(page, '1000001\n');
    await shows('.notice-line .notice')(page);
  }),
  inside('finding', async (page, line) => {
    line.withhold('atm.check-payee');
    await press(page, '3');
    await screen('recipient')(page);
    await press(page, '1234567890123456\n');
    await screen('finding')(page);
  }),
  inside('payee-long', async (page, line) => {
    line.answer('atm.check-payee', {});
    await press(page, '3');
    await screen('recipient')(page);
    await press(page, '1234567890123456\n');
    await screen('amount')(page);
    await press(page, '2999.99\n');
    await screen('confirm')(page);
  }),
  inside('too-many-payees', async (page, line) => {
    line.refuse('atm.check-payee', failure('rate_limited', 'Too many.', { retryAfter: 20_000 }));
    await press(page, '3');
    await screen('recipient')(page);
    await press(page, '4242\n');
    await shows('.notice-line .notice')(page);
  }),
  inside('counting', async (page, line) => {
    line.withhold('atm.payable');
    await press(page, '1');
    await screen('amount')(page);
    await press(page, '300\n');
    await screen('counting')(page);
  }),
  inside('nothing-payable', async (page, line) => {
    line.answer('atm.payable', { notes: null, below: null, above: null });
    await press(page, '1');
    await screen('amount')(page);
    await press(page, '300\n');
    await screen('not-payable')(page);
  }),
  withdrawal('working', (line) => line.withhold('atm.withdraw'), '1', 'working'),
  withdrawal(
    'outcome-unknown',
    (line) => line.refuse('atm.withdraw', failure('outcome_unknown', 'Unknown.')),
    '1',
    'problem',
  ),
  withdrawal(
    'problem',
    (line) => line.refuse('atm.withdraw', failure('nothing_paid', 'Nothing was paid.')),
    '1',
    'problem',
  ),
  withdrawal(
    'daily-limit',
    (line) => line.refuse('atm.withdraw', failure('limit_exceeded', 'Too much.')),
    '1',
    'problem',
  ),
  ...(['1', '1\n', '1\n\n'] as const).map((keys, index) =>
    withdrawal(
      `paid-in-part-${index + 1}`,
      (line) =>
        line.answer('atm.withdraw', {
          transfer: { ...transfer, amount: 26_000 },
          balance: 274_000,
          amount: 26_000,
          notes: [
            { denomination: 10_000, count: 2 },
            { denomination: 2_000, count: 3 },
          ],
          booked: false,
        }),
      keys,
      ['card-first', 'last-notes', 'last-receipt'][index] ?? '',
    ),
  ),
  withdrawal(
    'done-without-receipt',
    (line) =>
      line.answer('atm.withdraw', {
        transfer,
        balance: 270_000,
        amount: 30_000,
        notes: [{ denomination: 10_000, count: 3 }],
        booked: true,
      }),
    '2',
    'card-first',
  ),
  inside('statement-loading', async (page, line) => {
    line.withhold('atm.statement');
    await press(page, '5');
    await screen('statement')(page);
  }),
  inside('statement-empty', async (page, line) => {
    line.answer('atm.statement', { transfers: [], more: false, balance: 0 });
    await press(page, '5');
    await screen('statement')(page);
  }),
  inside('statement-long', async (page, line) => {
    line.answer('atm.statement', statement);
    await press(page, '5');
    await shows('.statement tbody tr')(page);
  }),
  inside('repeat-pin', async (page) => {
    await press(page, '6');
    await screen('new-pin')(page);
    await press(page, '998\n4321\n43');
  }),
  inside('pin-changed', async (page, line) => {
    line.answer('atm.change-pin', {});
    await press(page, '6');
    await screen('new-pin')(page);
    await press(page, '998\n4321\n4321\n');
    await screen('pin-changed')(page);
  }),
];
