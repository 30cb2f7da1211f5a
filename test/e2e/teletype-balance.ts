import { Client } from '../wire/bank/client.ts';
import type { RunningSuite } from './suite-fixture.ts';

/** The balance that another client of the bank is told, in the plain text of the teletype, e.g. `$2960`. */
export async function teletypeBalance(port: number, account: string, pin = account.slice(1)): Promise<string> {
  const client = await Client.open(port);
  await client.logIn(account, pin);
  client.send('1\n');
  await client.take('Your balance is: ');
  const balance = await client.take('\n');
  client.socket.destroy();
  return balance.trim();
}

/** Where the Lobby window says that the bank listens. */
export async function teletypePort(suite: RunningSuite): Promise<number> {
  const lobby = await suite.open('lobby');
  const address = await lobby.locator('.bank dt:text-is("Teletype") + dd').textContent();
  return Number(address?.split(':')[1]);
}
