import type { LedgerReply } from '../ledger/request.ts';
import { type CommitReport, CommitSampler, REPORT_MS, RecentCommits } from './commit-report.ts';

/** Tells whoever watches what the ledger does: at first the newest of what was before. */
export class CommitReporter {
  readonly #recent = new RecentCommits();
  #sampler: CommitSampler | undefined;
  #send: ((report: CommitReport) => void) | undefined;
  #next: NodeJS.Timeout | undefined;

  /** @param send undefined: nobody watches any more */
  watch(send: ((report: CommitReport) => void) | undefined): void {
    clearTimeout(this.#next);
    this.#next = undefined;
    this.#sampler = send === undefined ? undefined : new CommitSampler();
    this.#send = send;
    const earlier = this.#recent.report();
    if (earlier !== undefined) send?.(earlier);
  }

  /**
   * @param latency from submit to durable reply, ms
   * @param commit number of the commit that the request was in; null: nothing had to be written
   */
  answered(reply: LedgerReply, session: string, latency: number, commit: number | null): void {
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
      const report = this.#sampler?.take();
      if (report !== undefined) this.#send?.(report);
    }, REPORT_MS);
  }
}
