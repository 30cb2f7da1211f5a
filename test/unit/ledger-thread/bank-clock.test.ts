/** Proves that no jump of the machine's date stays in the books: time goes on steadily, and only what lasts is believed. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Moment } from '../../../src-main/bank/ledger/moment.ts';
import {
  type BankClock,
  bankClock,
  type ClockNotice,
  JUMP_MS,
  JUMP_WAIT_MS,
} from '../../../src-main/bank/ledger-thread/bank-clock.ts';
import { Books, DAY, movedOf, NOON } from '../ledger/books.ts';

const YEARS = 10 * 365 * DAY;
let wall: number;
let steady: number;
let notices: ClockNotice[];
let clock: BankClock;

beforeEach(() => {
  wall = NOON;
  steady = 5_000;
  notices = [];
  clock = bankClock((notice) => notices.push(notice), { wall: () => wall, steady: () => steady });
  expect(clock(0).date).toBe(NOON);
});

/** Time passes as on a machine whose clocks are right. */
const pass = (ms: number): void => {
  wall += ms;
  steady += ms;
};

test('ten years for 0.3 s are not in the books, and are told', () => {
  wall += YEARS;
  expect(clock(0).date).toBe(NOON);
  pass(300);
  expect(clock(0).date).toBe(NOON + 300);
  wall -= YEARS;
  pass(1_000);
  expect(clock(0)).toEqual({ date: NOON + 1_300, steady: 6_300 });
  expect(notices).toEqual([{ type: 'jumped', ms: YEARS }, { type: 'returned' }]);
});

test('what stays ahead is believed after a while: a machine that slept for a week is right', () => {
  wall += 7 * DAY;
  clock(0);
  pass(JUMP_WAIT_MS - 1);
  expect(clock(0).date).toBe(NOON + JUMP_WAIT_MS - 1);
  pass(1);
  expect(clock(0).date).toBe(NOON + 7 * DAY + JUMP_WAIT_MS);
  expect(notices.map(({ type }) => type)).toEqual(['jumped', 'followed']);
});

test('a step of up to a day is taken at once, one back never', () => {
  wall += JUMP_MS;
  expect(clock(0).date).toBe(NOON + JUMP_MS);
  wall -= DAY;
  pass(50);
  expect(clock(0).date).toBe(NOON + JUMP_MS + 50);
  expect(notices).toEqual([]);
});

test('the first date is taken as it is, and none is before the newest transfer', () => {
  const first = bankClock(undefined, { wall: () => wall, steady: () => steady });
  expect(first(NOON + YEARS).date).toBe(NOON + YEARS);
  pass(20);
  expect(first(NOON + YEARS).date).toBe(NOON + YEARS + 20);
});

describe('a reserve', () => {
  let moment: Moment;
  let books: Books;
  beforeEach(async () => {
    moment = { date: NOON, steady: 0 };
    books = await Books.open(undefined, () => moment);
    movedOf(await books.ask({ op: 'reserve', account: '1999', amount: 100, key: 'held', expires: 60_000 }));
  });
  const post = () => books.ask({ op: 'post', account: '1999', reservation: 'held', amount: 100, key: 'paid' });

  test('is not ended by a date while its notes are paid', async () => {
    moment = { date: NOON + YEARS, steady: 59_999 };
    expect(movedOf(await post()).transfer.kind).toBe('post');
  });

  test('ends though the date stands still', async () => {
    moment = { date: NOON, steady: 60_000 };
    expect(await post()).toEqual({ ok: false, refusal: 'not_pending' });
  });

  test('that is loaded has what the date says is left, and all of its time where the date may be wrong', async () => {
    moment = { date: NOON + 50_000, steady: 50_000 };
    await books.restart();
    moment = { date: NOON + 59_999, steady: 59_999 };
    expect(await books.balance('1999')).toBe(499_900);
    moment = { date: NOON + YEARS, steady: 60_000 };
    await books.restart();
    moment = { date: NOON + YEARS, steady: 119_999 };
    expect(movedOf(await post()).transfer.kind).toBe('post');
  });
});
