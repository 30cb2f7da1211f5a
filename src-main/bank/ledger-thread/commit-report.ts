import type { LedgerReply, Transfer } from '../ledger/request.ts';

/** How often a report leaves while somebody watches, ms. */
export const REPORT_MS = 100;
const COMMITS = 100;
const TRANSFERS = 50;
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
  /** The first one of who begins to watch: what was done before, and may have been told before. Without latencies. */
  readonly isEarlier?: true;
  /** At most 100. */
  readonly commits: readonly CommitFacts[];
  /** At most 50, with the session that made each and the number of the commit that wrote it. */
  readonly transfers: readonly { readonly transfer: Transfer; readonly session: string; readonly commit: number }[];
  /** From submit to durable reply, ms: a fair sample of at most 1,000 requests. */
  readonly latencies: readonly number[];
}

/** The newest commits, kept also while nobody watches: a few references for each batch, whatever its size. */
export class RecentCommits {
  #commits: CommitFacts[] = [];
  /** Each with as many replies as a report has transfers; the newest that have so many together. */
  readonly #batches: {
    readonly commit: number;
    readonly asked: readonly { readonly session: string }[];
    readonly replies: readonly LedgerReply[];
  }[] = [];
  #replies = 0;

  /** @param asked what is answered by the reply at the same place */
  add(commit: CommitFacts, asked: readonly { readonly session: string }[], replies: readonly LedgerReply[]): void {
    this.#commits.push(commit);
    if (this.#commits.length > 2 * COMMITS) this.#commits = this.#commits.slice(-COMMITS);
    const batch = { commit: commit.number, asked: asked.slice(-TRANSFERS), replies: replies.slice(-TRANSFERS) };
    this.#batches.push(batch);
    this.#replies += batch.replies.length;
    for (let oldest = this.#batches[0]; oldest !== undefined; oldest = this.#batches[0]) {
      if (this.#replies - oldest.replies.length < TRANSFERS) return;
      this.#replies -= oldest.replies.length;
      this.#batches.shift();
    }
  }

  /** undefined: there were none. */
  report(): CommitReport | undefined {
    if (this.#commits.length === 0) return undefined;
    const transfers = this.#batches.flatMap(({ commit, asked, replies }) =>
      replies.flatMap((reply, index) => {
        const transfer = newTransfer(reply);
        return transfer === undefined ? [] : [{ transfer, session: asked[index]?.session ?? '', commit }];
      }),
    );
    return {
      isEarlier: true,
      commits: this.#commits.slice(-COMMITS),
      transfers: transfers.slice(-TRANSFERS),
      latencies: [],
    };
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
  #commits: CommitReport['commits'][number][] = [];
  #transfers: CommitReport['transfers'][number][] = [];
  #latencies: number[] = [];
  /** Requests answered since the last report. */
  #replies = 0;

  /** @param random 0 ≤ x < 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  commit(commit: CommitFacts): void {
    this.#commits.push(commit);
    if (this.#commits.length > 2 * COMMITS) this.#commits = this.#commits.slice(-COMMITS);
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
    if (transfer === undefined || commit === null) return;
    this.#transfers.push({ transfer, session, commit });
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
