import { describe, expect, test } from 'vitest';
import type { AtmState } from '../../src-main/contract/atm.ts';
import { Screen } from '../../src-renderer/atm/screens/screen.tsx';
import { CashInside } from '../../src-renderer/atm/screens/service-hatch.tsx';
import type { Flow, Receipt } from '../../src-renderer/atm/screens.ts';
import { markup, words } from './render.tsx';

/** Every screen of the ATM with plain props: it has its words, in both languages, and never the PIN. */

const transfer = {
  sequence: 12,
  kind: 'deposit',
  debit: 'cash',
  credit: '1998',
  amount: 80_00,
  key: 'key-0001',
  refers: null,
  at: Date.UTC(2026, 10, 22, 12),
  hash: '0'.repeat(64),
} as const;
const receipt: Receipt = {
  kind: 'withdrawal',
  account: '1998',
  asked: 100_00,
  amount: 80_00,
  balance: 2920_00,
  notes: [{ denomination: 20_00, count: 4 }],
  to: null,
  booked: true,
  transfer,
};
const machine = { name: 'ATM 2', unsettled: [], unbooked: 0, cassettes: [] };
const state: AtmState = {
  at: 'customer',
  ...machine,
  session: '1-1',
  account: '1998',
  balance: 3000_00,
  endsAt: null,
  settled: [{ key: 'k', kind: 'withdrawal', account: '1998', amount: 40_00, outcome: 'not_done' }],
};
const account = '1998';
const failure = { code: 'insufficient_funds', message: '' } as const;

const SCREENS: readonly Flow[] = [
  { at: 'card', digits: '' },
  { at: 'card', digits: '19' },
  { at: 'pin', account, digits: '7531', wrong: true },
  { at: 'checking', account },
  { at: 'refused', failure: { code: 'account_locked', message: '' } },
  { at: 'ended', reason: 'idle' },
  { at: 'leaving' },
  { at: 'farewell', balance: 2920_00 },
  { at: 'menu', account },
  { at: 'balance', account },
  { at: 'amount', account, kind: 'withdrawal', to: null, digits: '40' },
  { at: 'recipient', account, digits: '1999' },
  { at: 'counting', account, amount: 33_00 },
  { at: 'not-payable', account, amount: 33_00, payable: { notes: null, below: 20_00, above: null } },
  { at: 'confirm', account, operation: { kind: 'transfer', amount: 5_00, to: '1999' } },
  { at: 'working', account, operation: { kind: 'deposit', amount: 5_00 } },
  { at: 'receipt', account, receipt, over: null },
  { at: 'statement', account, statement: { transfers: [transfer], more: true, balance: 3000_00 }, loading: false },
  { at: 'new-pin', account, step: { name: 'new', old: '7531' }, digits: '7531', differ: true },
  { at: 'changing-pin', account },
  { at: 'pin-changed', account },
  { at: 'problem', account, failure, back: { at: 'menu' } },
];

const draw = (flow: Flow, code: 'en' | 'ar', with_: AtmState = state) =>
  markup(<Screen flow={flow} state={with_} stateSince={0} accounts={['1997', '1998']} send={() => {}} />, code);

describe.each(SCREENS.map((flow) => [flow.at, flow] as const))('%s', (_at, flow) => {
  test('has a heading', () => {
    expect(draw(flow, 'en')).toMatch(/<h1[^>]*>[^<]{3,}<\/h1>/);
  });
  test('is wholly in Arabic', () => {
    // A file format has one name in every language.
    expect(
      words(draw(flow, 'ar'))
        .replaceAll('PDF', '')
        .match(/[A-Za-z]{2,}/g) ?? [],
    ).toEqual([]);
  });
  test('has the digits of choice', () => {
    // A hash is no number.
    const shown = (code: 'en' | 'ar') => words(draw(flow, code)).replaceAll(transfer.hash, '');
    expect(shown('ar')).not.toMatch(/[0-9]/);
    expect(shown('en')).not.toMatch(/[٠-٩]/);
  });
  test('never has a PIN in it', () => {
    expect(draw(flow, 'en')).not.toContain('7531');
  });
});

test('a lost bank is told with the time of the next try', () => {
  const lost: AtmState = { at: 'lost', ...machine, ended: null, attempt: 3, retryInMs: 0, message: '' };
  expect(words(draw({ at: 'card', digits: '' }, 'en', lost))).toContain('Out of service');
});

