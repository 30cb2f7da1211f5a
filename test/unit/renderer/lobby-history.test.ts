import { expect, test } from 'vitest';
import type { Board } from '../../../src-main/contract/board.ts';
import { isLevel, masked, NO_HISTORY, pointAt, recorded, stalled } from '../../../src-renderer/lobby/board/history.ts';

/** What the live board draws: rates from exact counts, newest first, bounded. */

const board = (at: number, operations: number, more: Partial<Board> = {}): Board => ({
  at,
  open: 0,
  sessions: [],
  queue: 0,
  commits: [],
  transfers: [],
  totals: { accepted: 0, operations, transfers: 0, refusals: 0, commits: 0 },
  latency: null,
  sum: 0,
  cash: 0,
  ...more,
});

const row = (sequence: number): Board['transfers'][number] => ({
  session: 's1',
  commit: 1,
  transfer: {
    sequence,
    kind: 'deposit',
    debit: 'cash',
    credit: '1998',
    amount: 100,
    key: `key-${sequence}`,
    refers: null,
    at: 0,
    hash: '',
  },
});

test('throughput is operations over the time between two boards', () => {
  const history = [board(1000, 10), board(1200, 30), board(1700, 80)].reduce(recorded, NO_HISTORY);
  expect(history.throughput).toEqual([0, 100, 100]);
  expect(history.at).toEqual([1, 1.2, 1.7]);
});

test('what comes after a silence has happened just before it is told', () => {
  const history = [board(1000, 10), board(3000, 30)].reduce(recorded, NO_HISTORY);
  expect(history.throughput).toEqual([0, 0, 0, 100]);
  expect(history.at).toEqual([1, 1.2, 2.8, 3]);
  expect(history.p50).toHaveLength(4);
});

test('while nobody looked, nothing is known', () => {
  const history = [board(1000, 10), board(1200, 30), board(61_200, 90_000)].reduce(recorded, NO_HISTORY);
  expect(history.throughput).toEqual([0, 100, null, null]);
});

test('latencies before and after a stall are not joined, and one between quiet boards stands alone', () => {
  const latency = { p50: 1, p99: 2 };
  const stall = [board(1000, 10, { latency }), board(61_000, 20, { latency })].reduce(recorded, NO_HISTORY);
  expect(stall.p50).toEqual([1, null, 1]);
  expect(stall.at).toEqual([1, 1.2, 61]);
  const quiet = [board(1000, 1), board(3000, 2, { latency }), board(5000, 2)].reduce(recorded, NO_HISTORY);
  expect(quiet.p99).toEqual([null, null, null, 2, null, null, null]);
});

test('while no board comes the time axis moves on, and what it shows there is nothing', () => {
  const history = [board(1000, 10), board(1200, 30)].reduce(recorded, NO_HISTORY);
  const later = stalled(history, 9000);
  expect([history.until, later.until]).toEqual([1.2, 9]);
  expect(later.at).toEqual(history.at);
  expect(pointAt(later.at, 9)).toBeUndefined();
  // The next board ends it.
  expect(recorded(later, board(9400, 40)).until).toBe(9.4);
  expect(stalled(NO_HISTORY, 9000)).toBe(NO_HISTORY);
});

test.each([
  [1.04, 0],
  [1.11, 1],
  [2.9, 2],
  [4.9, 2],
  [5.1, undefined],
  [0.5, 0],
])('what is pointed at %d s is point %s of three', (time, point) => {
  expect(pointAt([1, 1.2, 3], time)).toBe(point);
});

test('of no points none is pointed at', () => {
  expect(pointAt([], 1)).toBeUndefined();
});

test('the charts reach back a minute and a half', () => {
  let history = NO_HISTORY;
  for (let at = 1000; at <= 121_000; at += 200) history = recorded(history, board(at, at));
  expect(history.at[0]).toBeCloseTo(31, 5);
  expect(history.at).toHaveLength(451);
  for (const line of [history.throughput, history.p50, history.p99]) expect(line).toHaveLength(451);
});

test('lines come from the edge of the chart, not from the first board behind it', () => {
  const history = [board(1000, 0), board(3000, 0), board(92_500, 0), board(94_500, 0)].reduce(recorded, NO_HISTORY);
  expect(history.at[0]).toBe(3.2);
  expect(history.throughput).toHaveLength(history.at.length);
});

