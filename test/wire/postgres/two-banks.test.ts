/**
 * Proves over real sockets that banks on one PostgreSQL are one bank: money, PINs, locks, reserves and events are the
 * same at both, and what is done at one is seen at the other at once.
 */
import { afterEach, expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import type { Client } from '../bank/client.ts';
import type { TestBank } from '../bank/running-bank.ts';
import { openBanks } from './shared-bank.ts';

afterEach(dropBooks);

async function twoBanks(): Promise<[TestBank, TestBank]> {
  const url = (await testCluster()).url();
  const [one, other] = await openBanks([url, url]);
  if (one === undefined || other === undefined) throw new Error('there are two');
  return [one, other];
}

async function enter(bank: TestBank, account: string, pin: string) {
  const terminal = await bank.terminal();
  await terminal.enter(account, pin);
  return terminal;
}

/** Asks, and passes over the events that come before the answer. */
async function answer(
  client: Client,
  message: { readonly id: number; readonly op: string; readonly [field: string]: unknown },
) {
  client.send(`${JSON.stringify(message)}\n`);
  for (;;) {
    const next = await client.message();
    if (next['id'] === message.id) return next;
  }
}

describeWhere(WITHOUT_POSTGRES, 'two banks', () => {
  test('tell the same balance, events and statement, and do a request that is repeated at the other once', async () => {
    const [one, other] = await twoBanks();
    const here = await enter(one, '1999', '999');
    const there = await enter(other, '1999', '999');
    const deposit = { id: 3, op: 'deposit', amount: 1_000, key: 'first-try' };
    const done = await here.ask(deposit);
    expect(done).toMatchObject({ ok: true, balance: 501_000, repeated: false });
    // Told without being asked.
    expect(await there.message()).toMatchObject({ event: 'balance', balance: 501_000, transfer: { amount: 1_000 } });
    expect(await there.ask(deposit)).toEqual({ ...done, repeated: true });
    for (let amount = 1; amount <= 20; amount += 1) {
      const [bank, witness] = amount % 2 === 0 ? [here, there] : [there, here];
      const moved = await answer(bank, {
        id: 2 * amount,
        op: 'transfer',
        to: '1998',
        amount,
        key: `payment-${amount}`,
      });
      const seen = await answer(witness, { id: 2 * amount + 1, op: 'balance' });
      expect(seen['balance']).toBe(moved['balance']);
    }
    const page = await answer(there, { id: 99, op: 'statement', limit: 3 });
    expect(page).toMatchObject({ ok: true, balance: 500_790 });
  });

  test('count wrong PINs together, and another PIN or a lock at one ends the sessions at the other', async () => {
    const [one, other] = await twoBanks();
    const here = await enter(one, '1999', '999');
    const there = await enter(other, '1999', '999');
    await here.ask({ id: 3, op: 'change-pin', pin: '999', newPin: '4711' });
    expect(await there.message()).toMatchObject({ event: 'session-ended', reason: 'pin-changed' });
    await enter(other, '1999', '4711');
    // Three of one peer lock that peer out at that bank; what all have tried is counted over both.
    const terminal = async (bank: TestBank) => {
      const client = await bank.terminal();
      await client.ask({ id: 1, op: 'hello', version: 1, terminal: 'test' });
      return await client.ask({ id: 2, op: 'login', account: '1998', pin: '000' });
    };
    for (const bank of [one, other, one, other]) {
      expect(await terminal(bank)).toMatchObject({ error: { code: 'authentication_failed' } });
    }
    expect((await testCluster()).psql("SELECT wrong_tries FROM lobby.accounts WHERE number = '1998'")).toBe('4');
    const locked = await enter(other, '1997', '997');
    await one.bank.office.change({ account: '1997', change: 'lock' });
    expect(await locked.message()).toMatchObject({ event: 'account-locked' });
  });

  test('end a reserve at whichever bank its machine finds', async () => {
    const [one, other] = await twoBanks();
    const here = await enter(one, '1999', '999');
    await here.ask({ id: 3, op: 'reserve', amount: 4_000, key: 'reserved-1' });
    const machine = await other.terminal();
    await machine.ask({ id: 1, op: 'hello', version: 1 });
    const settle = { id: 2, op: 'settle', reservation: 'reserved-1', paid: 3_000, key: 'paid-out-1' };
    expect(await machine.ask(settle)).toMatchObject({ ok: true, repeated: false });
    expect(await here.message()).toMatchObject({ event: 'balance', balance: 497_000 });
  });
});
