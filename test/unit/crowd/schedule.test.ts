/** Proves that a crowd's timing and choice follow from its seed, and come to the rate and the mix that were asked for. */
import { describe, expect, test } from 'vitest';
import { CROWD_MIXES, crowdMixSchema } from '../../../src-main/contract/crowd.ts';
import {
  drawOperation,
  MOST_THINK_MS,
  meanThinkTime,
  seededRandom,
  thinkTime,
} from '../../../src-main/crowd/schedule.ts';

const draws = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('random numbers', () => {
  test('the same seed gives the same, another seed others', () => {
    expect(draws(7, 20)).toEqual(draws(7, 20));
    expect(draws(7, 20)).not.toEqual(draws(8, 20));
  });

  test.each([0, 1, 2 ** 31, 2 ** 32 - 1])('seed %i spreads evenly over [0, 1)', (seed) => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const number of draws(seed, 20_000)) {
      const tenth = Math.floor(number * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // 2,000 each; the standard deviation is 42.
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(220);
    expect(tenths).toHaveLength(10);
  });
});

describe('the mix', () => {
  test.each([
    [0, 'balance'],
    [0.39, 'balance'],
    [0.4, 'deposit'],
    [0.59, 'deposit'],
    [0.6, 'withdraw'],
    [0.8, 'transfer'],
    [0.9999, 'transfer'],
  ] as const)('at %d of everyday it is %s', (random, operation) => {
    expect(drawOperation(CROWD_MIXES.everyday, random)).toBe(operation);
  });

  test('what has no share is never drawn', () => {
    for (const random of draws(1, 5_000)) {
      expect(drawOperation(CROWD_MIXES.looking, random)).toBe('balance');
      expect(drawOperation(CROWD_MIXES.cash, random)).toMatch(/deposit|withdraw/);
    }
  });

  test('shares add up to 100', () => {
    for (const mix of Object.values(CROWD_MIXES)) expect(crowdMixSchema.safeParse(mix).success).toBe(true);
    expect(crowdMixSchema.safeParse({ ...CROWD_MIXES.everyday, balance: 41 }).success).toBe(false);
    expect(crowdMixSchema.safeParse({ balance: 200, deposit: -100, withdraw: 0, transfer: 0 }).success).toBe(false);
  });
});

describe('think times', () => {
  test('all clients together have the rate', () => {
    const mean = meanThinkTime(500, 200);
    expect(mean).toBe(2_500);
    const times = draws(3, 50_000).map((random) => thinkTime(mean, random));
    const sum = times.reduce((all, time) => all + time, 0);
    // The mean's standard error is 0.45 %.
    expect(Math.abs(sum / times.length / mean - 1)).toBeLessThan(0.02);
  });

  test('nobody is silent for so long that the bank ends the session', () => {
    expect(thinkTime(meanThinkTime(1_000, 0.1), 0.999999)).toBe(MOST_THINK_MS);
    expect(thinkTime(1_000, 0)).toBeCloseTo(0);
  });
});
