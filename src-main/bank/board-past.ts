import { BOARD_COMMITS, BOARD_TRANSFERS, type Board, type PastPoint } from '../contract/board.ts';
import type { CommitReport } from './ledger-thread/report/commit-report.ts';
import type { PastLatency } from './ledger-thread/report/past-latencies.ts';
import { percentiles } from './percentiles.ts';

/** Time between two points, ms. */
const POINT_MS = 1_000;
/** As many as a chart of the live board shows: a minute and a half. */
const POINTS = 90;
/** Latencies of one point, at most. */
const LATENCIES = 5_000;

/**
 * The newest past of the live board, for who begins to watch. Operations are counted all the time, which costs a look at
 * a few numbers each second; latencies are counted by the ledger's thread, which tells them to who begins to watch.
 */
export class BoardPast {
  readonly #operations: () => number;
  readonly #timer: NodeJS.Timeout;
  #points: readonly PastPoint[] = [];
  #commits: Board['commits'] = [];
  #transfers: Board['transfers'] = [];
  #latencies: number[] = [];

  /** @param operations exact count since the bank was started */
  constructor(operations: () => number) {
    this.#operations = operations;
    this.#timer = setInterval(() => this.#addPoint(), POINT_MS);
    this.#timer.unref();
  }

  /** What the ledger tells while somebody watches, and at first of the time before. @returns what was not known */
  learn(report: CommitReport): CommitReport {
    const fresh = report.isEarlier === true ? this.#unknownOf(report) : report;
    if (report.past !== undefined) this.#points = this.#points.map((point) => withLatency(point, report.past ?? []));
    const { commits, transfers, latencies } = fresh;
    this.#commits = [...this.#commits, ...commits].slice(-BOARD_COMMITS);
    this.#transfers = [...this.#transfers, ...transfers].slice(-BOARD_TRANSFERS);
    this.#latencies = [...this.#latencies, ...latencies].slice(-LATENCIES);
    return fresh;
  }

  #unknownOf(report: CommitReport): CommitReport {
    const [commit, row] = [this.#commits.at(-1)?.number ?? 0, this.#transfers.at(-1)?.transfer.sequence ?? 0];
    return {
      ...report,
      commits: report.commits.filter(({ number }) => number > commit),
      transfers: report.transfers.filter(({ transfer }) => transfer.sequence > row),
    };
  }

  /** The board as the first one of a listener. */
  joinedTo(board: Board): Board {
    const past = this.#points.filter(({ at }) => at < board.at);
    return { ...board, past, commits: [...this.#commits], transfers: [...this.#transfers] };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #addPoint(): void {
    const point = { at: Date.now(), operations: this.#operations(), latency: percentiles(this.#latencies) };
    this.#latencies = [];
    this.#points = [...this.#points, point].slice(-POINTS);
  }
}

/** A point of a time when nobody watched, with the latencies of the second that ended in its time. */
function withLatency(point: PastPoint, past: readonly PastLatency[]): PastPoint {
  if (point.latency !== null) return point;
  const second = past.find(({ at }) => at > point.at - POINT_MS && at <= point.at);
  return second === undefined ? point : { ...point, latency: { p50: second.p50, p99: second.p99 } };
}
