import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../../src-main/contract/failure.ts';
import { START, step } from '../../../src-renderer/atm/flow.ts';
import { statementRows } from '../../../src-renderer/atm/screens/statement.ts';
import type { Answer, Ask, Flow, FlowEvent, Key } from '../../../src-renderer/atm/screens.ts';
import { createLanguage } from '../../../src-renderer/ui/language/language.ts';

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

function walk(start: Flow, ...events: readonly FlowEvent[]): { flow: Flow; asks: Ask[] } {
  const asks: Ask[] = [];
  let flow = start;
  for (const event of events) {
    const next = step(flow, event);
    flow = next.flow;
    if (next.ask !== null) asks.push(next.ask);
  }
  return { flow, asks };
}

const keys = (...pressed: readonly Key[]): FlowEvent[] => pressed.map((key) => ({ type: 'key', key }));
const failure = (code: FailureCode): FlowEvent => ({ type: 'failed', failure: { code, message: code } });
const loggedIn = { type: 'answered', answer: { call: 'atm.login', result: { balance: 3000_00 } } } as const;
const MENU: Flow = { at: 'menu', account: '1998' };

test('a card and its PIN open a session', () => {
  const { flow, asks } = walk(START, { type: 'card', account: '1998' }, ...keys('9', '9', '8', 'enter'), loggedIn);
  expect(asks).toEqual([{ call: 'atm.login', argument: { account: '1998', pin: '998' } }]);
  expect(flow).toEqual(MENU);
});

test('an account number can be typed instead of a card', () => {
  const { flow } = walk(START, ...keys('1', '9', '9', '8', 'enter'));
  expect(flow).toEqual({ at: 'pin', account: '1998', digits: '', wrong: false });
});

test('a PIN too short is not sent', () => {
  const { flow, asks } = walk(START, { type: 'card', account: '1998' }, ...keys('9', '9', 'enter'));
  expect(asks).toEqual([]);
  expect(flow).toMatchObject({ at: 'pin', digits: '99' });
});

test('a wrong PIN is forgotten and can be tried again', () => {
  const { flow } = walk(
    START,
    { type: 'card', account: '1998' },
    ...keys('1', '1', '1', 'enter'),
    failure('authentication_failed'),
  );
  expect(flow).toEqual({ at: 'pin', account: '1998', digits: '', wrong: true });
});

test.each(['account_locked', 'bank_unreachable', 'too_many_sessions'] as const)(
  '%s at the PIN ends the attempt',
  (code) => {
    const { flow } = walk(START, { type: 'card', account: '1998' }, ...keys('1', '1', '1', 'enter'), failure(code));
    expect(flow).toMatchObject({ at: 'refused', failure: { code } });
    expect(walk(flow, ...keys('enter')).flow).toEqual(START);
  },
);

