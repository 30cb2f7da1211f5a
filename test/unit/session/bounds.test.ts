/** Proves the bounds that many sessions share, and those on what one connection costs. */
import { describe, expect, test } from 'vitest';
import { AccountSessions } from '../../../src-main/bank/session/account-sessions.ts';
import { HeldBytes } from '../../../src-main/bank/session/held-bytes.ts';
import { RefusalRate } from '../../../src-main/bank/session/refusal-rate.ts';
import { REFUSED_AT_ONCE, REFUSED_MS } from '../../../src-main/contract/limits.ts';

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

describe('refusals of one connection', () => {
  const NOW = 1_700_000_000_000;

  test('are told at once up to the bound, then at their rate', () => {
    const rate = new RefusalRate();
    const waits = Array.from({ length: REFUSED_AT_ONCE + 2 }, () => rate.take(NOW));
    expect(waits.slice(0, REFUSED_AT_ONCE).every((wait) => wait === 0)).toBe(true);
    expect(waits.slice(REFUSED_AT_ONCE)).toEqual([REFUSED_MS, 2 * REFUSED_MS]);
  });

  test('come back with time, and no more than the bound', () => {
    const rate = new RefusalRate();
    for (let time = 0; time < REFUSED_AT_ONCE; time++) rate.take(NOW);
    expect(rate.take(NOW + REFUSED_MS)).toBe(0);
    const later = NOW + 10 * REFUSED_AT_ONCE * REFUSED_MS;
    const waits = Array.from({ length: REFUSED_AT_ONCE + 1 }, () => rate.take(later));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(REFUSED_AT_ONCE);
  });
});
