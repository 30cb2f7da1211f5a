import { describe, expect, test } from 'vitest';
import type { AtmState } from '../../src-main/contract/atm.ts';
import type { FailureCode } from '../../src-main/contract/failure.ts';
import { SESSION_IDLE_MS } from '../../src-main/contract/limits.ts';
import { Atm } from '../../src-renderer/atm/atm.tsx';
import type { Flow, Notice, Receipt } from '../../src-renderer/atm/flow/states.ts';
import { Screen } from '../../src-renderer/atm/screens/screen.tsx';
import { CashInside } from '../../src-renderer/atm/screens/service-hatch.tsx';
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
const visit = { account, paper: true } as const;
const failure = { code: 'insufficient_funds', message: '' } as const;
const operation = { kind: 'transfer', amount: 5_00, to: '1999' } as const;
const locked = { code: 'authentication_failed', message: '', triesLeft: 0, retryAfter: 30_000 } as const;
const statement = { transfers: [transfer], more: true, balance: 3000_00 };
const notPayable = { notes: null, below: 20_00, above: null };
const notice = null;

const SCREENS: readonly Flow[] = [
  { at: 'card', digits: '', notice },
  { at: 'card', digits: '19', notice },
  { at: 'pin', account, digits: '7531', notice: { why: 'wrong-pin', triesLeft: 2 } },
  { at: 'checking', account },
  { at: 'refused', failure: locked },
  { at: 'ended', reason: 'idle' },
  { at: 'leaving' },
  { at: 'last-notes', receipt, paper: true, balance: 2920_00 },
  { at: 'last-receipt', receipt, balance: 2920_00 },
  { at: 'farewell', balance: 2920_00, cardTaken: false },
  { at: 'menu', ...visit, notice },
  { at: 'balance', ...visit },
  { at: 'amount', ...visit, kind: 'withdrawal', to: null, digits: '40', notice },
  { at: 'recipient', ...visit, digits: '1999', stale: false, notice },
  { at: 'finding', ...visit, to: '1999', digits: '', entered: false },
  { at: 'counting', ...visit, amount: 33_00 },
  { at: 'not-payable', ...visit, amount: 33_00, payable: notPayable, notice },
  { at: 'confirm', ...visit, operation },
  { at: 'ask-receipt', ...visit, operation },
  { at: 'working', ...visit, operation: { kind: 'deposit', amount: 5_00 } },
  { at: 'card-first', ...visit, receipt, over: null },
  { at: 'notes', ...visit, receipt, over: null },
  { at: 'receipt', ...visit, receipt, over: null },
  { at: 'receipt', account, paper: false, receipt, over: null },
  { at: 'statement', ...visit, statement, loading: false },
  {
    at: 'new-pin',
    ...visit,
    step: { name: 'new', old: '7531' },
    digits: '7531',
    notice: { why: 'pins-differ' },
  },
  { at: 'changing-pin', ...visit },
  { at: 'pin-changed', ...visit },
  { at: 'problem', ...visit, failure, back: { at: 'menu', notice } },
];

const draw = (flow: Flow, code: 'en' | 'ar', with_: AtmState = state) =>
  markup(
    <Screen
      flow={flow}
      state={with_}
      stateSince={0}
      cards={{ accounts: ['1997', '1998'], demoPins: { '1997': '997' } }}
      send={() => {}}
    />,
    code,
  );

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

test('the balance is what the bank says now', () => {
  expect(words(draw({ at: 'balance', ...visit }, 'en'))).toContain('$3,000.00');
});

test('a card that was taken before is not asked for again', () => {
  const farewell = (cardTaken: boolean) => words(draw({ at: 'farewell', balance: 1, cardTaken }, 'en'));
  expect(farewell(true)).not.toContain('Take your card');
  expect(farewell(false)).toContain('Take your card');
});

const lostFor = (code: FailureCode, message: string): AtmState => {
  return { at: 'lost', ...machine, ended: null, attempt: 3, retryInMs: 0, code, message };
};