test.each([
  [{ code: 'port_in_use', message: 'Use --port.', port: 9998 }, 'en', /its port 9998\. The Lobby window/],
  [{ code: 'port_in_use', message: 'Use --port.', port: 9998 }, 'ar', /منفذه ٩٩٩٨/],
  [{ code: 'terminal_closed', message: '' }, 'en', /switched off/],
] as const)('a machine without a bank says why, in its language: %o %s', (failure, code, reason) => {
  const text = words(draw({ at: 'card', digits: '' }, code, { at: 'shut', ...failure }));
  expect(text).toMatch(reason);
  expect(text).not.toContain('--port');
});

test('a withdrawal that was not done says that nothing moved', () => {
  expect(words(draw({ at: 'menu', account }, 'en'))).toContain('Withdrawal $40.00 was not done. Nothing moved.');
});

test('a receipt whose session has ended meanwhile stays, and only leads out', () => {
  const text = words(draw({ at: 'receipt', account, receipt: { ...receipt, booked: false }, over: 'lost' }, 'en'));
  expect(text).toContain('The bank hasn’t confirmed the booking yet.');
  expect(text).not.toContain('Take card and leave');
  expect(text).not.toContain('Something else');
});

test.each([
  ['en', '$1,000.5'],
  ['ar', '١٬٠٠٠٫٥'],
] as const)('an amount is shown as the language writes it while it is typed (%s)', (code, shown) => {
  const typing: Flow = { at: 'amount', account, kind: 'deposit', to: null, digits: '1000.5' };
  expect(words(draw(typing, code))).toContain(shown);
});

test('a withdrawal at a machine is one movement, and a transfer names the other account', () => {
  const reserve = {
    ...transfer,
    sequence: 13,
    kind: 'reserve',
    debit: '1998',
    credit: 'cash',
    amount: 100_00,
  } as const;
  const post = { ...reserve, sequence: 14, kind: 'post', refers: 13, amount: 80_00 } as const;
  const sent = { ...transfer, sequence: 15, kind: 'transfer', debit: '1998', credit: '1999' } as const;
  const got = { ...sent, sequence: 16, debit: '1997', credit: '1998' } as const;
  const statement = { transfers: [got, sent, post, reserve, transfer], more: false, balance: 3000_00 };
  const page: Flow = { at: 'statement', account, statement, loading: false };
  const text = words(draw(page, 'en')).replaceAll(/\s+/g, ' ');
  for (const row of [
    'Transfer from 1997 +$80.00',
    'Transfer to 1999 −$80.00',
    'Withdrawal −$80.00',
    'Deposit +$80.00',
  ]) {
    expect(text).toContain(row);
  }
  expect(text).not.toContain('$100.00');
  expect(words(draw(page, 'ar'))).toContain('تحويل إلى ١٩٩٩');
});

describe('account numbers have the digits of the language', () => {
  test.each([
    ['cards', { at: 'card', digits: '' }, ['١٩٩٧', '١٩٩٨']],
    ['a number that is typed', { at: 'card', digits: '19' }, ['١٩']],
    ['before the PIN', { at: 'pin', account, digits: '', wrong: false }, ['١٩٩٨']],
    ['the payee that is typed', { at: 'recipient', account, digits: '1999' }, ['١٩٩٩']],
    ['the payee of an amount', { at: 'amount', account, kind: 'transfer', to: '1999', digits: '' }, ['١٩٩٩']],
    [
      'the question before a transfer',
      { at: 'confirm', account, operation: { kind: 'transfer', amount: 5_00, to: '1999' } },
      ['١٩٩٩'],
    ],
    [
      'a receipt',
      { at: 'receipt', account, receipt: { ...receipt, kind: 'transfer', to: '1999' }, over: null },
      ['١٩٩٨', '١٩٩٩'],
    ],
  ] as const satisfies readonly [string, Flow, readonly string[]][])('%s', (_what, flow, numbers) => {
    const text = words(draw(flow, 'ar'));
    for (const number of numbers) expect(text).toContain(number);
    expect(text).not.toMatch(/199\d/);
  });
});

test('a receipt paid in part says what was taken, on the screen and on the paper', () => {
  const page = draw({ at: 'receipt', account, receipt, over: null }, 'en');
  expect(page.match(/(?<=class=")(notice|remark)(?="[^>]*>[^<]*\$80\.00 of \$100\.00 was paid)/g)).toEqual([
    'notice',
    'remark',
  ]);
});

test.each([
  ['en', '$140.00 was paid out and is in no booking'],
  ['ar', 'دون قيد في الدفاتر'],
] as const)(
  'the attendant sees notes that were paid and are in no booking, and only then a word of it (%s)',
  (code, said) => {
    const cassettes = [{ denomination: 100_00, count: 3 }];
    expect(words(markup(<CashInside cassettes={cassettes} unbooked={140_00} />, code))).toContain(said);
    expect(words(markup(<CashInside cassettes={cassettes} unbooked={0} />, code))).not.toContain(said);
  },
);
