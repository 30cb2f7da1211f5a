/**
 * Proves that clients leave every account as it was, whatever they draw: against a naive bank that only adds and
 * refuses to go below zero, over random histories (fast-check prints the seed of one that fails).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CrowdOperation, crowdAccounts, isCrowdAccount } from '../../../src-main/contract/crowd.ts';
import { ClientFunds, type CrowdRequest } from '../../../src-main/crowd/client-funds.ts';

class NaiveAccounts {
  readonly balances = new Map<string, number>();

  /** @returns whether the money was there. */
  perform(account: string, request: CrowdRequest): boolean {
    switch (request.op) {
      case 'balance':
        return true;
      case 'deposit':
        return this.#add(account, request.amount);
      case 'withdraw':
        return this.#add(account, -request.amount);
      case 'transfer':
        return this.#add(account, -request.amount) && this.#add(request.to, request.amount);
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

function fourClients(accounts: readonly string[]): { allFunds: ClientFunds[]; bank: NaiveAccounts } {
  const allFunds = accounts.map((account) => new ClientFunds(account));
  const [one, two, three, four] = allFunds;
  if (!one || !two || !three || !four) throw new Error('four clients');
  ClientFunds.pair(one, two);
  ClientFunds.pair(three, four);
  return { allFunds, bank: new NaiveAccounts() };
}

test.each([
  ['accounts of their own', ['1', '2', '3', '4']],
  ['two accounts that they share', ['1', '2', '1', '2']],
  ['one account', ['1', '1', '1', '1']],
])('on %s nothing is refused, and in the end every account has what it had', (_name, accounts) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { allFunds, bank } = fourClients(accounts);
      const perform = (client: number, request: CrowdRequest | null | undefined) => {
        if (!request) return;
        expect(bank.perform(accounts[client] ?? '', request)).toBe(true);
        allFunds[client]?.ended(request, 'done');
      };
      for (const { client, operation, random } of steps) perform(client, allFunds[client]?.request(operation, random));
      for (const [client, funds] of allFunds.entries()) perform(client, funds.giveBack());
      for (const [client, funds] of allFunds.entries()) perform(client, funds.takeOut());
      for (const balance of bank.balances.values()) expect(balance).toBe(0);
    }),
  );
});

test('when outcomes are lost, no more is ever taken than was brought', () => {
  const outcome = fc.constantFrom('done', 'lost-before', 'lost-after');
  fc.assert(
    fc.property(fc.array(fc.tuple(step, outcome), { maxLength: 120 }), (steps) => {
      const accounts = ['1', '2', '3', '4'];
      const { allFunds, bank } = fourClients(accounts);
      for (const [{ client, operation, random }, how] of steps) {
        const request = allFunds[client]?.request(operation, random);
        if (request === undefined) continue;
        if (how !== 'lost-before') expect(bank.perform(accounts[client] ?? '', request)).toBe(true);
        allFunds[client]?.ended(request, how === 'done' ? 'done' : 'unknown');
      }
    }),
  );
});

describe('one client', () => {
  test('takes out what it brought in', () => {
    const funds = new ClientFunds('1');
    const deposit = funds.request('deposit', 0.5);
    expect(deposit).toEqual({ op: 'deposit', amount: 6_000 });
    funds.ended(deposit, 'done');
    expect(funds.request('withdraw', 0)).toEqual({ op: 'withdraw', amount: 6_000 });
  });

  test('deposits first where there is nothing of its own to take or to send', () => {
    expect(new ClientFunds('1').request('withdraw', 0)).toEqual({ op: 'deposit', amount: 2_000 });
    expect(new ClientFunds('1').request('transfer', 0)).toEqual({ op: 'deposit', amount: 2_000 });
  });

  test('a refused deposit is not taken out', () => {
    const funds = new ClientFunds('1');
    funds.ended(funds.request('deposit', 0), 'refused');
    expect(funds.takeOut()).toBeNull();
  });
});

test("the crowd's accounts are told from customers'", () => {
  const accounts = crowdAccounts(1_000).map(({ number }) => number);
  expect(new Set(accounts).size).toBe(1_000);
  expect(accounts.every(isCrowdAccount)).toBe(true);
  expect(['1999', '8800', '880000011', '18800001'].filter(isCrowdAccount)).toEqual([]);
});
