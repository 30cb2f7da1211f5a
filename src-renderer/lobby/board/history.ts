import { BOARD_MS, type Board, type PastPoint, QUIET_BOARD_MS } from '../../../src-main/contract/board.ts';

/** What the charts reach back, seconds. */
export const CHART_SECONDS = 90;
/** Commits that the ledger's picture shows. */
export const COMMITS = 64;
const FEED = 200;

export type FeedRow = Board['transfers'][number];

/** What the live board draws over time. Sampled as the boards are; the counts in `latest` are exact. */
export interface History {
  readonly latest: Board | null;
  /** Seconds since the epoch. */
  readonly at: readonly number[];
  /** Operations a second between one board and the next; null where nobody looked. */
  readonly throughput: readonly (number | null)[];
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
  const points = board.past === undefined ? rates(before, board) : pastRates(history, board.past, board);
  // One from before the picture's edge stays: lines come from there.
  const from = Math.max(
    0,
    history.at.findLastIndex((at) => at <= board.at / 1000 - CHART_SECONDS),
  );
  const { commits, transfers } = board.past === undefined ? board : unknownYet(history, board);
  return {
    latest: board,
    at: [...history.at.slice(from), ...points.map(({ at }) => at / 1000)],
    throughput: [...history.throughput.slice(from), ...points.map(({ rate }) => rate)],
    p50: [...history.p50.slice(from), ...points.map(({ latency }) => latency?.p50 ?? null)],
    p99: [...history.p99.slice(from), ...points.map(({ latency }) => latency?.p99 ?? null)],
    commits: commits.length === 0 ? history.commits : last([...history.commits, ...commits], COMMITS),
    feed: transfers.length === 0 ? history.feed : [...transfers.toReversed(), ...history.feed].slice(0, FEED),
  };
}

/** What this window has not seen yet, of the newest that are known. */
function unknownYet({ commits, feed }: History, board: Board): Pick<Board, 'commits' | 'transfers'> {
  const [commit, row] = [commits.at(-1)?.at ?? 0, feed[0]?.transfer.sequence ?? 0];
  return {
    commits: board.commits.filter(({ at }) => at > commit),
    transfers: board.transfers.filter(({ transfer }) => transfer.sequence > row),
  };
}

interface Rate {
  /** ms since the epoch. */
  readonly at: number;
  /** Operations a second; null: not known. */
  readonly rate: number | null;
  /** null: not known, or there was none. */
  readonly latency: Board['latency'];
}

/** What the bank tells of the time before this board, as far as this window doesn't know it. */
function pastRates(history: History, past: NonNullable<Board['past']>, board: Board): readonly Rate[] {
  const known = (history.at.at(-1) ?? 0) * 1000;
  const points = [...past, { at: board.at, operations: board.totals.operations, latency: board.latency }];
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    if (point.at <= known) return [];
    const rate = before === undefined ? null : perSecond(before, point);
    return [{ at: point.at, rate, latency: point.latency }];
  });
}

function perSecond(before: PastPoint, point: PastPoint): number {
  return (Math.max(0, point.operations - before.operations) * 1000) / (point.at - before.at);
}

/**
 * The throughput from one board to the next. The bank leaves boards out while nothing happens: then what the next one
 * brings has happened just before it, and the rate was zero until then.
 */
function rates(before: Board | null, board: Board): readonly Rate[] {
  const { at, latency } = board;
  if (before === null) return [{ at, rate: 0, latency }];
  const gap = board.at - before.at;
  const done = Math.max(0, board.totals.operations - before.totals.operations);
  // Nobody looked: it can't be said when it was done.
  if (gap > 2 * QUIET_BOARD_MS) return [{ at, rate: null, latency }];
  if (gap < QUIET_BOARD_MS / 2) return [{ at, rate: (done * 1000) / gap, latency }];
  return [
    { at: before.at + BOARD_MS, rate: 0, latency: null },
    { at: at - BOARD_MS, rate: 0, latency: null },
    { at, rate: (done * 1000) / BOARD_MS, latency },
  ];
}

/**
 * Whether all that a chart shows are lines along zero from edge to edge, or none: such charts look the same whatever
 * their times, so an idle window need not draw them again and again.
 * @param at seconds since the epoch, one for each value
 */
export function isLevel(
  at: readonly number[],
  lines: readonly { readonly values: readonly (number | null)[] }[],
): boolean {
  const edge = (at.at(-1) ?? 0) - CHART_SECONDS;
  return lines.every(({ values }) => {
    const first = values.findIndex((value) => value !== null);
    return first === -1 || ((at[first] ?? 0) <= edge && values.every((value) => value === null || value === 0));
  });
}

function last<Item>(items: Item[], most: number): Item[] {
  return items.length > most ? items.slice(-most) : items;
}

/** An account number with all but its last two digits hidden; the bank's own accounts have names and stay. */
export function masked(account: string, mask: boolean): string {
  return mask && /^\d+$/.test(account) ? `••${account.slice(-2)}` : account;
}
