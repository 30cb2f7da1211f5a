import type { Board } from '../../src-main/contract/board.ts';

/** Boards kept for the charts: at five a second, about a minute and a half. */
const POINTS = 450;
const COMMITS = 64;
const FEED = 200;

export type FeedRow = Board['transfers'][number];

/** What the live board draws over time. Sampled as the boards are; the counts in `latest` are exact. */
export interface History {
  readonly latest: Board | null;
  /** Seconds since the epoch. */
  readonly at: readonly number[];
  /** Operations a second between one board and the next. */
  readonly throughput: readonly number[];
  /** ms; null where nothing was asked. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly commits: Board['commits'];
  /** Newest first. */
  readonly feed: readonly FeedRow[];
}

export const NO_HISTORY: History = { latest: null, at: [], throughput: [], p50: [], p99: [], commits: [], feed: [] };

/** The history with one more board. A board that is not newer (the bank was started again) starts the charts anew. */
export function recorded(history: History, board: Board): History {
  const before = history.latest;
  if (before !== null && board.at <= before.at) return recorded(NO_HISTORY, board);
  const seconds = before === null ? 0 : (board.at - before.at) / 1000;
  const done = before === null ? 0 : Math.max(0, board.totals.operations - before.totals.operations);
  return {
    latest: board,
    at: last([...history.at, board.at / 1000], POINTS),
    throughput: last([...history.throughput, seconds === 0 ? 0 : done / seconds], POINTS),
    p50: last([...history.p50, board.latency?.p50 ?? null], POINTS),
    p99: last([...history.p99, board.latency?.p99 ?? null], POINTS),
    commits: last([...history.commits, ...board.commits], COMMITS),
    feed:
      board.transfers.length === 0 ? history.feed : [...board.transfers.toReversed(), ...history.feed].slice(0, FEED),
  };
}

function last<Item>(items: Item[], most: number): Item[] {
  return items.length > most ? items.slice(-most) : items;
}

/** An account number with all but its last two digits hidden; the bank's own accounts have names and stay. */
export function masked(account: string, mask: boolean): string {
  return mask && /^\d+$/.test(account) ? `••${account.slice(-2)}` : account;
}
