import { describe, expect, test } from 'vitest';
import type { EndReason } from '../../../src-main/contract/atm.ts';
import type { FailureCode, FailureDetails } from '../../../src-main/contract/failure.ts';
import { MAX_AMOUNT_CENTS } from '../../../src-main/contract/limits.ts';
import {
  type Answer,
  type Ask,
  type Facts,
  type Flow,
  type FlowEvent,
  type Key,
  type MenuOption,
  type Notice,
  START,
} from '../../../src-renderer/atm/flow/states.ts';
import { step } from '../../../src-renderer/atm/flow/step.ts';

/** The ATM's screens as a pure function: each promise to a customer is a walk through the flow. */

const transfer = {
  sequence: 7,
  kind: 'post',
  debit: '1998',
  credit: 'cash',
  amount: 100_00,
  key: 'key-0001',
  refers: 6,
  at: 0,
  hash: 'ab',
} as const;
const notes = [{ denomination: 50_00, count: 2 }];

const FACTS: Facts = { available: 3000_00 };

function walk(start: Flow, ...events: readonly FlowEvent[]): { flow: Flow; asks: Ask[] } {
  const asks: Ask[] = [];
  let flow = start;
  for (const event of events) {
    const next = step(flow, event, FACTS);
    flow = next.flow;
    if (next.ask !== null) asks.push(next.ask);
  }
  return { flow, asks };
}

const keys = (...pressed: readonly Key[]): FlowEvent[] => pressed.map((key) => ({ type: 'key', key }));
const failure = (code: FailureCode, details: FailureDetails = {}): FlowEvent => ({
  type: 'failed',
  failure: { code, message: code, ...details },
});
const answer = (given: Answer): FlowEvent => ({ type: 'answered', answer: given });
const loggedIn = answer({ call: 'atm.login', result: { balance: 3000_00 } });
const found = answer({ call: 'atm.check-payee', result: {} });
const counted = answer({ call: 'atm.payable', result: { notes, below: null, above: null } });
const paid = answer({
  call: 'atm.withdraw',
  result: { transfer, balance: 2900_00, amount: 100_00, notes, booked: true },
});
const chooses = (option: MenuOption): FlowEvent => ({ type: 'menu', option });
const ends = (reason: EndReason): FlowEvent => ({ type: 'ended', reason });

const visit = { account: '1998', paper: null } as const;
const MENU: Flow = { at: 'menu', ...visit, notice: null };
/** Of a visit in which receipts were asked about before. */
const PAPER_MENU: Flow = { ...MENU, paper: true };
const PIN: Flow = { at: 'pin', account: '1998', digits: '', notice: null };

describe('logging in', () => {
  test('a card and its PIN open a session', () => {
    const { flow, asks } = walk(START, { type: 'card', account: '1998' }, ...keys('9', '9', '8', 'enter'), loggedIn);
    expect(asks).toEqual([{ call: 'atm.login', argument: { account: '1998', pin: '998' } }]);
    expect(flow).toEqual(MENU);
  });

  test('an account number can be typed instead of a card', () => {
    expect(walk(START, ...keys('1', '9', '9', '8', 'enter')).flow).toEqual(PIN);
  });

  test.each([
    [2, undefined],
    [1, undefined],
    [undefined, undefined],
  ])('a wrong PIN is forgotten, and with %s tries left can be tried again', (triesLeft, retryAfter) => {
    const { flow } = walk(
      PIN,
      ...keys('1', '1', '1', 'enter'),
      failure('authentication_failed', { triesLeft, retryAfter }),
    );
    expect(flow).toEqual({ ...PIN, notice: { why: 'wrong-pin', triesLeft: triesLeft ?? null } });
    // What was said is over with the first digit.
    expect(walk(flow, ...keys('9')).flow).toEqual({ ...PIN, digits: '9' });
  });

  test('the wrong PIN that locks the account ends the attempt, with the time', () => {
    const { flow } = walk(
      PIN,
      ...keys('1', '1', '1', 'enter'),
      failure('authentication_failed', { triesLeft: 0, retryAfter: 30_000 }),
    );
    expect(flow).toMatchObject({ at: 'refused', failure: { triesLeft: 0, retryAfter: 30_000 } });
  });

  test.each(['account_locked', 'bank_unreachable', 'too_many_sessions'] as const)('%s ends the attempt', (code) => {
    const { flow } = walk(PIN, ...keys('1', '1', '1', 'enter'), failure(code));
    expect(flow).toMatchObject({ at: 'refused', failure: { code } });
    expect(walk(flow, ...keys('enter')).flow).toEqual(START);
  });
});

