/**
 * Proves that clients leave every account as it was, whatever they draw: against a naive bank that only adds and
 * refuses to go below zero, over random histories (fast-check prints the seed of one that fails).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CrowdOperation, crowdAccounts, isCrowdAccount } from '../../../src-main/contract/crowd.ts';
import { type Errand, Purse } from '../../../src-main/crowd/purse.ts';

class NaiveAccounts {
  readonly balances = new Map<string, number>();

  /** @returns whether the money was there. */
  perform(account: string, errand: Errand): boolean {
    switch (errand.op) {
      case 'balance':
        return true;
      case 'deposit':
        return this.#add(account, errand.amount);
      case 'withdraw':
        return this.#add(account, -errand.amount);
      case 'transfer':
        return this.#add(account, -errand.amount) && this.#add(errand.to, errand.amount);
    }
  }

  #add(account: string, amount: number): boolean {
    const balance = (this.balances.get(account) ?? 0) + amount;
    if (balance < 0) return false;
    this.balances.set(account, balance);
    return true;
  }
}

const operation = fc.constantFrom<CrowdOperation>('balance', 'deposit', 'withdraw', 'transfer');
const step = fc.record({
  client: fc.nat({ max: 3 }),
  operation,
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

function fourClients(accounts: readonly string[]): { purses: Purse[]; bank: NaiveAccounts } {
  const purses = accounts.map((account) => new Purse(account));
  const [one, two, three, four] = purses;
  if (!one || !two || !three || !four) throw new Error('four clients');
  Purse.pair(one, two);
  Purse.pair(three, four);
  return { purses, bank: new NaiveAccounts() };
}

test.each([
  ['accounts of their own', ['1', '2', '3', '4']],
  ['two accounts that they share', ['1', '2', '1', '2']],
  ['one account', ['1', '1', '1', '1']],
])('on %s nothing is refused, and in the end every account has what it had', (_name, accounts) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { purses, bank } = fourClients(accounts);
      const perform = (client: number, errand: Errand | null | undefined) => {
        if (!errand) return;
        expect(bank.perform(accounts[client] ?? '', errand)).toBe(true);
        purses[client]?.ended(errand, 'done');
      };
      for (const { client, operation, random } of steps) perform(client, purses[client]?.errand(operation, random));
      for (const [client, purse] of purses.entries()) perform(client, purse.giveBack());
      for (const [client, purse] of purses.entries()) perform(client, purse.takeOut());
      for (const balance of bank.balances.values()) expect(balance).toBe(0);
    }),
  );
});

test('when outcomes are lost, no more is ever taken than was brought', () => {
  const outcome = fc.constantFrom('done', 'lost-before', 'lost-after');
  fc.assert(
    fc.property(fc.array(fc.tuple(step, outcome), { maxLength: 120 }), (steps) => {
      const accounts = ['1', '2', '3', '4'];
      const { purses, bank } = fourClients(accounts);
      for (const [{ client, operation, random }, how] of steps) {
        const errand = purses[client]?.errand(operation, random);
        if (errand === undefined) continue;
        if (how !== 'lost-before') expect(bank.perform(accounts[client] ?? '', errand)).toBe(true);
        purses[client]?.ended(errand, how === 'done' ? 'done' : 'unknown');
      }
    }),
  );
});

describe('one client', () => {
  test('takes out what it brought in', () => {
    const purse = new Purse('1');
    const deposit = purse.errand('deposit', 0.5);
    expect(deposit).toEqual({ op: 'deposit', amount: 6_000 });
    purse.ended(deposit, 'done');
    expect(purse.errand('withdraw', 0)).toEqual({ op: 'withdraw', amount: 6_000 });
  });

  test('deposits first where there is nothing of its own to take or to send', () => {
    expect(new Purse('1').errand('withdraw', 0)).toEqual({ op: 'deposit', amount: 2_000 });
    expect(new Purse('1').errand('transfer', 0)).toEqual({ op: 'deposit', amount: 2_000 });
  });

  test('a refused deposit is not taken out', () => {
    const purse = new Purse('1');
    purse.ended(purse.errand('deposit', 0), 'refused');
    expect(purse.takeOut()).toBeNull();
  });
});

test("the crowd's accounts are told from customers'", () => {
  const accounts = crowdAccounts(1_000).map(({ number }) => number);
  expect(new Set(accounts).size).toBe(1_000);
  expect(accounts.every(isCrowdAccount)).toBe(true);
  expect(['1999', '8800', '880000011', '18800001'].filter(isCrowdAccount)).toEqual([]);
});
