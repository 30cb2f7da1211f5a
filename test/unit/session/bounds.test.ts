/** Proves the bounds that many sessions share, and those on what one connection costs. */
import { describe, expect, test } from 'vitest';
import { AccountSessions } from '../../../src-main/bank/session/account-sessions.ts';
import { HeldBytes } from '../../../src-main/bank/session/held-bytes.ts';
import { AccountRates } from '../../../src-main/bank/session/rates/account-rates.ts';
import { TokenBucket } from '../../../src-main/bank/session/rates/token-bucket.ts';

describe('sessions of one account', () => {
  test('are let in up to the bound, and again as soon as one leaves', () => {
    const sessions = new AccountSessions(2);
    expect([sessions.enter('a', '1999'), sessions.enter('b', '1999'), sessions.enter('c', '1999')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(sessions.enter('c', '1998')).toBe(true);
    sessions.leave('a');
    sessions.leave('a');
    sessions.leave('never there');
    expect([sessions.enter('d', '1999'), sessions.enter('e', '1999')]).toEqual([true, false]);
  });
});

describe('bytes that sessions hold', () => {
  class Client {
    shedTimes = 0;
    readonly blocked: boolean;
    constructor(blocked: boolean) {
      this.blocked = blocked;
    }
    shed(): void {
      this.shedTimes++;
    }
  }

  test('past the bound, who does not read is dropped before all others', () => {
    const held = new HeldBytes(1_000);
    const [busy, deaf, deafer] = [new Client(false), new Client(true), new Client(true)];
    held.set(busy, 400);
    held.set(deaf, 300);
    held.set(deafer, 300);
    expect(held.sum).toBe(1_000);
    held.set(busy, 401);
    expect([busy, deaf, deafer].map(({ shedTimes }) => shedTimes)).toEqual([0, 1, 0]);
    expect(held.sum).toBe(701);
  });

  test('where all read, the one that holds most is dropped, not one that is busy all the time', () => {
    const held = new HeldBytes(1_000);
    const [busy, greedy, other] = [new Client(false), new Client(false), new Client(false)];
    held.set(busy, 90);
    held.set(greedy, 600);
    held.set(other, 400);
    expect([busy, greedy, other].map(({ shedTimes }) => shedTimes)).toEqual([0, 1, 0]);
    expect(held.sum).toBe(490);
  });

  test('are given back', () => {
    const held = new HeldBytes(1_000);
    const client = new Client(true);
    held.set(client, 900);
    held.set(client, 0);
    expect(held.sum).toBe(0);
  });
});

const NOW = 1_700_000_000_000;
const AT_ONCE = 100;
const EVERY_MS = 50;
const RATE = { atOnce: AT_ONCE, everyMs: EVERY_MS };

describe('what is bounded in its rate', () => {
  test('is done at once up to the bound, then at its rate', () => {
    const bucket = new TokenBucket(RATE);
    const waits = Array.from({ length: AT_ONCE + 2 }, () => bucket.take(NOW));
    expect(waits.slice(0, AT_ONCE).every((wait) => wait === 0)).toBe(true);
    expect(waits.slice(AT_ONCE)).toEqual([EVERY_MS, 2 * EVERY_MS]);
  });

  test('comes back with time, and no more than the bound', () => {
    const bucket = new TokenBucket(RATE);
    for (let time = 0; time < AT_ONCE; time++) bucket.take(NOW);
    expect(bucket.fullAt(NOW + EVERY_MS)).toBe(false);
    expect(bucket.take(NOW + EVERY_MS)).toBe(0);
    const later = NOW + 10 * AT_ONCE * EVERY_MS;
    expect(bucket.fullAt(later)).toBe(true);
    const waits = Array.from({ length: AT_ONCE + 1 }, () => bucket.take(later));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(AT_ONCE);
  });

  test('is counted for each account by itself, and forgotten where all has come back', () => {
    const rates = new AccountRates({ atOnce: 1, everyMs: EVERY_MS });
    expect([rates.take('1999', NOW), rates.take('1999', NOW), rates.take('1998', NOW)]).toEqual([0, EVERY_MS, 0]);
    expect(rates.size).toBe(2);
    expect(rates.take('1997', NOW + 3 * EVERY_MS)).toBe(0);
    expect(rates.size).toBe(1);
  });
});
