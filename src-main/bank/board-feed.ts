import { BOARD_MS, type Board, QUIET_BOARD_MS, type SessionView } from '../contract/board.ts';
import type { CommitReport } from './ledger-thread/commit-report.ts';

const COMMITS = 100;
const TRANSFERS = 50;
const SESSIONS = 600;
/** Enough for a 99th percentile; a thread that is slow to answer may hold the board back for a while. */
const LATENCIES = 5_000;

/** Where the numbers on the board come from. */
export interface BoardSource {
  /** Reports of commits, from now until the returned function is called. */
  watchCommits(listener: (report: CommitReport) => void): () => void;
  views(): Promise<readonly SessionView[]>;
  counts(): Pick<Board, 'open' | 'queue' | 'totals' | 'sum'>;
}

/** Nothing was shown yet. */
const NEVER = { at: Number.NEGATIVE_INFINITY, counts: '' };

/** The live board: computed only while somebody listens. */
export class BoardFeed {
  readonly #source: BoardSource;
  readonly #listeners = new Set<(board: Board) => void>();
  #stop: (() => void) | undefined;
  #commits: Board['commits'] = [];
  #transfers: Board['transfers'] = [];
  #latencies: number[] = [];
  /** When the last board was made, by the monotonic clock, and its counts. */
  #last = NEVER;

  constructor(source: BoardSource) {
    this.#source = source;
  }

  listen(listener: (board: Board) => void): () => void {
    this.#listeners.add(listener);
    // Who comes while nothing happens gets a board at once, too.
    this.#last = NEVER;
    if (this.#listeners.size === 1) this.#start();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.close();
    };
  }

  /** Watches the commits of a ledger that took the place of a lost one. */
  renew(): void {
    if (this.#stop === undefined) return;
    this.close();
    this.#start();
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #start(): void {
    const unwatch = this.#source.watchCommits((report) => {
      this.#commits = [...this.#commits, ...report.commits].slice(-COMMITS);
      this.#transfers = [...this.#transfers, ...report.transfers].slice(-TRANSFERS);
      this.#latencies = [...this.#latencies, ...report.latencies].slice(-LATENCIES);
    });
    let busy = false;
    const timer = setInterval(() => {
      // The threads may be too busy to answer within one period: then the next board waits for them.
      if (busy || this.#quiet()) return;
      busy = true;
      void this.#publish().finally(() => {
        busy = false;
      });
    }, BOARD_MS);
    this.#stop = () => {
      clearInterval(timer);
      unwatch();
    };
  }

  /** Whether a board would show nothing new. What sessions do is counted, or told by the next board after two seconds. */
  #quiet(): boolean {
    return (
      performance.now() - this.#last.at < QUIET_BOARD_MS &&
      this.#commits.length === 0 &&
      this.#latencies.length === 0 &&
      JSON.stringify(this.#source.counts()) === this.#last.counts
    );
  }

  async #publish(): Promise<void> {
    const views = await this.#source.views();
    const counts = this.#source.counts();
    this.#last = { at: performance.now(), counts: JSON.stringify(counts) };
    const board: Board = {
      at: Date.now(),
      sessions: views.slice(-SESSIONS),
      ...counts,
      commits: this.#commits,
      transfers: this.#transfers,
      latency: percentiles(this.#latencies),
    };
    this.#commits = [];
    this.#transfers = [];
    this.#latencies = [];
    for (const listener of this.#listeners) listener(board);
  }
}

function percentiles(latencies: readonly number[]): Board['latency'] {
  if (latencies.length === 0) return null;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