test('an idle bank gives the same picture again and again, from when its line reaches from edge to edge', () => {
  const level = (until: number, operations: (at: number) => number) => {
    let history = NO_HISTORY;
    for (let at = 0; at <= until; at += 2000) history = recorded(history, board(at, operations(at)));
    return isLevel({ ...history, lines: [{ values: history.throughput }, { values: history.p50 }] });
  };
  const idle = () => 7;
  const busyOnce = (at: number) => (at < 4000 ? 0 : 1);
  expect(level(60_000, idle)).toBe(false);
  expect(level(90_000, idle)).toBe(true);
  expect(level(92_000, busyOnce)).toBe(false);
  expect(level(96_000, busyOnce)).toBe(true);
  expect(isLevel({ until: 2, at: [1, 2], lines: [{ values: [null, 3] }] })).toBe(false);
  expect(isLevel({ until: 0, at: [], lines: [] })).toBe(true);
  // A stall is to be seen, and moves on.
  expect(isLevel({ until: 200, at: [1, 190], lines: [{ values: [0, 0] }] })).toBe(false);
});

test('a bank that was started again starts the charts anew', () => {
  const history = [board(5000, 500), board(5200, 520), board(100, 2)].reduce(recorded, NO_HISTORY);
  expect(history.throughput).toEqual([0]);
  expect(history.latest?.totals.operations).toBe(2);
});

test('the feed has the newest transfer first and keeps a bounded number', () => {
  let history = recorded(NO_HISTORY, board(1, 0, { transfers: [row(1), row(2)] }));
  expect(history.feed.map(({ transfer }) => transfer.sequence)).toEqual([2, 1]);
  for (let at = 2; at < 1000; at += 1) history = recorded(history, board(at, 0, { transfers: [row(at + 1)] }));
  expect(history.feed).toHaveLength(200);
  expect(history.feed[0]?.transfer.sequence).toBe(1000);
});

test.each([
  ['1998', true, '··98'],
  ['1998', false, '1998'],
  ['cash', true, 'cash'],
])('account %s with masking %s is shown as %s', (account, mask, shown) => {
  expect(masked(account, mask)).toBe(shown);
});

const PAST = [
  { at: 8_000, operations: 100, latency: null },
  { at: 9_000, operations: 300, latency: { p50: 1, p99: 2 } },
];

test('a window that is opened late draws what was before', () => {
  const history = recorded(NO_HISTORY, board(9_200, 320, { past: PAST, transfers: [row(1), row(2)] }));
  expect(history.at).toEqual([8, 9, 9.2]);
  expect(history.throughput).toEqual([null, 200, 100]);
  expect(history.p99).toEqual([null, 2, null]);
  expect(recorded(history, board(9_400, 340)).throughput).toEqual([null, 200, 100, 100]);
});

test('a window that was not seen for a while draws what it has missed, and nothing twice', () => {
  // The clock was set back between them.
  const commits = [8_500, 1_000].map((at, place) => ({ number: 7 + place, at, size: 1, micros: 1 }));
  const before = recorded(NO_HISTORY, board(8_000, 100, { commits: commits.slice(0, 1), transfers: [row(1)] }));
  const history = recorded(before, board(9_200, 320, { past: PAST, commits, transfers: [row(1), row(2)] }));
  expect(history.at).toEqual([8, 9, 9.2]);
  expect(history.throughput).toEqual([0, 200, 100]);
  expect(history.feed.map(({ transfer }) => transfer.sequence)).toEqual([2, 1]);
  expect(history.commits).toEqual(commits);
});

test('what is known of a bank is forgotten with its books', () => {
  const commit = (number: number) => ({ number, at: number, size: 1, micros: 1 });
  const before = recorded(NO_HISTORY, board(8_000, 100, { commits: [commit(7)], transfers: [row(70)] }));
  const other = board(9_200, 1, { past: PAST, commits: [commit(2)], transfers: [row(3)] });
  const history = recorded(before, other);
  expect(history.commits).toEqual([commit(2)]);
  expect(history.feed.map(({ transfer }) => transfer.sequence)).toEqual([3]);
});