describe('money', () => {
  test('a withdrawal asks for the notes, then for a confirmation, and only then for the money', () => {
    const chosen = walk(MENU, { type: 'menu', option: 'withdraw' }, { type: 'amount', cents: 100_00 });
    expect(chosen.asks).toEqual([{ call: 'atm.payable', argument: { amount: 100_00 } }]);
    const counted = walk(chosen.flow, {
      type: 'answered',
      answer: { call: 'atm.payable', result: { notes, below: null, above: null } },
    });
    expect(counted.flow).toMatchObject({ at: 'confirm', operation: { kind: 'withdrawal', amount: 100_00, notes } });
    expect(counted.asks).toEqual([]);
    const confirmed = walk(counted.flow, ...keys('enter', 'enter'));
    expect(confirmed.asks).toEqual([{ call: 'atm.withdraw', argument: { amount: 100_00 } }]);
    const result = { transfer, balance: 2900_00, amount: 100_00, notes, booked: true };
    const { flow } = walk(confirmed.flow, { type: 'answered', answer: { call: 'atm.withdraw', result } });
    expect(flow).toMatchObject({ at: 'receipt', receipt: { asked: 100_00, amount: 100_00, balance: 2900_00 } });
  });

  test('what the notes cannot make is said before anything is asked for, with amounts that work', () => {
    const { flow } = walk(MENU, { type: 'menu', option: 'withdraw' }, ...keys('3', '3', 'enter'), {
      type: 'answered',
      answer: { call: 'atm.payable', result: { notes: null, below: 20_00, above: 40_00 } },
    });
    expect(flow).toMatchObject({ at: 'not-payable', amount: 33_00 });
    expect(step(flow, { type: 'amount', cents: 40_00 }).ask).toEqual({
      call: 'atm.payable',
      argument: { amount: 40_00 },
    });
  });

  test('a deposit takes cents', () => {
    const { asks } = walk(MENU, { type: 'menu', option: 'deposit' }, ...keys('1', '2', '.', '5', 'enter', 'enter'));
    expect(asks).toEqual([{ call: 'atm.deposit', argument: { amount: 12_50 } }]);
  });

  test('a transfer names the account before the amount', () => {
    const { asks } = walk(
      MENU,
      { type: 'menu', option: 'transfer' },
      ...keys('1', '9', '9', '9', 'enter', '4', '0', 'enter', 'enter'),
    );
    expect(asks).toEqual([{ call: 'atm.transfer', argument: { amount: 40_00, to: '1999' } }]);
  });

  test('insufficient funds leads back to the amount', () => {
    const working = walk(
      MENU,
      { type: 'menu', option: 'deposit' },
      { type: 'amount', cents: 500_00 },
      ...keys('enter'),
    );
    const { flow } = walk(working.flow, failure('insufficient_funds'));
    expect(flow).toMatchObject({ at: 'problem', failure: { code: 'insufficient_funds' } });
    expect(walk(flow, ...keys('enter')).flow).toMatchObject({ at: 'amount', kind: 'deposit', account: '1998' });
  });

  test('an unknown outcome is still read when the session has ended', () => {
    const working = walk(MENU, { type: 'menu', option: 'deposit' }, { type: 'amount', cents: 10_00 }, ...keys('enter'));
    const { flow } = walk(working.flow, { type: 'ended', reason: 'lost' }, failure('outcome_unknown'), {
      type: 'ended',
      reason: 'lost',
    });
    expect(flow).toMatchObject({ at: 'refused', failure: { code: 'outcome_unknown' } });
  });

  describe('when the session ends while notes and receipt are being taken', () => {
    const working: Flow = { at: 'working', account: '1998', operation: { kind: 'withdrawal', amount: 100_00, notes } };
    const result = { transfer, balance: 2900_00, amount: 100_00, notes, booked: false };
    const paid: FlowEvent = { type: 'answered', answer: { call: 'atm.withdraw', result } };
    const ended = (reason: 'lost' | 'idle'): FlowEvent => ({ type: 'ended', reason });

    test('the receipt stays until it is put away, then the end is told', () => {
      const { flow } = walk(working, ended('lost'), paid, ended('lost'));
      expect(flow).toMatchObject({ at: 'receipt', receipt: { booked: false }, over: 'lost' });
      expect(walk(flow, { type: 'menu', option: 'leave' })).toEqual({ flow, asks: [] });
      for (const key of ['enter', 'cancel'] as const) {
        expect(walk(flow, ...keys(key)).flow).toEqual({ at: 'ended', reason: 'lost' });
      }
    });
    test('a customer who walked off leaves no receipt to read', () => {
      expect(walk(working, paid, ended('idle')).flow).toEqual({ at: 'ended', reason: 'idle' });
    });
  });

  test('one screen back keeps what was typed there; the cancel key gives up all of it', () => {
    const amount = walk(MENU, { type: 'menu', option: 'transfer' }, ...keys('1', '9', '9', '9', 'enter', '4')).flow;
    expect(walk(amount, { type: 'back' }).flow).toMatchObject({ at: 'recipient', digits: '1999' });
    expect(walk(amount, { type: 'back' }, { type: 'back' }).flow).toEqual(MENU);
    expect(walk(amount, ...keys('cancel')).flow).toEqual(MENU);
    const payable = { notes: null, below: 20_00, above: 40_00 };
    const refused: Flow = { at: 'not-payable', account: '1998', amount: 33_00, payable };
    expect(walk(refused, { type: 'back' }).flow).toMatchObject({ at: 'amount', kind: 'withdrawal' });
    expect(walk(refused, ...keys('cancel')).flow).toEqual(MENU);
  });

  test('an answer that comes late does not tear a customer from another screen', () => {
    const balance: Flow = { at: 'balance', account: '1998' };
    const result = { transfer, balance: 1, amount: 1, notes, booked: true };
    expect(step(balance, { type: 'answered', answer: { call: 'atm.withdraw', result } }).flow).toBe(balance);
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
    const { flow } = walk(MENU, { type: 'menu', option: 'deposit' }, ...keys(...pressed));
    expect(flow).toMatchObject({ at: 'amount', digits: shown });
  });
});

