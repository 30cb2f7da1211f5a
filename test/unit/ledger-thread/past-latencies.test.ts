/** Proves that percentiles of counted bins are those of the latencies themselves, to a thirty-second part, second by second. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PastLatencies } from '../../../src-main/bank/ledger-thread/report/past-latencies.ts';
import { percentiles } from '../../../src-main/bank/percentiles.ts';

test('percentiles are off by 1/32 and half a microsecond at most', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1_000_000, noNaN: true }), { minLength: 1 }), (latencies) => {
      const past = new PastLatencies();
      past.turn(5_000);
      for (const latency of latencies) past.add(latency);
      const [told] = past.list();
      const exact = percentiles(latencies);
      for (const name of ['p50', 'p99'] as const) {
        const off = Math.abs((told?.[name] ?? Number.NaN) - (exact?.[name] ?? Number.NaN));
        expect(off).toBeLessThanOrEqual((exact?.[name] ?? 0) / 32 + 0.000_501);
      }
    }),
  );
});

test('each second has its own, those without an answer none, and the newest minute and a half is kept', () => {
  const past = new PastLatencies();
  for (let second = 1; second <= 200; second++) {
    past.turn(second * 1_000 + 1);
    if (second % 2 === 0) continue;
    past.add(0.005);
    past.turn(second * 1_000 + 999);
    past.add(0.005);
  }
  const told = past.list();
  expect(told).toHaveLength(90);
  expect(told.at(-1)).toEqual({ at: 200_000, p50: 0.005, p99: 0.005 });
  expect(told.at(-2)?.at).toBe(198_000);
});

test('what is under way in a second is told, and goes on to be counted', () => {
  const past = new PastLatencies();
  past.turn(1_500);
  past.add(0.002);
  expect(past.list()).toEqual([{ at: 2_000, p50: 0.002, p99: 0.002 }]);
  past.add(0.004);
  past.add(0.004);
  expect(past.list()).toEqual([{ at: 2_000, p50: 0.004, p99: 0.004 }]);
  past.turn(2_100);
  expect(past.list()).toHaveLength(1);
});

test('what took longer than can be counted is told as the longest', () => {
  const past = new PastLatencies();
  past.turn(0);
  past.add(Number.MAX_SAFE_INTEGER);
  past.add(-1);
  expect(past.list()[0]?.p99).toBeGreaterThan(1_000_000);
  expect(past.list()[0]?.p50).toBeGreaterThan(0);
});
