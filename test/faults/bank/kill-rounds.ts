import { startBankProcess } from '../../wire/bank/bank-process.ts';
import { Client } from '../../wire/bank/client.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';

const CLIENTS = 20;

/** What the books were after a kill, in cents. */
export interface Round {
  readonly before: number;
  /** Deposits of one cent that were asked for, and those of them that were acknowledged. */
  readonly asked: number;
  readonly acknowledged: number;
  readonly after: number;
}

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

/**
 * Kills the bank's process in the middle of deposits, again and again over the same books.
 * @param killAfter acknowledged deposits after which each round kills
 */
export async function killRounds(killAfter: readonly number[]): Promise<Round[]> {
  const folder = temporaryFolder();
  const rounds: Round[] = [];
  try {
    let bank = await startBankProcess(folder.data.path);
    let before = await balance(bank.teletypePort);
    for (const deposits of killAfter) {
      const { teletypePort } = bank;
      const counts = { asked: 0, acknowledged: 0 };
      const clients = Array.from({ length: CLIENTS }, () => deposit(teletypePort, counts));
      while (counts.acknowledged < deposits) await new Promise((resolve) => setImmediate(resolve));
      await bank.end('SIGKILL');
      await Promise.all(clients);
      bank = await startBankProcess(folder.data.path);
      const after = await balance(bank.teletypePort);
      rounds.push({ before, ...counts, after });
      before = after;
    }
    await bank.end('SIGTERM');
  } finally {
    folder.remove();
  }
  return rounds;
}