test('a lost bank is told with the time of the next try', () => {
  const lost = lostFor('bank_unreachable', '');
  expect(words(draw({ at: 'card', digits: '', notice }, 'en', lost))).toContain('Out of service');
});

test('a bank with other books is told as such: that is not mended by waiting', () => {
  const message = 'The bank at bank2:9998 has other books.';
  const lost = lostFor('other_bank_books', message);
  expect(words(draw({ at: 'card', digits: '', notice }, 'en', lost))).toContain(message);
  expect(words(draw({ at: 'card', digits: '', notice }, 'ar', lost))).toContain('دفاتر');
});

test.each([
  [{ code: 'port_in_use', message: 'Use --port.', port: 9998 }, 'en', /its port 9998\. The Lobby window/],
  [{ code: 'port_in_use', message: 'Use --port.', port: 9998 }, 'ar', /منفذه ٩٩٩٨/],
  [{ code: 'terminal_closed', message: '' }, 'en', /switched off/],
] as const)('a machine without a bank says why, in its language: %o %s', (failure, code, reason) => {
  const text = words(draw({ at: 'card', digits: '', notice }, code, { at: 'shut', ...failure }));
  expect(text).toMatch(reason);
  expect(text).not.toContain('--port');
});

test('a withdrawal that was not done says that nothing moved', () => {
  expect(words(draw({ at: 'menu', ...visit, notice }, 'en'))).toContain(
    'Withdrawal $40.00 was not done. Nothing moved.',
  );
});

test('a receipt whose session has ended meanwhile stays, and only leads out', () => {
  const text = words(draw({ at: 'receipt', ...visit, receipt: { ...receipt, booked: false }, over: 'lost' }, 'en'));
  expect(text).toContain('The bank hasn’t confirmed the booking yet.');
  expect(text).not.toContain('Take card and leave');
  expect(text).not.toContain('Something else');
});

test.each([
  ['en', '$1,000.5'],
  ['ar', '١٬٠٠٠٫٥'],
] as const)('an amount is shown as the language writes it while it is typed (%s)', (code, shown) => {
  const typing: Flow = { at: 'amount', ...visit, kind: 'deposit', to: null, digits: '1000.5', notice };
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
  const whole = { transfers: [got, sent, post, reserve, transfer], more: false, balance: 3000_00 };
  const page: Flow = { at: 'statement', ...visit, statement: whole, loading: false };
  const text = words(draw(page, 'en')).replaceAll(/\s+/g, ' ');
  for (const row of [
    'Transfer from 1997 +$80.00 $3,000.00',
    'Transfer to 1999 −$80.00 $2,920.00',
    'Withdrawal −$80.00 $3,000.00',
    'Deposit +$80.00 $3,080.00',
  ]) {
    expect(text).toContain(row);
  }
  expect(text).not.toContain('$100.00');
  expect(words(draw(page, 'ar'))).toContain('تحويل إلى ١٩٩٩');
});

describe('account numbers have the digits of the language', () => {
  test.each([
    ['cards', { at: 'card', digits: '', notice }, ['١٩٩٧', '١٩٩٨']],
    ['a number that is typed', { at: 'card', digits: '19', notice }, ['١٩']],
    ['before the PIN', { at: 'pin', account, digits: '', notice }, ['١٩٩٨']],
    ['the payee that is typed', { at: 'recipient', ...visit, digits: '1999', stale: false, notice }, ['١٩٩٩']],
    [
      'the payee of an amount, of which the last digits are shown',
      { at: 'amount', ...visit, kind: 'transfer', to: '1999', digits: '', notice },
      ['•••• ٩٩', 'بطاقة تنتهي بالرقم ٩٩'],
    ],
    ['the question before a transfer', { at: 'confirm', ...visit, operation }, ['١٩٩٩']],
    [
      'a receipt',
      { at: 'receipt', ...visit, receipt: { ...receipt, kind: 'transfer', to: '1999' }, over: null },
      ['١٩٩٨', '١٩٩٩'],
    ],
  ] as const satisfies readonly [string, Flow, readonly string[]][])('%s', (_what, flow, numbers) => {
    const text = words(draw(flow, 'ar'));
    for (const number of numbers) expect(text).toContain(number);
    expect(text).not.toMatch(/199\d/);
  });
});

