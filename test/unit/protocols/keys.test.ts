/** Proves that the keys of teletype transfers grow in the order they are made, and that no client could send one. */
import { expect, test } from 'vitest';
import { SessionCounters } from '../../../src-main/bank/counters.ts';
import type { LedgerClient } from '../../../src-main/bank/ledger/request.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';
import { SessionLoop } from '../../../src-main/bank/session/session-loop.ts';
import { TraceRing } from '../../../src-main/bank/trace/trace-ring.ts';
import { TraceWriter } from '../../../src-main/bank/trace/trace-writer.ts';
import { keySchema } from '../../../src-main/contract/terminal.ts';

const NO_LEDGER: LedgerClient = {
  books: 'opened-1',
  submit: () => {},
  committedBalance: () => undefined,
  watch: () => () => {},
  onPinChanged: () => () => {},
  onLost: () => () => {},
};

function startLoop(): SessionLoop {
  const counters = new SessionCounters();
  return new SessionLoop({
    thread: 0,
    limits: SESSION_LIMITS,
    counters,
    trace: new TraceWriter(new TraceRing().memory),
    ledger: NO_LEDGER,
    onNotice: () => {},
    enter: () => {},
    onGone: () => {},
    onEnded: () => {},
  });
}

/** Keys of one turn of the event loop. */
function keysOf(loop: SessionLoop, count: number): string[] {
  return Array.from({ length: count }, () => loop.newKey());
}

test('keys of one loop are all different, in whatever turn they are made', async () => {
  const loop = startLoop();
  const keys = keysOf(loop, 5_000);
  await new Promise((resolve) => setImmediate(resolve));
  keys.push(...keysOf(loop, 5_000));
  expect(new Set(keys).size).toBe(keys.length);
  await loop.close(0);
});

test('a later key of any loop sorts behind an earlier one of any other', async () => {
  const [one, other] = [startLoop(), startLoop()];
  const first = keysOf(one, 100);
  const now = one.now();
  // The next millisecond, in which the loops read the time anew.
  await expect.poll(() => other.now()).toBeGreaterThan(now);
  const later = keysOf(other, 100);
  expect(first.every((early) => later.every((late) => early < late))).toBe(true);
  await Promise.all([one.close(0), other.close(0)]);
});

test('a client can send none of them', async () => {
  const loop = startLoop();
  expect(keysOf(loop, 100).filter((key) => keySchema.safeParse(key).success)).toEqual([]);
  await loop.close(0);
});
