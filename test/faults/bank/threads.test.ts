import { expect, test } from 'vitest';
import { testBank } from '../../wire/bank/running-bank.ts';
import { balance, killThread, nextStatus } from './thread-rounds.ts';

/** Threads of a running bank killed: what dies with them, what goes on, and that the books are right. */
test('a session thread that crashes ends its own sessions only, and a new thread replaces it', async () => {
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

test.each(['ledger', 'sessions'] as const)(
  'the %s killed in the middle of deposits, three times: no acknowledged cent lost, none invented',
  async (part) => {
    await using bank = await testBank({ sessionThreads: 2 });
    for (let round = 0; round < 3; round++) {
      const { before, asked, acknowledged, after } = await killThread(bank, part, `round-${round}`, 60);
      expect(after).toBeGreaterThanOrEqual(before + acknowledged);
      expect(after).toBeLessThanOrEqual(before + asked);
    }
  },
);

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