test('a receipt paid in part says what was taken, on the screen and on the paper', () => {
  const page = draw({ at: 'receipt', ...visit, receipt, over: null }, 'en');
  expect(page.match(/(?<=class=")(notice|remark)(?="[^>]*>[^<]*\$80\.00 of \$100\.00 was paid)/g)).toEqual([
    'notice',
    'remark',
  ]);
});

test.each([
  ['en', '$140.00 was paid out and is in no booking'],
  ['ar', 'من دون قيد في الدفاتر'],
] as const)(
  'the attendant sees notes that were paid and are in no booking, and only then a word of it (%s)',
  (code, said) => {
    const cassettes = [{ denomination: 100_00, count: 3 }];
    expect(words(markup(<CashInside cassettes={cassettes} unbooked={140_00} />, code))).toContain(said);
    expect(words(markup(<CashInside cassettes={cassettes} unbooked={0} />, code))).not.toContain(said);
  },
);

describe('what is said where something was entered', () => {
  const pin = (said: Notice): Flow => ({ at: 'pin', account, digits: '', notice: said });
  test.each([
    [pin({ why: 'wrong-pin', triesLeft: 2 }), 'Wrong PIN. 2 tries left.', 'بقيت محاولتان'],
    [pin({ why: 'wrong-pin', triesLeft: 1 }), 'another wrong PIN locks the account', 'يقفل الحساب'],
    [pin({ why: 'wrong-pin', triesLeft: null }), 'Wrong PIN. Try again.', 'حاول مرة أخرى'],
    [pin({ why: 'short-pin' }), 'A PIN has 3 digits or more.', 'من ٣ أرقام على الأقل'],
    [pin({ why: 'over-limit', most: 1_000_000_00 }), 'At most $1,000,000.00 at a time.', '١٬٠٠٠٬٠٠٠٫٠٠'],
    [pin({ why: 'not-enough', available: 12_50 }), 'Not enough money: you can use $12.50.', '١٢٫٥٠'],
    [
      pin({ why: 'refused', failure: { code: 'same_account', message: '' } }),
      'That is the account you are paying from.',
      'الحساب الذي تدفع منه',
    ],
  ] as const)('%o', (flow, english, arabic) => {
    expect(draw(flow, 'en')).toMatch(/role="alert"><p class="notice">/);
    expect(words(draw(flow, 'en'))).toContain(english);
    expect(words(draw(flow, 'ar'))).toContain(arabic);
  });
});

test.each([
  [30_000, 'Locked for 30 seconds', 'الحساب مقفل مؤقتًا: ٣٠ ثانية'],
  [60_000, 'Locked for 1 minute', 'الحساب مقفل مؤقتًا: دقيقة'],
  [61_000, 'Locked for 2 minutes', 'الحساب مقفل مؤقتًا: دقيقتان'],
  [3_600_000, 'Locked for 1 hour', 'الحساب مقفل مؤقتًا: ساعة'],
])('a lock of %i ms says for how long', (retryAfter, english, arabic) => {
  for (const failure of [
    { code: 'account_locked', message: '', retryAfter },
    { code: 'authentication_failed', message: '', triesLeft: 0, retryAfter },
  ] as const) {
    expect(words(draw({ at: 'refused', failure }, 'en'))).toContain(english);
    expect(words(draw({ at: 'refused', failure }, 'ar'))).toContain(arabic);
  }
});

test('a lock by the bank has no end to tell', () => {
  const text = words(draw({ at: 'refused', failure: { code: 'account_locked', message: '' } }, 'en'));
  expect(text).toContain('This account is locked');
  expect(text).not.toMatch(/Locked for/);
});

test('a session ends after the minutes that are told', () => {
  expect(words(draw({ at: 'ended', reason: 'idle' }, 'en'))).toContain('after 2 minutes without activity');
  expect(SESSION_IDLE_MS).toBe(2 * 60_000);
});

