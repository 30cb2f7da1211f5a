import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, findPostgres, startCluster } from '../../postgres/cluster.ts';
import { type Bench, inTurns, type Row, Skipped } from '../bench.ts';
import { DEPOSIT, timing, withBank } from '../load/bank-load.ts';
import { runLoad } from '../load/load.ts';

const CONNECTIONS = 100;

/** pgbench's databases: as it comes, with one branch that all clients wait for, and with one for each client. */
const ONE_BRANCH = 'one_branch';
const BRANCH_EACH = 'branch_each';

/** Deposits into books that banks share in PostgreSQL, beside that server's own figures and beside our SQLite store. */
export const bench: Bench = {
  title: 'Books in PostgreSQL',
  async run({ smoke }) {
    if (findPostgres() === undefined) throw new Skipped('PostgreSQL is not installed (apt-get install postgresql)');
    const cluster = await startCluster();
    try {
      return await measure(cluster, smoke);
    } finally {
      cluster.stop();
    }
  },
};

async function measure(cluster: Cluster, smoke: boolean): Promise<Row[]> {
  const seconds = smoke ? 2 : 5;
  const rounds = smoke ? 1 : 5;
  const load = { connections: CONNECTIONS, ...timing(smoke), ...DEPOSIT };
  const shared = ['--books', cluster.url()];
  prepare(cluster, ONE_BRANCH, 1);
  prepare(cluster, BRANCH_EACH, smoke ? 2 : CONNECTIONS);
  const standby = await cluster.standby('second');
  const deposits = async (port: number, connections = CONNECTIONS) =>
    (await runLoad({ ...load, connections, port })).perSecond;
  const synchronous = (names: string) => cluster.set('synchronous_standby_names', names);
  const folder = mkdtempSync(join(tmpdir(), 'lobby-bench-'));
  try {
    const script = insertScript(cluster, folder);
    const rates = await withBank(async (sqlite) =>
      withBank(
        async (one, data) =>
          withBank(
            (other) =>
              inTurns(rounds, {
                oneBranch: async () => tps(cluster, ONE_BRANCH, CONNECTIONS, seconds),
                branchEach: async () => tps(cluster, BRANCH_EACH, CONNECTIONS, seconds),
                sqlite: () => deposits(sqlite.teletypePort),
                one: () => deposits(one.teletypePort),
                two: async () => {
                  const halves = [one, other].map(({ teletypePort }) => deposits(teletypePort, CONNECTIONS / 2));
                  return (await Promise.all(halves)).reduce((sum, half) => sum + half, 0);
                },
                replicated: async () => {
                  synchronous('ANY 1 (second)');
                  return await deposits(one.teletypePort).finally(() => synchronous(''));
                },
                insertMs: async () => 1_000 / tps(cluster, 'lobby', 1, seconds, ['-n', '-f', script]),
                depositMs: async () => (await runLoad({ ...load, connections: 1, port: one.teletypePort })).p50,
              }),
            [...shared, '--pin-key', join(data, 'secrets', 'pin.key')],
          ),
        shared,
      ),
    );
    const beside = (work: string, ours: number, name: string, value: number, least: number): Row => {
      return { work, unit: '/s', ours, peer: { name, value }, goal: `≥ ${least} ×`, reached: ours >= least * value };
    };
    const work = `durable deposits, ${CONNECTIONS} connections`;
    return [
      beside(`${work}, one bank`, rates.one, "pgbench's default load, same server", rates.oneBranch, 15),
      beside(`${work}, one bank`, rates.one, 'pgbench with a branch for each client', rates.branchEach, 5),
      beside(`${work}, one bank`, rates.one, 'our SQLite store', rates.sqlite, 0.25),
      beside(`${work}, with a synchronous standby`, rates.replicated, 'without', rates.one, 0.4),
      beside(`${work}, two banks together`, rates.two, 'one bank', rates.one, 0.9),
      {
        work: 'one deposit on one connection, p50',
        unit: 'ms',
        ours: rates.depositMs,
        peer: { name: "the server's own commit of a single INSERT, mean", value: rates.insertMs },
        goal: '≤ 2 ×',
        reached: rates.depositMs <= 2 * rates.insertMs,
      },
    ];
  } finally {
    standby.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(cluster: Cluster, database: string, scale: number): void {
  cluster.run('createdb', [database]);
  cluster.run('pgbench', ['-i', '-q', '-s', String(scale), database]);
  cluster.psql('CHECKPOINT');
}

/** For pgbench: one row, one commit. */
function insertScript(cluster: Cluster, folder: string): string {
  cluster.psql('CREATE TABLE inserted (id bigserial PRIMARY KEY, amount bigint NOT NULL)');
  const script = join(folder, 'insert.sql');
  writeFileSync(script, 'INSERT INTO inserted (amount) VALUES (100);\n');
  // pgbench runs as the server's user.
  chmodSync(folder, 0o755);
  return script;
}

function tps(
  cluster: Cluster,
  database: string,
  clients: number,
  seconds: number,
  more: readonly string[] = [],
): number {
  const jobs = String(Math.min(2, clients));
  const out = cluster.run('pgbench', ['-c', String(clients), '-j', jobs, '-T', String(seconds), ...more, database]);
  const found = Number(/tps = ([\d.]+)/.exec(out)?.[1]);
  if (!(found > 0)) throw new Error(`pgbench did nothing in ${seconds} s:\n${out}`);
  return found;
}
