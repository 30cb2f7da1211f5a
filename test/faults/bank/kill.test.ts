import { afterEach, expect, test } from 'vitest';
import { startBankProcess } from '../../wire/bank/bank-process.ts';
import { Client } from '../../wire/bank/client.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';

/**
 * kill -9 of the whole bank while clients deposit. Each client deposits one cent at a time and counts what was
 * acknowledged. After each kill: balance ≥ what was acknowledged, and ≤ that plus what was asked and not answered.
 */
const ROUNDS = 8;
const CLIENTS = 20;
/** Acknowledged deposits that a round waits for before it kills: the kill lands in the middle of work. */
const BEFORE_KILL = 150;

const folder = temporaryFolder();
afterEach(() => folder.remove());

/** Deposits a cent at a time until the connection is gone. */
async function deposit(port: number, counts: { asked: number; acknowledged: number }): Promise<void> {
  const client = await Client.open(port);
  try {
    await client.logIn('1997', '997');
    for (;;) {
      client.send('2\n0.01\n');
      counts.asked++;
      await client.take('Deposit successful.\n');
      counts.acknowledged++;
    }
  } catch {
    // Killed: the last request has no known outcome.
  }
}

async function balance(port: number): Promise<number> {
  const client = await Client.open(port);
  client.send('1997\n997\n4\n');
  const dollars = /final balance is: \$([\d.]+)/.exec(await client.closed)?.[1];
  return Math.round(Number(dollars) * 100);
}

test('kill -9 in the middle of deposits, eight times: no acknowledged cent lost, none invented', async () => {
  let before = 700_000;
  for (let round = 0; round < ROUNDS; round++) {
    const bank = await startBankProcess(folder.data.path);
    expect(await balance(bank.teletypePort)).toBe(before);
    const counts = { asked: 0, acknowledged: 0 };
    const clients = Array.from({ length: CLIENTS }, () => deposit(bank.teletypePort, counts));
    while (counts.acknowledged < BEFORE_KILL) await new Promise((resolve) => setImmediate(resolve));
    await bank.end('SIGKILL');
    await Promise.all(clients);

    const again = await startBankProcess(folder.data.path);
    const after = await balance(again.teletypePort);
    await again.end('SIGTERM');
    expect(after).toBeGreaterThanOrEqual(before + counts.acknowledged);
    expect(after).toBeLessThanOrEqual(before + counts.asked);
    before = after;
  }
});
