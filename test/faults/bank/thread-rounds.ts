import type { BankStatus } from '../../../src-main/contract/board.ts';
import type { TestBank } from '../../wire/bank/running-bank.ts';
import type { Round } from './kill-rounds.ts';

const DEPOSITORS = 10;

/** The balance of account 1999, in cents. */
export async function balance(bank: TestBank): Promise<number> {
  const client = await bank.teletype();
  client.send('1999\n999\n4\n');
  const dollars = /final balance is: \$([\d.]+)/.exec(await client.closed)?.[1];
  return Math.round(Number(dollars) * 100);
}

/** Resolved when the bank's status is next of that state. */
export function nextStatus(bank: TestBank, state: BankStatus['state']): Promise<BankStatus> {
  return new Promise((resolve) => {
    const stop = bank.bank.onStatus((status) => {
      if (status.state !== state) return;
      stop();
      resolve(status);
    });
  });
}

/** Deposits one cent at a time under keys of its own until the connection is gone or the bank refuses. */
async function depositor(bank: TestBank, name: string, counts: { asked: number; acknowledged: number }) {
  const client = await bank.terminal();
  try {
    await client.enter();
    for (let number = 0; ; number++) {
      counts.asked++;
      client.send(`${JSON.stringify({ id: number, op: 'deposit', amount: 1, key: `${name}-${number}` })}\n`);
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

/** Kills a thread in the middle of deposits over the terminal port, and waits until the bank has recovered. */
export async function killThread(
  bank: TestBank,
  part: 'ledger' | 'sessions',
  name: string,
  killAfter: number,
): Promise<Round> {
  const before = await balance(bank);
  const counts = { asked: 0, acknowledged: 0 };
  const clients = Array.from({ length: DEPOSITORS }, (_, index) => depositor(bank, `${name}-${index}`, counts));
  while (counts.acknowledged < killAfter) await new Promise((resolve) => setImmediate(resolve));
  if (part === 'ledger') {
    const recovered = nextStatus(bank, 'listening');
    await bank.bank.kill('ledger');
    await recovered;
    // A session whose request met no ledger goes on depositing: all of them are ended, to be counted.
  }
  for (const sessionThread of [0, 1]) await bank.bank.kill({ sessionThread });
  await Promise.all(clients);
  return { before, ...counts, after: await balance(bank) };
}
