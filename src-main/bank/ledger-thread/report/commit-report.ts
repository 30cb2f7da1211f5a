import { BOARD_COMMITS, BOARD_TRANSFERS } from '../../../contract/board.ts';
import type { LedgerReply, Transfer } from '../../ledger/request.ts';
import type { PastLatency } from './past-latencies.ts';

/** How often a report leaves while somebody watches, ms. */
export const REPORT_MS = 100;
const LATENCIES = 1_000;

interface CommitFacts {
  /** Its number in the books. */
  readonly number: number;
  /** ms since the epoch. */
  readonly at: number;
  /** Requests that shared it. */
  readonly size: number;
  /** For checking, booking and the disk. */
  readonly micros: number;
}

/** What the ledger did since the last report: the newest few, in order. Exact counts are in LedgerTotals. */
export interface CommitReport {
  /** The first one of who begins to watch: what was done before, and may have been told before. Without single latencies. */
  readonly isEarlier?: true;
  /** At most `BOARD_COMMITS`. */
  readonly commits: readonly CommitFacts[];
  /** At most `BOARD_TRANSFERS`, with the session that made each and the number of the commit that wrote it. */
  readonly transfers: readonly { readonly transfer: Transfer; readonly session: string; readonly commit: number }[];
  /** From submit to durable reply, ms: a fair sample of at most 1,000 requests. */
  readonly latencies: readonly number[];
  /** Of an earlier time: how long all requests of each second took. */
  readonly past?: readonly PastLatency[];
}

/** The newest of what is added, in order. */
class Newest<T> {
  readonly #count: number;
  #all: T[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  add(one: T): void {
    this.#all.push(one);
    // Not each time: a copy for every one that is added would cost more than all the rest.
    if (this.#all.length >= 2 * this.#count) this.#all = this.list();
  }

  list(): T[] {
    return this.#all.slice(-this.#count);
  }
}

/** The newest commits, kept also while nobody watches. */
export class RecentCommits {
  readonly #commits = new Newest<CommitFacts>(BOARD_COMMITS);
  readonly #transfers = new Newest<CommitReport['transfers'][number]>(BOARD_TRANSFERS);

  /** @param asked what is answered by the reply at the same place; of it only the session is kept */
  add(commit: CommitFacts, asked: readonly { readonly session: string }[], replies: readonly LedgerReply[]): void {
    this.#commits.add(commit);
    for (const [index, reply] of replies.entries()) {
      const transfer = newTransfer(reply);
      if (transfer === undefined) continue;
      this.#transfers.add({ transfer, session: asked[index]?.session ?? '', commit: commit.number });
    }
  }

  report(): CommitReport {
    return { isEarlier: true, commits: this.#commits.list(), transfers: this.#transfers.list(), latencies: [] };
  }
}

/** What a reply tells of a transfer that was made for it. */
function newTransfer(reply: LedgerReply): Transfer | undefined {
  return reply.ok && 'repeated' in reply && !reply.repeated ? reply.transfer : undefined;
}

/**
 * Gathers a report in bounded memory. Latencies are sampled with a reservoir (algorithm R: Vitter 1985, 'Random Sampling
 * with a Reservoir'): each request has the same chance to be in it, whether it came early or late.
 */
export class CommitSampler {
  readonly #random: () => number;
  #commits = new Newest<CommitFacts>(BOARD_COMMITS);
  #transfers = new Newest<CommitReport['transfers'][number]>(BOARD_TRANSFERS);
  #latencies: number[] = [];
  /** Requests answered since the last report. */
  #replies = 0;

  /** @param random 0 ≤ x < 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  commit(commit: CommitFacts): void {
    this.#commits.add(commit);
  }

  /** @param commit number of the commit that the request was in; null: nothing had to be written */
  reply(reply: LedgerReply, session: string, latency: number, commit: number | null): void {
    this.#replies += 1;
    if (this.#latencies.length < LATENCIES) {
      this.#latencies.push(latency);
    } else {
      const place = Math.floor(this.#random() * this.#replies);
      if (place < LATENCIES) this.#latencies[place] = latency;
    }
    const transfer = newTransfer(reply);
    if (transfer !== undefined && commit !== null) this.#transfers.add({ transfer, session, commit });
  }

  /** @returns the report and starts the next; undefined if nothing happened. */
  take(): CommitReport | undefined {
    if (this.#commits.isEmpty && this.#latencies.length === 0) return undefined;
    const report: CommitReport = {
      commits: this.#commits.list(),
      transfers: this.#transfers.list(),
      latencies: this.#latencies,
    };
    this.#commits = new Newest(BOARD_COMMITS);
    this.#transfers = new Newest(BOARD_TRANSFERS);
    this.#latencies = [];
    this.#replies = 0;
    return report;
  }
}