describe('Enter always answers', () => {
  const amount = (kind: 'deposit' | 'withdrawal' | 'transfer', digits: string): Flow => ({
    at: 'amount',
    ...visit,
    kind,
    to: kind === 'transfer' ? '1999' : null,
    digits,
    notice: null,
  });
  const oldPin: Flow = { at: 'new-pin', ...visit, step: { name: 'old' }, digits: '', notice: null };
  const payable = { notes: null, below: 20_00, above: 40_00 };

  test.each([
    ['without an account number', START, { why: 'no-account' }],
    ['with half a PIN', { ...PIN, digits: '99' }, { why: 'short-pin' }],
    ['at the menu', MENU, { why: 'choose' }],
    ['without a payee', { at: 'recipient', ...visit, digits: '', stale: false, notice: null }, { why: 'no-account' }],
    ['without an amount', amount('deposit', ''), { why: 'no-amount' }],
    ['with no money', amount('withdrawal', '0.0'), { why: 'no-amount' }],
    ['with too much for one deposit', amount('deposit', '1000001'), { why: 'over-limit', most: MAX_AMOUNT_CENTS }],
    ['with more than there is', amount('withdrawal', '3000.01'), { why: 'not-enough', available: 3000_00 }],
    ['with more than there is to send', amount('transfer', '3001'), { why: 'not-enough', available: 3000_00 }],
    [
      'where amounts are offered',
      { at: 'not-payable', ...visit, amount: 33_00, payable, notice: null },
      { why: 'choose' },
    ],
    ['with half an old PIN', { ...oldPin, digits: '1' }, { why: 'short-pin' }],
  ] as const satisfies readonly (readonly [string, Flow, Notice])[])('%s', (_when, before, notice) => {
    const { flow, asks } = walk(before, ...keys('enter'));
    expect(asks).toEqual([]);
    expect(flow).toEqual({ ...before, notice });
    // Again the same, as another answer.
    expect(walk(flow, ...keys('enter')).flow).toEqual(flow);
  });

  test('all that there is may be taken, and more may be paid in', () => {
    expect(walk(amount('withdrawal', '3000'), ...keys('enter')).flow.at).toBe('counting');
    expect(walk(amount('transfer', '3000'), ...keys('enter')).flow.at).toBe('confirm');
    expect(walk(amount('deposit', '3001'), ...keys('enter')).flow.at).toBe('confirm');
  });

  test('what is available is not guessed where it is not known', () => {
    const { flow } = step(amount('withdrawal', '5000'), { type: 'key', key: 'enter' }, { available: null });
    expect(flow.at).toBe('counting');
  });
});

describe('the menu', () => {
  test.each([
    ['1', 'amount'],
    ['2', 'amount'],
    ['3', 'recipient'],
    ['4', 'balance'],
    ['5', 'statement'],
    ['6', 'new-pin'],
    ['7', 'menu'],
    ['0', 'menu'],
    ['.', 'menu'],
    ['00', 'menu'],
  ] as const)('is chosen from by the key %s', (key, at) => {
    expect(walk(MENU, ...keys(key)).flow.at).toBe(at);
  });

  test('is left with Cancel', () => {
    expect(walk(MENU, ...keys('cancel')).asks).toEqual([{ call: 'atm.leave', argument: {} }]);
  });
});

