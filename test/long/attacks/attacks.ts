import { hostileConnection } from '../../wire/bank/hostile.ts';
import type { Attackers } from './attacker.ts';

/** One way to attack a bank; resolves when it is over. */
export interface Attack {
  readonly name: string;
  run(attackers: Attackers): Promise<void>;
}

const login = (account: string, pin = account.slice(1)): object => ({ op: 'login', account, pin });

/** What was found against an earlier Lobby, as hard as one machine can do it. The good client is at account 1999. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'payments to oneself under new keys, 64 connections',
    run: (them) =>
      them.crowd(64, () =>
        them.terminal([login('1997')], () => ({ op: 'transfer', to: '1997', amount: 1, key: them.newKey() }), 50),
      ),
  },
  {
    name: 'statements of 100 rows, 256 connections of one customer',
    run: (them) => them.crowd(256, () => them.terminal([login('1997')], () => ({ op: 'statement', limit: 100 }), 4)),
  },
  {
    name: '2,000 connections that want to be told of one account, and one that changes it',
    run: async (them) => {
      const deposit = (): object => ({ op: 'deposit', amount: 1, key: them.newKey() });
      const readers = them.crowd(2_000, () => them.terminal([login('1998')], () => ({ op: 'stay' }), 0));
      await Promise.all([readers, them.crowd(1, () => them.terminal([login('1998')], deposit, 20))]);
    },
  },
  {
    name: 'guesses of reservations, 64 connections that come again',
    run: (them) =>
      them.crowd(64, () =>
        them.terminal([], () => ({ op: 'settle', reservation: them.newKey(), paid: 1, key: them.newKey() }), 10),
      ),
  },
  {
    name: '1,000 connections that ask and never read',
    run: (them) =>
      them.crowd(1_000, () =>
        them.connection(them.teletypePort, (socket) => {
          // The answers are more than may wait for one of them.
          socket.write(`1998\n998\n${'1\n'.repeat(20_000)}`);
          socket.pause();
        }),
      ),
  },
  {
    name: '2,000 connections that send a byte a second',
    run: (them) =>
      them.crowd(2_000, () =>
        them.connection(them.terminalPort, (socket) => {
          const drip = setInterval(() => socket.write('{'), 1_000);
          socket.once('close', () => clearInterval(drip));
        }),
      ),
  },
  {
    name: 'connections that come and go, 64 at once',
    run: (them) => them.crowd(64, () => them.connection(them.terminalPort, (socket) => socket.destroy())),
  },
  {
    name: 'bytes that mean nothing, 64 connections that come again',
    run: (them) =>
      them.crowd(64, async () => {
        them.tried++;
        await hostileConnection(them, them.random);
      }),
  },
  // The last: these attackers are locked out of the accounts that the others log in to.
  {
    name: 'wrong PINs at three accounts, 64 connections that come again',
    run: (them) =>
      them.crowd(64, () =>
        them.terminal(
          [],
          () => login(`199${7 + Math.floor(them.random() * 3)}`, String(1_000 + Math.floor(them.random() * 9_000))),
          10,
        ),
      ),
  },
];
