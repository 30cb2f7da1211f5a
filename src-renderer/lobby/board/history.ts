import { BOARD_MS, type Board, type PastPoint, QUIET_BOARD_MS } from '../../../src-main/contract/board.ts';

/** What the charts reach back, seconds. */
export const CHART_SECONDS = 90;
/** Commits that the ledger's picture shows. */
export const COMMITS = 64;
const FEED = 200;

/** Boards come at least every QUIET_BOARD_MS. After a longer silence than this, ms, it is not known what happened. */
export const STALLED_MS = 2 * QUIET_BOARD_MS;

export type FeedRow = Board['transfers'][number];

/** What the live board draws over time. Sampled as the boards are; the counts in `latest` are exact. */
export interface History {
  readonly latest: Board | null;
  /** The end of the charts' time axis, seconds since the epoch: the newest board's time, or later if boards stalled. */
  readonly until: number;
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

export const NO_HISTORY: History = {
  latest: null,
  until: 0,
  at: [],
  throughput: [],
  p50: [],
  p99: [],
  commits: [],
  feed: [],
};

/**
 * The history with one more board. A board that is not newer (the bank was started again), or is of other books (it was
 * reset), starts the charts anew.
 */
export function recorded(history: History, board: Board): History {
  const before = history.latest;
  if (before !== null && (board.at <= before.at || isOfOtherBooks(history, board))) return recorded(NO_HISTORY, board);
  const points = withGap(
    history.at.at(-1),
    board.past === undefined ? rates(before, board) : pastRates(history, board.past, board),
  );
  // One from before the picture's edge stays: lines come from there.
  const from = Math.max(
    0,
    history.at.findLastIndex((at) => at <= board.at / 1000 - CHART_SECONDS),
  );
  const { commits, transfers } = board.past === undefined ? board : unknownYet(history, board);
  return {
    latest: board,
    until: board.at / 1000,
    at: [...history.at.slice(from), ...points.map(({ at }) => at / 1000)],
    throughput: [...history.throughput.slice(from), ...points.map(({ rate }) => rate)],
    p50: [...history.p50.slice(from), ...points.map(({ latency }) => latency?.p50 ?? null)],
    p99: [...history.p99.slice(from), ...points.map(({ latency }) => latency?.p99 ?? null)],
    commits: commits.length === 0 ? history.commits : last([...history.commits, ...commits], COMMITS),
    feed: transfers.length === 0 ? history.feed : [...transfers.toReversed(), ...history.feed].slice(0, FEED),
  };
}

/** Commits are numbered upwards as long as the books are the same. */
function isOfOtherBooks({ commits }: History, board: Board): boolean {
  const newest = board.commits.at(-1);
  return newest !== undefined && newest.number < (commits.at(-1)?.number ?? 0);
}

/** What this window has not seen yet, of the newest that are known. */
function unknownYet({ commits, feed }: History, board: Board): Pick<Board, 'commits' | 'transfers'> {
  const [commit, row] = [commits.at(-1)?.number ?? 0, feed[0]?.transfer.sequence ?? 0];
  return {
    commits: board.commits.filter(({ number }) => number > commit),
    transfers: board.transfers.filter(({ transfer }) => transfer.sequence > row),
  };
}

/** The history while no board comes: its charts end at `at`, ms since the epoch, with nothing known since the last board. */
export function stalled(history: History, at: number): History {
  return history.latest === null || at / 1000 <= history.until ? history : { ...history, until: at / 1000 };
}

/** Where too long nothing came after `known`, seconds, a point with nothing in it: no line leads over the gap. */
function withGap(known: number | undefined, points: readonly Rate[]): readonly Rate[] {
  const [first] = points;
  if (known === undefined || first === undefined || first.at - known * 1000 <= STALLED_MS) return points;
  return [{ at: known * 1000 + BOARD_MS, rate: null, latency: null }, ...points];
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
  if (gap > STALLED_MS) return [{ at, rate: null, latency }];
  if (gap < QUIET_BOARD_MS / 2) return [{ at, rate: (done * 1000) / gap, latency }];
  return [
    { at: before.at + BOARD_MS, rate: 0, latency: null },
    { at: at - BOARD_MS, rate: 0, latency: null },
    { at, rate: (done * 1000) / BOARD_MS, latency },
  ];
}

/** What a chart shows. */
export interface ChartData {
  /** The end of its time axis, seconds since the epoch. */
  readonly until: number;
  /** Seconds since the epoch, one for each value. */
  readonly at: readonly number[];
  readonly lines: readonly { readonly values: readonly (number | null)[] }[];
}

/**
 * Whether all that a chart shows are lines along zero from edge to edge, or none: such charts look the same whatever
 * their times, so an idle window need not draw them again and again.
 */
export function isLevel({ until, at, lines }: ChartData): boolean {
  const edge = until - CHART_SECONDS;
  const newest = at.at(-1) ?? 0;
  return lines.every(({ values }) => {
    const first = values.findIndex((value) => value !== null);
    if (first === -1) return true;
    return newest >= until && (at[first] ?? 0) <= edge && values.slice(first).every((value) => value === 0);
  });
}

/** A point is told for this time around it, seconds: further away nothing is known. */
const NEAR_SECONDS = STALLED_MS / 1000 / 2;

/** Which of the points is nearest to a time, seconds since the epoch; undefined: none is near. */
export function pointAt(at: readonly number[], time: number): number | undefined {
  const after = at.findIndex((one) => one >= time);
  const candidates = after === -1 ? [at.length - 1] : [after - 1, after];
  const distance = (index: number) => Math.abs((at[index] ?? Number.POSITIVE_INFINITY) - time);
  const nearest = candidates.reduce((best, one) => (distance(one) < distance(best) ? one : best));
  return distance(nearest) <= NEAR_SECONDS ? nearest : undefined;
}

function last<Item>(items: Item[], most: number): Item[] {
  return items.length > most ? items.slice(-most) : items;
}

/** An account number with all but its last two digits hidden; the bank's own accounts have names and stay. */
export function masked(account: string, mask: boolean): string {
  return mask && /^\d+$/.test(account) ? `··${account.slice(-2)}` : account;
}