describe('a transfer', () => {
  const asked = [{ call: 'atm.check-payee', argument: { to: '4242' } }];
  const typed = walk(MENU, chooses('transfer'), ...keys('4', '2', '4', '2', 'enter'));

  test('looks for the account before it asks for the amount', () => {
    expect(typed.asks).toEqual(asked);
    const { flow, asks } = walk(typed.flow, found, ...keys('4', '0', 'enter', 'enter', '2'));
    expect(asks).toEqual([{ call: 'atm.transfer', argument: { amount: 40_00, to: '4242' } }]);
    expect(flow).toMatchObject({ at: 'working', paper: false });
  });

  test.each(['account_not_found', 'same_account', 'rate_limited'] as const)(
    'to an account that is refused (%s) says so where it was typed, and the first digit replaces it',
    (code) => {
      const { flow } = walk(typed.flow, failure(code));
      expect(flow).toMatchObject({
        at: 'recipient',
        digits: '4242',
        stale: true,
        notice: { why: 'refused', failure: { code } },
      });
      expect(walk(flow, ...keys('1', '9')).flow).toMatchObject({ digits: '19', stale: false, notice: null });
      // Whoever corrects the last digit still can.
      expect(walk(flow, ...keys('erase', '1')).flow).toMatchObject({ digits: '4241' });
    },
  );

  test('keeps the digits of the amount that are typed while the account is looked for', () => {
    const { flow } = walk(typed.flow, ...keys('3', '0'), found, ...keys('0', '0'));
    expect(flow).toMatchObject({ at: 'amount', to: '4242', digits: '3000' });
    // Of an account that is refused they are no amount.
    expect(walk(typed.flow, ...keys('3', '0'), failure('account_not_found')).flow).toMatchObject({ digits: '4242' });
  });

  test('has an amount that was entered meanwhile asked about as soon as the account is found, or objected to', () => {
    const { flow } = walk(typed.flow, ...keys('3', '0', 'enter'), found);
    expect(flow).toMatchObject({ at: 'confirm', operation: { kind: 'transfer', amount: 30_00, to: '4242' } });
    // Only what stood there when Enter was pressed, and only if something stood there.
    expect(walk(typed.flow, ...keys('3', 'enter', '0'), found).flow).toMatchObject({ at: 'amount', digits: '30' });
    expect(walk(typed.flow, ...keys('enter'), found).flow).toMatchObject({ at: 'amount', notice: null });
    const most = walk(typed.flow, ...keys('9', '9', '9', '9', '9', '9', '9', 'enter'), found);
    expect(most.flow).toMatchObject({ at: 'amount', notice: { why: 'over-limit' } });
    expect(most.asks).toEqual([]);
  });

  test('never appends to a number that was typed before', () => {
    const back = walk(typed.flow, found, ...keys('4'), { type: 'back' });
    expect(back.flow).toMatchObject({ at: 'recipient', digits: '4242', stale: true });
    expect(walk(back.flow, ...keys('1', '9', '9', '9')).flow).toMatchObject({ digits: '1999' });
    expect(walk(back.flow, ...keys('enter')).asks).toEqual(asked);
  });

  test('ends with the session where that is gone', () => {
    expect(walk(typed.flow, failure('not_logged_in')).flow).toMatchObject({ at: 'refused' });
  });
});

