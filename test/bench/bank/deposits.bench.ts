import { type Bench, inTurns, type Row } from '../bench.ts';
import { DEPOSIT, timing, withBank } from '../load/bank-load.ts';
import { runLoad } from '../load/load.ts';
import { startPostgres, startRedis } from '../load/peers.ts';

const CONNECTIONS = 100;
const INCREMENT = { greeting: [], request: '*3\r\n$6\r\nINCRBY\r\n$7\r\naccount\r\n$3\r\n100\r\n', replyEnd: '\n' };

/** Durable deposits per second beside Redis with appendfsync always, and beside PostgreSQL under pgbench. */
export const bench: Bench = {
  title: 'Durable deposits',
  async run({ smoke }) {
    const redis = await startRedis();
    const postgres = await startPostgres(smoke ? 1 : 50);
    const load = { connections: CONNECTIONS, ...timing(smoke) };
    try {
      const rates = await withBank((bank) =>
        inTurns(smoke ? 1 : 5, {
          redis: async () => (await runLoad({ ...load, ...INCREMENT, port: redis.port })).perSecond,
          ours: async () => (await runLoad({ ...load, ...DEPOSIT, port: bank.teletypePort })).perSecond,
          postgres: async () => postgres.tps(CONNECTIONS, smoke ? 1 : 5),
        }),
      );
      const row = (name: string, peer: number, least: number): Row => ({
        work: `durable deposits, ${CONNECTIONS} connections`,
        unit: '/s',
        ours: rates.ours,
        peer: { name, value: peer },
        goal: `≥ ${least} ×`,
        reached: rates.ours >= least * peer,
      });
      return [
        row('Redis INCRBY, appendfsync always', rates.redis, 0.5),
        row("PostgreSQL, pgbench's default load", rates.postgres, 15),
      ];
    } finally {
      await redis.stop();
      await postgres.stop();
    }
  },
};
