/** Proves that counts are exact, rates are of the last two periods, and percentiles right within what they promise. */
import { expect, test } from 'vitest';
import { Latencies } from '../../../src-main/crowd/latencies.ts';
import { seededRandom } from '../../../src-main/crowd/schedule.ts';
import { Tally } from '../../../src-main/crowd/tally.ts';

test('percentiles are within 1.1 % of the nearest rank', () => {
  const random = seededRandom(1);
  const times = Array.from({ length: 5_000 }, () => 0.01 * 10 ** (random() * 5)).sort((a, b) => a - b);
  const latencies = new Latencies();
  for (const time of times) latencies.add(time);
  for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
    const exact = times[Math.ceil(share * times.length) - 1] ?? 0;
    const told = latencies.percentile(share) ?? 0;
    expect(Math.abs(told / exact - 1)).toBeLessThan(0.011);
  }
});

test('without a reply there is no percentile', () => {
  expect(new Latencies().percentile(0.5)).toBeNull();
});

test('of two, the lower one is the half', () => {
  const latencies = new Latencies();
  latencies.add(1);
  latencies.add(1_000);
  expect(latencies.percentile(0.5)).toBeCloseTo(1, 1);
});

test('counts are of the whole time, rates of the last two periods', () => {
  const tally = new Tally(0);
  const deposit = { op: 'deposit', amount: 100 } as const;
  for (let count = 0; count < 10; count += 1) tally.answered(deposit, 'done', 5);
  tally.answered(deposit, 'refused', 5);
  expect(tally.report(500)).toMatchObject({ operations: 11, refusals: 1, perSecond: 22, seconds: 0.5 });
  tally.answered({ op: 'balance' }, 'done', 50);
  expect(tally.report(1_000).perSecond).toBe(12);
  const last = tally.report(1_500);
  expect(last).toMatchObject({ operations: 12, perSecond: 1, done: { balance: 1, deposit: 10, withdraw: 0 } });
  expect(last.latency?.p50).toBeCloseTo(50, -1);
  expect(tally.report(2_000)).toMatchObject({ operations: 12, perSecond: 0, latency: null });
  expect(tally.summary(2_000)).toMatchObject({ operations: 12, perSecond: 6, seconds: 2 });
});