describe('a withdrawal', () => {
  const confirm = walk(MENU, chooses('withdraw'), { type: 'amount', cents: 100_00 }, counted);

  test('asks for the notes, then for a confirmation, then once for the receipt, and only then for the money', () => {
    expect(confirm.asks).toEqual([{ call: 'atm.payable', argument: { amount: 100_00 } }]);
    expect(confirm.flow).toMatchObject({ at: 'confirm', operation: { kind: 'withdrawal', amount: 100_00, notes } });
    const question = walk(confirm.flow, ...keys('enter'));
    expect([question.flow.at, question.asks]).toEqual(['ask-receipt', []]);
    const order = [{ call: 'atm.withdraw', argument: { amount: 100_00 } }];
    expect(walk(question.flow, { type: 'paper', wanted: false }, ...keys('enter')).asks).toEqual(order);
    for (const [key, paper] of [
      ['1', true],
      ['2', false],
      ['enter', true],
    ] as const) {
      expect(walk(question.flow, ...keys(key))).toMatchObject({ flow: { at: 'working', paper }, asks: order });
    }
    expect(walk(question.flow, ...keys('cancel')).flow).toEqual(MENU);
  });

  test('asks about the receipt once in a visit', () => {
    const { flow, asks } = walk(PAPER_MENU, chooses('deposit'), { type: 'amount', cents: 50_00 }, ...keys('enter'));
    expect(flow).toMatchObject({ at: 'working', paper: true });
    expect(asks).toHaveLength(1);
  });

  const ready = walk(confirm.flow, ...keys('enter', '1'), paid).flow;

  test('gives the card back before the cash, and ends the session with it', () => {
    expect(ready).toMatchObject({ at: 'card-first', receipt: { amount: 100_00, balance: 2900_00 } });
    for (const take of [{ type: 'take' } as const, ...keys('enter', '5')]) {
      const { flow, asks } = walk(ready, take);
      expect(asks).toEqual([{ call: 'atm.leave', argument: {} }]);
      expect(flow).toMatchObject({ at: 'last-notes', paper: true });
      const paper = walk(flow, answer({ call: 'atm.leave', result: { balance: 2900_00 } }), take).flow;
      expect(paper).toMatchObject({ at: 'last-receipt', receipt: { asked: 100_00 } });
      expect(walk(paper, ...keys('enter')).flow).toEqual({ at: 'farewell', balance: 2900_00, cardTaken: true });
    }
  });

  test('without a receipt ends with the notes, and with the balance that the bank gives last', () => {
    const { flow } = walk({ ...ready, paper: false } as Flow, ...keys('enter', 'enter'));
    expect(flow).toEqual({ at: 'farewell', balance: 2900_00, cardTaken: true });
    const late = answer({ call: 'atm.leave', result: { balance: 2950_00 } });
    expect(walk(flow, late).flow).toEqual({ at: 'farewell', balance: 2950_00, cardTaken: true });
  });

  test('the notes come all the same if the session can not be ended any more', () => {
    const { flow } = walk(ready, { type: 'take' }, failure('connection_lost'), { type: 'take' });
    expect(flow.at).toBe('last-receipt');
  });

  test('leads back to the menu if the card is to stay in', () => {
    const { flow, asks } = walk(ready, { type: 'stay' });
    expect([flow.at, asks]).toEqual(['notes', []]);
    expect(walk(flow, { type: 'take' }).flow).toMatchObject({ at: 'receipt', over: null });
    expect(walk(flow, { type: 'take' }, ...keys('enter')).flow).toEqual(PAPER_MENU);
    expect(walk({ ...flow, paper: false } as Flow, ...keys('enter')).flow).toEqual({ ...MENU, paper: false });
  });

  test('can not be given up once it is paid', () => {
    expect(walk(ready, ...keys('cancel')).flow).toEqual(ready);
    const notesOut = walk(ready, { type: 'take' }).flow;
    expect(walk(notesOut, ...keys('cancel')).flow).toEqual(notesOut);
  });

  test('that the notes can not make is said before anything is asked for, with amounts that work', () => {
    const { flow } = walk(
      MENU,
      chooses('withdraw'),
      ...keys('3', '3', 'enter'),
      answer({ call: 'atm.payable', result: { notes: null, below: 20_00, above: 40_00 } }),
    );
    expect(flow).toMatchObject({ at: 'not-payable', amount: 33_00 });
    expect(walk(flow, { type: 'amount', cents: 40_00 }).asks).toEqual([
      { call: 'atm.payable', argument: { amount: 40_00 } },
    ]);
    expect(walk(flow, { type: 'amount', cents: 4000_00 }).flow).toMatchObject({ notice: { why: 'not-enough' } });
    expect(walk(flow, { type: 'back' }).flow).toMatchObject({ at: 'amount', kind: 'withdrawal' });
    expect(walk(flow, ...keys('cancel')).flow).toEqual(MENU);
  });

  describe('when the session ends meanwhile', () => {
    const working: Flow = {
      at: 'working',
      ...visit,
      paper: true,
      operation: { kind: 'withdrawal', amount: 100_00, notes },
    };

    test('card, notes and receipt stay until they are taken, then the end is told', () => {
      const out = walk(working, ends('lost'), paid, ends('lost'));
      expect(out.flow).toMatchObject({ at: 'card-first', over: 'lost' });
      expect(walk(out.flow, { type: 'stay' }).flow).toEqual(out.flow);
      const { flow, asks } = walk(out.flow, { type: 'take' }, { type: 'take' });
      expect(flow).toMatchObject({ at: 'receipt', over: 'lost' });
      expect(asks).toEqual([]);
      expect(walk(flow, chooses('leave'))).toEqual({ flow, asks: [] });
      for (const key of ['enter', 'cancel'] as const) {
        expect(walk(flow, ...keys(key)).flow).toEqual({ at: 'ended', reason: 'lost' });
      }
    });

    test('a customer who walked off leaves no receipt to read', () => {
      expect(walk(working, paid, ends('idle')).flow).toEqual({ at: 'ended', reason: 'idle' });
    });

    test('after the card was taken, it is no news', () => {
      const out = walk(working, paid, { type: 'take' }).flow;
      expect(walk(out, ends('lost')).flow).toEqual(out);
    });
  });
});

