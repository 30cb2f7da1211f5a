import type { LedgerReply, Transfer } from '../ledger/request.ts';

/** How often a report leaves while somebody watches, ms. */
export const REPORT_MS = 100;
const COMMITS = 100;
const TRANSFERS = 50;
const LATENCIES = 1_000;

/** What the ledger did since the last report: the newest few, in order. Exact counts are in LedgerTotals. */
export interface CommitReport {
  /** At most 100. `at` in ms since the epoch; `micros` for checking, booking and the disk. */
  readonly commits: readonly { readonly at: number; readonly size: number; readonly micros: number }[];
  /** At most 50, with the session that made each. */
  readonly transfers: readonly { readonly transfer: Transfer; readonly session: string }[];
  /** From submit to durable reply, ms: a fair sample of at most 1,000 requests. */
  readonly latencies: readonly number[];
}

/**
 * Gathers a report in bounded memory. Latencies are sampled with a reservoir (algorithm R: Vitter 1985, 'Random Sampling
 * with a Reservoir'): each request has the same chance to be in it, whether it came early or late.
 */
export class CommitSampler {
  readonly #random: () => number;
  #commits: CommitReport['commits'][number][] = [];
  #transfers: CommitReport['transfers'][number][] = [];
  #latencies: number[] = [];
  /** Requests answered since the last report. */
  #replies = 0;

  /** @param random 0 ≤ x < 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  commit(at: number, size: number, micros: number): void {
    this.#commits.push({ at, size, micros });
    if (this.#commits.length > 2 * COMMITS) this.#commits = this.#commits.slice(-COMMITS);
  }

  reply(reply: LedgerReply, session: string, latency: number): void {
    this.#replies += 1;
    if (this.#latencies.length < LATENCIES) {
      this.#latencies.push(latency);
    } else {
      const place = Math.floor(this.#random() * this.#replies);
      if (place < LATENCIES) this.#latencies[place] = latency;
    }
    if (!reply.ok || !('repeated' in reply) || reply.repeated) return;
    this.#transfers.push({ transfer: reply.transfer, session });
    if (this.#transfers.length > 2 * TRANSFERS) this.#transfers = this.#transfers.slice(-TRANSFERS);
  }

  /** @returns the report and starts the next; undefined if nothing happened. */
  take(): CommitReport | undefined {
    if (this.#commits.length === 0 && this.#latencies.length === 0) return undefined;
    const report: CommitReport = {
      commits: this.#commits.slice(-COMMITS),
      transfers: this.#transfers.slice(-TRANSFERS),
      latencies: this.#latencies,
    };
    this.#commits = [];
    this.#transfers = [];
    this.#latencies = [];
    this.#replies = 0;
    return report;
  }
}