test('as many circles are shown as digits are typed', () => {
  for (const digits of ['', '7', '753', '753175317531']) {
    expect(draw({ at: 'pin', account, digits, notice }, 'en').match(/[●○]/g) ?? []).toHaveLength(digits.length);
  }
});

test('a PIN that the documents tell stands on its card, and no other', () => {
  const text = words(draw({ at: 'card', digits: '', notice }, 'en'));
  expect(text).toContain('Demo PIN 997');
  expect(text.match(/Demo PIN/g)).toHaveLength(1);
  expect(text).toMatch(/Card\s+1997\s+Demo PIN 997/);
});

test('the menu has the digits that choose from it, and amounts beyond the balance are not offered', () => {
  expect(draw({ at: 'menu', ...visit, notice }, 'ar').match(/<span class="number"[^>]*>[١-٦]</g)).toHaveLength(6);
  const amount = (balance: number) =>
    words(
      draw({ at: 'amount', ...visit, kind: 'withdrawal', to: null, digits: '', notice }, 'en', {
        ...state,
        balance,
      } as AtmState),
    ).match(/\$\d+/g);
  expect(amount(3000_00)).toEqual(['$20', '$40', '$60', '$100', '$200', '$300']);
  expect(amount(60_00)).toEqual(['$20', '$40', '$60']);
  expect(amount(19_99)).toBeNull();
});

test('without paper it is said what was done, and nothing is printed', () => {
  const page = draw({ at: 'receipt', account, paper: false, receipt, over: null }, 'en');
  expect(words(page)).toMatch(/New balance\s+\$2,920\.00/);
  expect(page).not.toContain('class="paper');
});

describe('the machine', () => {
  const whole = (flow: Flow, code: 'en' | 'ar' = 'en') =>
    markup(
      <Atm
        flow={flow}
        state={state}
        stateSince={0}
        connected
        cards={{ accounts: [], demoPins: {} }}
        settings={{ sounds: false }}
        send={() => {}}
        onStay={() => {}}
        onReplenish={() => {}}
        onSounds={() => {}}
      />,
      code,
    );

  test('no key of the keypad is a stop of Tab, so that Enter can not press it', () => {
    const keypad = /<div class="keypad.*?<\/div>/.exec(whole({ at: 'pin', account, digits: '7', notice }))?.[0] ?? '';
    const stops = [...keypad.matchAll(/<button[^>]*>/g)].map(([tag]) => /tabindex="-1"/i.test(tag));
    expect(stops).toHaveLength(16);
    expect(new Set(stops)).toEqual(new Set([true]));
  });

  test.each([
    ['en', 'ATM 2'],
    ['ar', 'الصرّاف ٢'],
  ] as const)('has its name on it (%s)', (code, name) => {
    expect(whole({ at: 'menu', ...visit, notice }, code)).toContain(`<span class="name-plate">${name}</span>`);
  });

  test.each([
    ['card-first', 'The card in its slot'],
    ['notes', 'The notes in their slot'],
  ] as const)('what is paid is taken out of its slot: %s', (at, name) => {
    const taken = whole({ at, ...visit, receipt, over: null });
    expect(taken).toContain(`aria-label="${name}"`);
    expect(whole({ at: 'receipt', ...visit, receipt, over: null })).not.toContain(name);
  });
});

test('a long account number wraps only after groups of four digits, and is one number to who copies it', () => {
  const long = { ...transfer, kind: 'transfer', debit: '1998', credit: '1234567890123' } as const;
  const whole = { transfers: [long], more: false, balance: 3000_00 };
  const page: Flow = { at: 'statement', ...visit, statement: whole, loading: false };
  expect(draw(page, 'en')).toContain('Transfer to <span class="long-number">1234<wbr/>5678<wbr/>90123</span></td>');
  expect(draw(page, 'ar')).toContain('<span class="long-number">١٢٣٤<wbr/>٥٦٧٨<wbr/>٩٠١٢٣</span></td>');
});
