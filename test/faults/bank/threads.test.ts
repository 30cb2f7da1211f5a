import { expect, test } from 'vitest';
import type { BankStatus } from '../../../src-main/contract/board.ts';
import { type TestBank, testBank } from '../../wire/bank/running-bank.ts';

/** Threads of a running bank killed at random moments: what dies with them, what goes on, and that the books are right. */
async function balance(bank: TestBank, account = '1999', pin = '999'): Promise<number> {
  const client = await bank.teletype();
  client.send(`${account}\n${pin}\n4\n`);
  const dollars = /final balance is: \$([\d.]+)/.exec(await client.closed)?.[1];
  return Math.round(Number(dollars) * 100);
}

function nextStatus(bank: TestBank, state: BankStatus['state']): Promise<BankStatus> {
  return new Promise((resolve) => {
    const stop = bank.bank.onStatus((status) => {
      if (status.state !== state) return;
      stop();
      resolve(status);
    });
  });
}

/** Deposits one cent at a time under known keys until the connection is gone; counts asked and acknowledged. */
async function depositor(bank: TestBank, name: string, counts: { asked: string[]; acknowledged: number }) {
  const client = await bank.terminal();
  try {
    await client.enter();
    for (let number = 0; ; number++) {
      const key = `${name}-${number}`;
      counts.asked.push(key);
      client.send(`${JSON.stringify({ id: number, op: 'deposit', amount: 1, key })}\n`);
      let reply: Record<string, unknown>;
      do reply = await client.message();
      while (reply['event'] === 'balance');
      if (reply['ok'] !== true) throw new Error('refused');
      counts.acknowledged++;
    }
  } catch {
    client.socket.destroy();
  }
}

test('a session thread that dies takes its sessions along; the others go on, and a new thread takes its place', async () => {
  await using bank = await testBank({ sessionThreads: 2 });
  const clients = await Promise.all(Array.from({ length: 6 }, () => bank.teletype()));
  await Promise.all(clients.map((client) => client.logIn()));
  await bank.bank.kill({ sessionThread: 0 });
  const gone = await Promise.all(
    clients.map(async (client) => {
      client.send('2\n1\n');
      try {
        await client.take('Deposit successful.');
        return false;
      } catch {
        return true;
      }
    }),
  );
  expect(gone.filter((lost) => lost)).toHaveLength(3);
  expect(await balance(bank)).toBe(500_000 + 300);
  const fresh = await Promise.all(Array.from({ length: 6 }, () => bank.teletype()));
  await Promise.all(fresh.map((client) => client.logIn()));
  for (const client of [...clients, ...fresh]) client.socket.destroy();
});

test('threads killed in the middle of deposits: no acknowledged cent lost, none invented', async () => {
  await using bank = await testBank({ sessionThreads: 2 });
  let before = 500_000;
  for (let round = 0; round < 6; round++) {
    const counts = { asked: [] as string[], acknowledged: 0 };
    const clients = Array.from({ length: 10 }, (_, index) => depositor(bank, `round-${round}-${index}`, counts));
    while (counts.acknowledged < 60) await new Promise((resolve) => setImmediate(resolve));
    const recovered = round % 2 === 0 ? nextStatus(bank, 'listening') : undefined;
    await bank.bank.kill(round % 2 === 0 ? 'ledger' : { sessionThread: 0 });
    await recovered;
    // The sessions of a thread that goes on would deposit for ever: the second one is ended, too.
    if (round % 2 === 1) await bank.bank.kill({ sessionThread: 1 });
    await Promise.all(clients);
    const after = await balance(bank);
    expect(after).toBeGreaterThanOrEqual(before + counts.acknowledged);
    expect(after).toBeLessThanOrEqual(before + counts.asked.length);
    before = after;
  }
});

test('a lost ledger is told, started again, and sessions that had nothing pending go on', async () => {
  await using bank = await testBank();
  const client = await bank.terminal();
  await client.enter();
  const failed = nextStatus(bank, 'failed');
  const listening = nextStatus(bank, 'listening');
  await bank.bank.kill('ledger');
  expect(await failed).toMatchObject({ code: 'ledger_lost' });
  await listening;
  expect(await client.ask({ id: 5, op: 'deposit', amount: 100, key: 'after-the-loss' })).toMatchObject({
    ok: true,
    balance: 500_100,
  });
  const other = await bank.teletype();
  await other.logIn();
  other.send('2\n1\n');
  expect(await client.message()).toMatchObject({ event: 'balance', balance: 500_200 });
  client.socket.destroy();
  other.socket.destroy();
});
