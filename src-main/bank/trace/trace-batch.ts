import type { Committed } from '../ledger-thread/group-commit.ts';
import type { BatchMember, TraceWriter } from './trace-writer.ts';

/**
 * Traces a batch, where somebody watches and something was asked or written.
 * @param times as `performance.now()` gave them
 */
export function traceBatch(
  trace: TraceWriter | undefined,
  asked: readonly BatchMember[],
  { batch, decidedAt }: Committed,
  { taken, committed }: { readonly taken: number; readonly committed: number },
): void {
  if (trace === undefined || trace.watch === 0 || (asked.length === 0 && !batch?.dirty)) return;
  const times = { taken, decided: decidedAt ?? committed, committed };
  trace.batch(times, batch?.dirty ? batch.head.commits : null, batch?.records.length ?? 0, asked);
}
