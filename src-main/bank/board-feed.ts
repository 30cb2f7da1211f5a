import {
  BOARD_COMMITS,
  BOARD_MS,
  BOARD_TRANSFERS,
  type Board,
  QUIET_BOARD_MS,
  type SessionView,
} from '../contract/board.ts';
import { Listeners } from '../listeners.ts';
import type { BoardPast } from './board-past.ts';
import type { CommitReport } from './ledger-thread/report/commit-report.ts';
import { percentiles } from './percentiles.ts';

const SESSIONS = 600;
/** Enough for a 99th percentile; a thread that is slow to answer can delay the board. */
const LATENCIES = 5_000;

/** Where the numbers on the board come from. */
export interface BoardSource {
  /** Reports of commits, from now until the returned function is called. */
  watchCommits(listener: (report: CommitReport) => void): () => void;
  views(): Promise<readonly SessionView[]>;
  counts(): Pick<Board, 'open' | 'queue' | 'totals' | 'sum' | 'cash'>;
  /** What the first board of each listener is joined to. */
  readonly past: Pick<BoardPast, 'learn' | 'joinedTo'>;
  /** Calls back once, at the next thing that a session does. */
  onNextCount(listener: () => void): void;
}

/** Nothing was shown yet. */
const NEVER = { at: Number.NEGATIVE_INFINITY, counts: '' };

/** The live board: computed only while somebody listens. */
export class BoardFeed {
  readonly #source: BoardSource;
  readonly #listeners = new Listeners<[Board]>((heard) => (heard ? this.#start() : this.close()));
  #stop: (() => void) | undefined;
  #commits: Board['commits'] = [];
  #transfers: Board['transfers'] = [];
  #latencies: number[] = [];
  /** When the last board was made, by the monotonic clock, and its counts. */
  #last = NEVER;
  #timer: NodeJS.Timeout | undefined;
  /** By the monotonic clock. */
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(source: BoardSource) {
    this.#source = source;
  }

  listen(listener: (board: Board) => void): () => void {
    const first = this.#listeners.size === 0;
    // Who comes while nothing happens gets a board at once, too.
    this.#last = NEVER;
    if (!first) this.changed();
    let told = false;
    return this.#listeners.add((board) => {
      listener(told ? board : this.#source.past.joinedTo(board));
      told = true;
    });
  }

  /** Something has happened: the next board comes as soon as it may. */
  changed(): void {
    // Not while a look is running: it schedules the next one itself.
    if (this.#stop === undefined || this.#timer === undefined) return;
    this.#lookIn(Math.max(0, this.#lookedAt + BOARD_MS - performance.now()));
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
      const { commits, transfers, latencies } = this.#source.past.learn(report);
      this.#commits = [...this.#commits, ...commits].slice(-BOARD_COMMITS);
      this.#transfers = [...this.#transfers, ...transfers].slice(-BOARD_TRANSFERS);
      this.#latencies = [...this.#latencies, ...latencies].slice(-LATENCIES);
      this.changed();
    });
    this.#stop = () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      unwatch();
    };
    this.#lookIn(BOARD_MS);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  /** Sends a board if there is anything new; else waits until something happens or the quiet period is over. */
  async #look(): Promise<void> {
    this.#timer = undefined;
    this.#lookedAt = performance.now();
    // The threads may be too busy to answer within one period: then the next board waits for them.
    if (!this.#quiet()) await this.#publish();
    // It may have been closed meanwhile, and even been started again.
    if (this.#stop === undefined || this.#timer !== undefined) return;
    // Before it is decided: what is counted in between would be missed.
    this.#source.onNextCount(() => this.changed());
    this.#lookIn(this.#quiet() ? QUIET_BOARD_MS - (performance.now() - this.#last.at) : BOARD_MS);
  }

  /** Whether a board would show nothing new. */
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
    this.#listeners.tell(board);
  }
}