describe('leaving', () => {
  test('the final balance is shown, then the machine is ready for the next customer', () => {
    const left = walk(MENU, { type: 'menu', option: 'leave' });
    expect(left.asks).toEqual([{ call: 'atm.leave', argument: {} }]);
    const { flow } = walk(left.flow, { type: 'answered', answer: { call: 'atm.leave', result: { balance: 7 } } });
    expect(flow).toEqual({ at: 'farewell', balance: 7 });
    expect(walk(flow, ...keys('enter')).flow).toEqual(START);
  });

  test.each(['idle', 'closing', 'lost', 'locked'] as const)('a session ended by the bank (%s) is told', (reason) => {
    expect(step(MENU, { type: 'ended', reason }).flow).toEqual({ at: 'ended', reason });
    expect(step(START, { type: 'ended', reason }).flow).toEqual(START);
  });
});

describe('changing the PIN', () => {
  const option = { type: 'menu', option: 'change-pin' } as const;
  test('takes the old one and the new one twice', () => {
    const { asks } = walk(
      MENU,
      option,
      ...keys('9', '9', '8', 'enter', '1', '2', '3', 'enter', '1', '2', '3', 'enter'),
    );
    expect(asks).toEqual([{ call: 'atm.change-pin', argument: { pin: '998', newPin: '123' } }]);
  });

  test('two new PINs that differ are asked for again', () => {
    const { flow, asks } = walk(
      MENU,
      option,
      ...keys('9', '9', '8', 'enter', '1', '2', '3', 'enter', '1', '2', '4', 'enter'),
    );
    expect(asks).toEqual([]);
    expect(flow).toMatchObject({ at: 'new-pin', step: { name: 'new', old: '998' }, digits: '', differ: true });
  });
});

test('a statement goes on from the oldest row that is shown', () => {
  const opened = walk(MENU, { type: 'menu', option: 'statement' });
  const page: Answer = { call: 'atm.statement', result: { transfers: [transfer], more: true, balance: 2900_00 } };
  const { flow, asks } = walk(opened.flow, { type: 'answered', answer: page }, { type: 'more' });
  expect(asks).toEqual([{ call: 'atm.statement', argument: { before: 7 } }]);
  expect(walk(flow, { type: 'answered', answer: page }).flow).toMatchObject({ statement: { transfers: [{}, {}] } });
});

test('a settled reservation is one movement, an open one is shown as such', () => {
  const reserve = { ...transfer, sequence: 6, kind: 'reserve', refers: null } as const;
  const open = { ...reserve, sequence: 9 };
  const voided = { ...transfer, sequence: 5, kind: 'void', debit: 'cash', credit: '1998', refers: 4 } as const;
  const held = { ...reserve, sequence: 4 };
  const deposit = { ...transfer, sequence: 3, kind: 'deposit', debit: 'cash', credit: '1998', refers: null } as const;
  const rows = statementRows([open, transfer, reserve, voided, held, deposit], '1998', createLanguage('en', 'own'));
  expect(rows.map(({ transfer: { sequence }, amount }) => [sequence, amount])).toEqual([
    [9, -100_00],
    [7, -100_00],
    [3, 100_00],
  ]);
});
