/** Proves that a report is bounded, and that its latencies stand for all requests, not for the first ones. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import type { LedgerReply } from '../../../src-main/bank/ledger/request.ts';
import {
  type CommitReport,
  CommitSampler,
  RecentCommits,
} from '../../../src-main/bank/ledger-thread/report/commit-report.ts';
import { CommitReporter } from '../../../src-main/bank/ledger-thread/report/commit-reporter.ts';
import { numbers } from '../../wire/check/recorder.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const REPLY = { ok: true, balance: 1 } as const;

/** Latencies 1, 2, 3, … `count`, as they are sampled. */
function sample(count: number, seed: number): readonly number[] {
  const pick = numbers(seed);
  const sampler = new CommitSampler(() => pick(1_000_000) / 1_000_000);
  for (let latency = 1; latency <= count; latency += 1) sampler.reply(REPLY, 's', latency, null);
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
  for (const latency of [3, 1, 2]) sampler.reply(REPLY, 's', latency, null);
  expect(sampler.take()?.latencies).toEqual([3, 1, 2]);
  expect(sampler.take()).toBeUndefined();
});

/** A deposit that was made under a number. */
function deposited(sequence: number, repeated = false): LedgerReply {
  const transfer = { sequence, kind: 'deposit', debit: 'cash', credit: '1999', amount: 1 } as const;
  return { ok: true, transfer: { ...transfer, key: '', refers: null, at: 0, hash: '' }, balance: 1, repeated };
}

test('who begins to watch is told the newest of what was before, whatever the batches were', () => {
  const recent = new RecentCommits();
  let sequence = 0;
  const batch = (at: number, size: number) => {
    const asked = Array.from({ length: size }, () => ({ session: `s-${at}` }));
    recent.add(
      { number: at, at, size, micros: 1 },
      asked,
      asked.map(() => deposited(++sequence)),
    );
  };
  for (let at = 1; at <= 300; at += 1) batch(at, 1);
  batch(301, 20);
  const report = recent.report();
  expect(report.commits.map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, index) => 202 + index));
  expect(report.transfers.map(({ transfer }) => transfer.sequence)).toEqual(
    Array.from({ length: 50 }, (_, index) => 271 + index),
  );
  expect(report.transfers.at(0)).toMatchObject({ session: 's-271', commit: 271 });
  expect(report).toMatchObject({ isEarlier: true, latencies: [] });
  batch(302, 512);
  expect(recent.report().transfers.map(({ transfer }) => transfer.sequence)).toEqual(
    Array.from({ length: 50 }, (_, index) => 783 + index),
  );
});

test('what was refused, or was done before, is no transfer of the past', () => {
  const recent = new RecentCommits();
  const asked = [{ session: 'a' }, { session: 'b' }, { session: 'c' }];
  recent.add({ number: 9, at: 1, size: 3, micros: 1 }, asked, [
    { ok: false, refusal: 'insufficient_funds' },
    deposited(1, true),
    deposited(2),
  ]);
  expect(recent.report().transfers).toMatchObject([{ session: 'c', commit: 9, transfer: { sequence: 2 } }]);
});

test('of what was asked nothing is kept but the session: a request can hold a PIN', async () => {
  const recent = new RecentCommits();
  const add = () => {
    const asked = { session: 'a', request: { op: 'change-pin', pin: '1234' } };
    recent.add({ number: 1, at: 1, size: 1, micros: 1 }, [asked], [deposited(1)]);
    return new WeakRef(asked);
  };
  const asked = add();
  // Until the end of this turn a WeakRef keeps what it is of.
  await new Promise(setImmediate);
  collectGarbage();
  expect(asked.deref()).toBeUndefined();
  expect(recent.report().transfers).toMatchObject([{ session: 'a' }]);
});

test('batches without a reply, such as those that void reserves, take no memory', () => {
  const recent = new RecentCommits();
  const bytes = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = bytes();
  for (let number = 1; number <= 200_000; number += 1) recent.add({ number, at: 1, size: 0, micros: 1 }, [], []);
  expect(bytes() - before).toBeLessThan(1_000_000);
  expect(recent.report().commits).toHaveLength(100);
});

test('one who comes later is told what was before; those who watch already are told everything once', () => {
  vi.useFakeTimers();
  const reporter = new CommitReporter();
  const told: CommitReport[] = [];
  const commit = (number: number) => {
    reporter.answered(deposited(number), 's', 1, number);
    reporter.committed({ number, at: 1, size: 1, micros: 1 }, [{ session: 's' }], [deposited(number)]);
    reporter.aim();
  };
  commit(1);
  reporter.watch((report) => told.push(report));
  commit(2);
  reporter.watch((report) => told.push(report));
  commit(3);
  vi.advanceTimersByTime(1_000);
  reporter.unwatch();
  commit(4);
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  expect(told.map(({ isEarlier, commits }) => [isEarlier === true, commits.map(({ number }) => number)])).toEqual([
    [true, [1]],
    [false, [2]],
    [true, [1, 2]],
    [false, [3]],
  ]);
});
