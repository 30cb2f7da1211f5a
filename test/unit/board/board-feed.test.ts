import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BoardFeed, type BoardSource } from '../../../src-main/bank/board-feed.ts';
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
};

function feedOf(counts: () => ReturnType<BoardSource['counts']>) {
  const boards: Board[] = [];
  const feed = new BoardFeed({ watchCommits: () => () => undefined, views: () => Promise.resolve([]), counts });
  const stop = feed.listen((board) => boards.push(board));
  return { feed, boards, stop };
}

test('a bank at which nothing happens is told every two seconds', async () => {
  const { boards, stop } = feedOf(() => STILL);
  await vi.advanceTimersByTimeAsync(10_200);
  stop();
  expect(boards.length).toBeGreaterThanOrEqual(4);
  expect(boards.length).toBeLessThanOrEqual(6);
});

test('what happens is told within a fifth of a second, and every time', async () => {
  let counts = STILL;
  const { boards, stop } = feedOf(() => counts);
  await vi.advanceTimersByTimeAsync(400);
  for (let operations = 5; operations < 15; operations++) {
    counts = { ...STILL, totals: { ...STILL.totals, operations } };
    await vi.advanceTimersByTimeAsync(200);
    expect(boards.at(-1)?.totals.operations).toBe(operations);
  }
  stop();
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
