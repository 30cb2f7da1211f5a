/** Proves that counts are whole 64-bit integers in shared memory, of which another thread never reads half. */
import { expect, test } from 'vitest';
import { SessionCounters } from '../../../src-main/bank/counters.ts';

test('each count is one 64-bit integer in the shared memory, exact beyond 32 bits', () => {
  const counters = new SessionCounters();
  counters.add('bytesIn', 2 ** 40 + 1);
  counters.add('bytesIn');
  const cells = [...new BigInt64Array(counters.memory)];
  expect(cells.filter((cell) => cell !== 0n)).toEqual([2n ** 40n + 2n]);
  const reader = new SessionCounters(counters.memory);
  expect(reader.get('bytesIn')).toBe(2 ** 40 + 2);
});

test('operations are counted by result, endings by reason, and all of it can be taken over', () => {
  const counters = new SessionCounters();
  counters.addOperation('deposit', undefined);
  counters.addOperation('deposit', { ok: false, refusal: 'unavailable' });
  counters.addEnding('idle');
  const heir = new SessionCounters();
  heir.absorb(counters);
  heir.absorb(counters);
  expect([heir.operation('deposit', 'ok'), heir.operation('deposit', 'unavailable'), heir.ending('idle')]).toEqual([
    2, 2, 2,
  ]);
  expect(heir.totals()).toEqual({ operations: 4, refusals: 2 });
  // Not asked by any session, so not counted.
  expect(heir.operation('open-account', 'ok')).toBe(0);
});
