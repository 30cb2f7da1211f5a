import type { LedgerReply } from '../../ledger/request.ts';
import { type CommitReport, CommitSampler, REPORT_MS, RecentCommits } from './commit-report.ts';
import { PastLatencies } from './past-latencies.ts';

/** Tells those who watch what the ledger does. */
export class CommitReporter {
  readonly #recent = new RecentCommits();
  readonly #latencies = new PastLatencies();
  #sampler: CommitSampler | undefined;
  #send: ((report: CommitReport) => void) | undefined;
  #next: NodeJS.Timeout | undefined;

  /**
   * One more watches: what is new up to now is told for those who did before, then the newest of all for this one.
   * @param send reaches all of them
   */
  watch(send: (report: CommitReport) => void): void {
    this.#send = send;
    this.#tell();
    this.#sampler = new CommitSampler();
    send({ ...this.#recent.report(), past: this.#latencies.list() });
  }

  /** Nobody watches any more. */
  unwatch(): void {
    clearTimeout(this.#next);
    this.#next = undefined;
    this.#sampler = undefined;
    this.#send = undefined;
  }

  /** Before the answers of one moment. @param now ms since the epoch */
  turn(now: number): void {
    this.#latencies.turn(now);
  }

  /**
   * @param latency from submit to durable reply, ms
   * @param commit number of the commit that the request was in; null: nothing had to be written
   */
  answered(reply: LedgerReply, session: string, latency: number, commit: number | null): void {
    this.#latencies.add(latency);
    this.#sampler?.reply(reply, session, latency, commit);
  }

  /** @param asked what is answered by the reply at the same place */
  committed(
    commit: CommitReport['commits'][number],
    asked: readonly { readonly session: string }[],
    replies: readonly LedgerReply[],
  ): void {
    this.#recent.add(commit, asked, replies);
    this.#sampler?.commit(commit);
  }

  /** Something may have happened. Nothing is reported while nothing does, so an idle ledger need not wake for it. */
  aim(): void {
    if (this.#sampler === undefined) return;
    this.#next ??= setTimeout(() => {
      this.#next = undefined;
      this.#tell();
    }, REPORT_MS);
  }

  #tell(): void {
    const report = this.#sampler?.take();
    if (report !== undefined) this.#send?.(report);
  }
}
