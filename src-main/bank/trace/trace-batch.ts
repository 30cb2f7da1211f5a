import type { Committed } from '../ledger-thread/group-commit.ts';
import { placeOf } from './trace-records.ts';
import type { TraceWriter } from './trace-writer.ts';

/** A request of a batch, as the ledger thread has it. */
interface Member {
  readonly seat: { readonly number: number };
  readonly id: number;
}

/**
 * Traces a batch, where somebody watches and something was asked or written.
 * @param times as `performance.now()` gave them
 */
export function traceBatch(
  trace: TraceWriter | undefined,
  asked: readonly Member[],
  { batch, decidedAt }: Committed,
  { taken, committed }: { readonly taken: number; readonly committed: number },
): void {
  if (trace === undefined || trace.watch === 0 || (asked.length === 0 && !batch?.dirty)) return;
  const members = asked.map(({ seat, id }) => placeOf(seat.number, id));
  const times = { taken, decided: decidedAt ?? committed, committed };
  trace.batch(times, batch?.dirty ? batch.head.commits : null, batch?.records.length ?? 0, members);
}
