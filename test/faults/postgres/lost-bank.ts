import { Client } from '../../wire/bank/client.ts';
import type { SharedBankProcess } from './bank-processes.ts';
import { OPENING, RecordedLoad } from './recorded-load.ts';

const CLIENTS = 6;

type Two = readonly [SharedBankProcess, SharedBankProcess];

/** What the accounts have now, in cents. */
async function balances(bank: SharedBankProcess): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const account of Object.keys(OPENING)) {
    const client = await Client.open(bank.process.terminalPort);
    await client.ask({ id: 1, op: 'hello', version: 1, terminal: 'witness' });
    const reply = await client.ask({ id: 2, op: 'login', account, pin: account.slice(1) });
    found[account] = Number(reply['balance']);
    client.socket.destroy();
    await client.closed;
  }
  return found;
}

/** Load on both banks while something happens to one; all that clients saw has to be explained by one order. */
async function round([one, other]: Two, seed: number, happens: (load: RecordedLoad) => Promise<void>): Promise<void> {
  const load = new RecordedLoad(await balances(other));
  load.start([one.process.terminalPort, other.process.terminalPort], CLIENTS, seed);
  await load.more(20 + (seed % 50));
  await happens(load);
  await load.expectExplained();
}

/** Freezes the first bank under load, at any point of its work: the other goes on meanwhile, and both afterwards. */
export async function freeze(banks: Two, seed: number): Promise<void> {
  await round(banks, seed, async (load) => {
    const thaw = banks[0].freeze();
    await load.more(30);
    thaw();
    await load.more(30);
  });
}

/** Kills the first bank under load, and starts it again: the other goes on. */
export async function kill(banks: Two, seed: number): Promise<void> {
  await round(banks, seed, async (load) => {
    await banks[0].kill();
    await load.more(30);
  });
  await banks[0].start();
}
