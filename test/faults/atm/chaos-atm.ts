import { setTimeout as delay } from 'node:timers/promises';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import { Failure } from '../../../src-main/contract/failure.ts';
import { seededRandom } from '../../seeded-random.ts';

/**
 * An ATM at which one customer after the other takes or brings a little money, until it is killed. Arguments: port,
 * folder, seed.
 */
const [port, folder = '', seed] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const below = (most: number): number => Math.floor(random() * most);
const timing = { ...TIMING, retryFirst: 5, retryMost: 50 };
const terminal = openTerminal({ host: '127.0.0.1', port: Number(port), folder, name: 'ATM 1' }, timing);
for (;;) {
  try {
    await terminal.login('1998', '998');
    for (let operation = 0; operation < 3; operation++) {
      if (below(2) === 0) await terminal.withdraw(1_000 * (1 + below(3)));
      else await terminal.deposit(1 + below(5_000));
    }
    await terminal.leave();
  } catch (error) {
    // The bank is down, or was when it was asked; the next customer comes all the same.
    if (!(error instanceof Failure)) throw error;
    await delay(20);
  }
}
