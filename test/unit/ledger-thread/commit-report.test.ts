/** Proves that a report is bounded, and that its latencies stand for all requests, not for the first ones. */
import { expect, test } from 'vitest';
import { CommitSampler } from '../../../src-main/bank/ledger-thread/commit-report.ts';
import { numbers } from '../../wire/check/recorder.ts';

const REPLY = { ok: true, balance: 1 } as const;

/** Latencies 1, 2, 3, … `count`, as they are sampled. */
function sample(count: number, seed: number): readonly number[] {
  const pick = numbers(seed);
  const sampler = new CommitSampler(() => pick(1_000_000) / 1_000_000);
  for (let latency = 1; latency <= count; latency += 1) sampler.reply(REPLY, 's', latency);
  return sampler.take()?.latencies ?? [];
}

test('a thousand of many requests are kept, each with the same chance', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let seed = 1; seed <= 20; seed += 1) {
    const latencies = sample(50_000, seed);
    expect(latencies).toHaveLength(1_000);
    expect(new Set(latencies).size).toBe(1_000);
    for (const latency of latencies)
      tenths[Math.floor((latency - 1) / 5_000)] = (tenths.at(Math.floor((latency - 1) / 5_000)) ?? 0) + 1;
  }
  // 2,000 expected in each; the standard deviation is 42.
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(300);
});

test('few are all kept, and the next report begins anew', () => {
  const sampler = new CommitSampler();
  for (const latency of [3, 1, 2]) sampler.reply(REPLY, 's', latency);
  expect(sampler.take()?.latencies).toEqual([3, 1, 2]);
  expect(sampler.take()).toBeUndefined();
});
