import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BoardFeed, type BoardSource } from '../../../src-main/bank/board-feed.ts';
import { BoardPast } from '../../../src-main/bank/board-past.ts';
import type { CommitReport } from '../../../src-main/bank/ledger-thread/report/commit-report.ts';
import type { Board } from '../../../src-main/contract/board.ts';

/** How often the live board is made: often while something happens, rarely while nothing does. Time passes by hand. */

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const STILL: ReturnType<BoardSource['counts']> = {
  open: 1,
  queue: 0,
  totals: { accepted: 1, operations: 4, transfers: 2, refusals: 0, commits: 2 },
  sum: 0,
  cash: -100,
};

const NO_PAST: BoardSource['past'] = { learn: (report) => report, joinedTo: (board) => board };

function feedOf(counts: () => ReturnType<BoardSource['counts']>) {
  const boards: Board[] = [];
  let looks = 0;
  let told = () => {};
  const feed = new BoardFeed({
    watchCommits: () => () => undefined,
    views: () => Promise.resolve([]),
    counts() {
      looks += 1;
      return counts();
    },
    past: NO_PAST,
    onNextCount: (listener) => {
      told = listener;
    },
  });
  const stop = feed.listen((board) => boards.push(board));
  return { feed, boards, stop, looks: () => looks, count: () => told() };
}

test('a bank at which nothing happens is told every two seconds, and not looked at in between', async () => {
  const { boards, stop, looks } = feedOf(() => STILL);
  await vi.advanceTimersByTimeAsync(10_200);
  stop();
  expect(boards.length).toBeGreaterThanOrEqual(4);
  expect(boards.length).toBeLessThanOrEqual(6);
  expect(looks()).toBeLessThanOrEqual(3 * boards.length);
});

test('what happens is told within a fifth of a second, and every time', async () => {
  let counts = STILL;
  const { boards, stop, count } = feedOf(() => counts);
  await vi.advanceTimersByTimeAsync(400);
  for (let operations = 5; operations < 15; operations++) {
    counts = { ...STILL, totals: { ...STILL.totals, operations } };
    count();
    await vi.advanceTimersByTimeAsync(200);
    expect(boards.at(-1)?.totals.operations).toBe(operations);
  }
  stop();
});

test('a thread that is slow to answer makes the next board show the newest, in bounded memory', async () => {
  const answers: (() => void)[] = [];
  let report: (report: CommitReport) => void = () => {};
  const boards: Board[] = [];
  const feed = new BoardFeed({
    watchCommits: (listener) => {
      report = listener;
      return () => undefined;
    },
    views: () => new Promise((resolve) => answers.push(() => resolve([]))),
    counts: () => STILL,
    past: NO_PAST,
    onNextCount: () => {},
  });
  const stop = feed.listen((board) => boards.push(board));
  const commits = [{ number: 1, at: 0, size: 1, micros: 1 }];
  // Ten minutes of a busy ledger's reports, slow requests at first.
  for (let second = 0; second < 600; second++) {
    const latencies = Array.from({ length: 1_000 }, () => (second < 590 ? 9_000 : 1));
    for (let one = 0; one < 10; one++) report({ commits, transfers: [], latencies });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(answers).toHaveLength(1);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  stop();
  expect(boards).toHaveLength(1);
  expect(boards[0]?.commits).toHaveLength(100);
  expect(boards[0]?.latency).toEqual({ p50: 1, p99: 1 });
});

test('somebody who comes while nothing happens gets a board at once', async () => {
  const { feed, stop } = feedOf(() => STILL);
  await vi.advanceTimersByTimeAsync(400);
  const seen: Board[] = [];
  feed.listen((board) => seen.push(board));
  await vi.advanceTimersByTimeAsync(200);
  stop();
  feed.close();
  expect(seen).toHaveLength(1);
});

test('who begins to watch is told the minute and a half before, once', async () => {
  let operations = 0;
  let report: (report: CommitReport) => void = () => {};
  const past = new BoardPast(() => operations);
  const feed = new BoardFeed({
    watchCommits: (listener) => {
      report = listener;
      return () => undefined;
    },
    views: () => Promise.resolve([]),
    counts: () => ({ ...STILL, totals: { ...STILL.totals, operations } }),
    past,
    onNextCount: () => {},
  });
  // Nobody watches for two minutes.
  for (let second = 1; second <= 120; second++) {
    operations += 10;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const early: Board[] = [];
  const stopEarly = feed.listen((board) => early.push(board));
  await vi.advanceTimersByTimeAsync(300);
  expect(early[0]?.past?.map((point) => point.operations)).toEqual(
    Array.from({ length: 90 }, (_, index) => 310 + 10 * index),
  );
  expect(early[0]?.past?.every(({ latency }) => latency === null)).toBe(true);

  // The ledger's seconds end when the clock's do, the points between them.
  const points = early[0]?.past ?? [];
  const slow = { p50: 2, p99: 9 };
  const at = (point: number) => Math.floor((points[point]?.at ?? 0) / 1_000) * 1_000;
  report({
    ...{ isEarlier: true, commits: [], transfers: [], latencies: [] },
    past: [
      { at: at(10), ...slow },
      { at: at(80), p50: 3, p99: 3 },
    ],
  });
  const middle: Board[] = [];
  const stopMiddle = feed.listen((board) => middle.push(board));
  await vi.advanceTimersByTimeAsync(300);
  stopMiddle();
  const told = new Map(middle[0]?.past?.map((point) => [point.at, point.latency]));
  expect(told.get(points[10]?.at ?? 0)).toEqual(slow);
  expect(told.get(points[80]?.at ?? 0)).toEqual({ p50: 3, p99: 3 });
  expect([...told.values()].filter((latency) => latency !== null)).toHaveLength(2);

  const known = { number: 7, at: 20, size: 1, micros: 1 };
  report({ commits: [known], transfers: [], latencies: [4] });
  await vi.advanceTimersByTimeAsync(3_000);
  const late: Board[] = [];
  const stopLate = feed.listen((board) => late.push(board));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(late[0]?.commits).toEqual([known]);
  expect(late[0]?.past?.map(({ latency }) => latency?.p99).filter((p99) => p99 !== undefined)).toEqual([9, 3, 4]);
  // A ledger that begins to report tells what was before: what is known of it is not told again, also where the
  // machine's clock was set back meanwhile.
  const before = late.length;
  report({
    isEarlier: true,
    // Two in one millisecond.
    commits: [7, 8].map((number) => ({ number, at: 7, size: 1, micros: 1 })),
    transfers: [],
    latencies: [],
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(late.slice(before).flatMap(({ commits }) => commits)).toEqual([{ number: 8, at: 7, size: 1, micros: 1 }]);
  expect([early, late].map((boards) => boards.filter((board) => board.past !== undefined).length)).toEqual([1, 1]);
  stopEarly();
  stopLate();
  past.close();
});
