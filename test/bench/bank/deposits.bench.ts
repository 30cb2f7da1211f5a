import { type Bench, inTurns, type Row } from '../bench.ts';
import { DEPOSIT, timing, withBank } from '../load/bank-load.ts';
import { runLoad } from '../load/load.ts';
import { startPostgres, startRedis } from '../load/peers.ts';

const CONNECTIONS = 100;
const INCREMENT = { greeting: [], request: '*3\r\n$6\r\nINCRBY\r\n$7\r\naccount\r\n$3\r\n100\r\n', replyEnd: '\n' };

/** pgbench as it comes has one branch, which all its clients wait for; with one each, PostgreSQL is at its best. */
const SCALES = { asItComes: 1, branchEach: CONNECTIONS } as const;

/** Durable deposits per second beside Redis with appendfsync always, and beside PostgreSQL under pgbench. */
export const bench: Bench = {
  title: 'Durable deposits',
  async run({ smoke }) {
    const seconds = smoke ? 2 : 5;
    const rounds = smoke ? 1 : 5;
    const load = { connections: CONNECTIONS, ...timing(smoke) };
    const redis = await startRedis();
    const postgres = await startPostgres(SCALES.asItComes);
    try {
      const rates = await withBank((bank) =>
        inTurns(rounds, {
          redis: async () => (await runLoad({ ...load, ...INCREMENT, port: redis.port })).perSecond,
          ours: async () => (await runLoad({ ...load, ...DEPOSIT, port: bank.teletypePort })).perSecond,
          postgres: async () => postgres.tps(CONNECTIONS, seconds),
        }),
      );
      const branchEach = await bestOfPostgres(smoke ? 1 : SCALES.branchEach, rounds, seconds);
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
        {
          ...row("PostgreSQL, pgbench's default load", rates.postgres, 15),
          note: `with a branch for each client PostgreSQL does ${Math.round(branchEach)}/s, and ours is ${(rates.ours / branchEach).toFixed(1)} × that`,
        },
      ];
    } finally {
      await redis.stop();
      await postgres.stop();
    }
  },
};

/** Alone, and after the others: PostgreSQL writes its tables back for minutes, and would slow down everybody's disk. */
async function bestOfPostgres(scale: number, rounds: number, seconds: number): Promise<number> {
  const postgres = await startPostgres(scale);
  try {
    const { tps } = await inTurns(rounds, { tps: async () => postgres.tps(CONNECTIONS, seconds) });
    return tps;
  } finally {
    await postgres.stop();
  }
}