describe('money', () => {
  test('a deposit takes cents', () => {
    const { asks } = walk(PAPER_MENU, chooses('deposit'), ...keys('1', '2', '.', '5', 'enter', 'enter'));
    expect(asks).toEqual([{ call: 'atm.deposit', argument: { amount: 12_50 } }]);
  });

  test('a problem leads back to the amount', () => {
    const working = walk(PAPER_MENU, chooses('deposit'), { type: 'amount', cents: 500_00 }, ...keys('enter'));
    const { flow } = walk(working.flow, failure('balance_too_large'));
    expect(flow).toMatchObject({ at: 'problem', failure: { code: 'balance_too_large' } });
    expect(walk(flow, ...keys('enter')).flow).toMatchObject({ at: 'amount', kind: 'deposit', account: '1998' });
  });

  test('an unknown outcome is still read when the session has ended', () => {
    const working = walk(PAPER_MENU, chooses('deposit'), { type: 'amount', cents: 10_00 }, ...keys('enter'));
    const { flow } = walk(working.flow, ends('lost'), failure('outcome_unknown'), ends('lost'));
    expect(flow).toMatchObject({ at: 'refused', failure: { code: 'outcome_unknown' } });
  });

  test('an answer that comes late does not tear a customer from another screen', () => {
    const balance: Flow = { at: 'balance', ...visit };
    expect(walk(balance, paid).flow).toBe(balance);
  });

  test.each([
    [['0', '0', '5'], '5'],
    [['.', '5'], '0.5'],
    [['1', '.', '2', '3', '4'], '1.23'],
    [['1', '.', '.', '5'], '1.5'],
    [['1', '2', 'erase'], '1'],
    [['1', '2', 'clear'], ''],
    [['1', '00', '00'], '10000'],
  ] as const)('typing %j shows %j', (pressed, shown) => {
    const { flow } = walk(MENU, chooses('deposit'), ...keys(...pressed));
    expect(flow).toMatchObject({ at: 'amount', digits: shown });
  });
});

describe('leaving', () => {
  test('the final balance is shown, then the machine is ready for the next customer', () => {
    const left = walk(MENU, chooses('leave'));
    expect(left.asks).toEqual([{ call: 'atm.leave', argument: {} }]);
    const { flow } = walk(left.flow, answer({ call: 'atm.leave', result: { balance: 7 } }));
    expect(flow).toEqual({ at: 'farewell', balance: 7, cardTaken: false });
    expect(walk(flow, ...keys('enter')).flow).toEqual(START);
    // The next customer need not wait for it.
    expect(walk(flow, ...keys('1', '9')).flow).toEqual({ ...START, digits: '19' });
  });

  test.each(['idle', 'closing', 'lost', 'locked'] as const)('a session ended by the bank (%s) is told', (reason) => {
    expect(walk(MENU, ends(reason)).flow).toEqual({ at: 'ended', reason });
    expect(walk(START, ends(reason)).flow).toEqual(START);
  });
});

describe('changing the PIN', () => {
  const whole = walk(
    MENU,
    chooses('change-pin'),
    ...keys('9', '9', '8', 'enter', '1', '2', '3', 'enter', '1', '2', '3', 'enter'),
  );

  test('takes the old one and the new one twice', () => {
    expect(whole.asks).toEqual([{ call: 'atm.change-pin', argument: { pin: '998', newPin: '123' } }]);
    const changed = walk(whole.flow, answer({ call: 'atm.change-pin', result: {} }));
    expect(changed.flow).toMatchObject({ at: 'pin-changed' });
  });

  test('two new PINs that differ are asked for again', () => {
    const { flow, asks } = walk(
      MENU,
      chooses('change-pin'),
      ...keys('9', '9', '8', 'enter', '1', '2', '3', 'enter', '1', '2', '4', 'enter'),
    );
    expect(asks).toEqual([]);
    expect(flow).toMatchObject({
      at: 'new-pin',
      step: { name: 'new', old: '998' },
      digits: '',
      notice: { why: 'pins-differ' },
    });
  });

  test('a wrong old one says the tries that are left; with the last the session is over', () => {
    expect(walk(whole.flow, failure('authentication_failed', { triesLeft: 1 })).flow).toMatchObject({
      at: 'new-pin',
      step: { name: 'old' },
      notice: { why: 'wrong-pin', triesLeft: 1 },
    });
    const locked = failure('authentication_failed', { triesLeft: 0, retryAfter: 30_000 });
    expect(walk(whole.flow, locked).flow).toMatchObject({ at: 'refused' });
  });
});

test('a statement goes on from the oldest row that is shown, and keeps the balance of the newest', () => {
  const opened = walk(MENU, chooses('statement'));
  const page = (balance: number): FlowEvent =>
    answer({ call: 'atm.statement', result: { transfers: [transfer], more: true, balance } });
  const { flow, asks } = walk(opened.flow, page(2900_00), { type: 'more' });
  expect(asks).toEqual([{ call: 'atm.statement', argument: { before: 7 } }]);
  expect(walk(flow, page(1_00)).flow).toMatchObject({ statement: { transfers: [{}, {}], balance: 2900_00 } });
});
