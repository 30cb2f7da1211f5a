import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../free-port.ts';
import { findPostgres, startCluster } from '../../postgres/cluster.ts';
import { Skipped } from '../bench.ts';

/** The servers that ours is measured beside, each on a free loopback port with files of its own. */
export interface Peer {
  readonly port: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Waits until something answers at the port. */
async function untilListening(port: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (connected) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function installed(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Redis that writes and syncs every command before it answers. @throws Skipped where it is not installed */
export async function startRedis(): Promise<Peer> {
  if (!installed('redis-server')) throw new Skipped('redis-server is not installed (apt-get install redis-server)');
  const folder = mkdtempSync(join(tmpdir(), 'lobby-redis-'));
  const port = await freePort();
  const settings = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--bind', '127.0.0.1'];
  const child = spawn('redis-server', ['--port', String(port), '--dir', folder, ...settings], { stdio: 'ignore' });
  const ended = once(child, 'close');
  await untilListening(port);
  return {
    port,
    async stop() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A bare Node TCP server that sends back what it gets. */
export async function startEcho(): Promise<Peer> {
  const script = fileURLToPath(new URL('./echo-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    port: Number(chunk.toString()),
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** A PostgreSQL as it comes, with pgbench's tables in it; `tps` runs pgbench's default load. */
export interface Postgres extends Peer {
  tps(clients: number, seconds: number): number;
}

/** @param scale pgbench's: 100,000 accounts each. @throws Skipped where it is not installed */
export async function startPostgres(scale: number): Promise<Postgres> {
  if (findPostgres() === undefined) throw new Skipped('PostgreSQL is not installed (apt-get install postgresql)');
  const cluster = await startCluster();
  cluster.run('pgbench', ['-i', '-q', '-s', String(scale), 'lobby']);
  // What filling the tables left in memory is written now, not while somebody is measured.
  cluster.psql('CHECKPOINT');
  return {
    port: cluster.port,
    tps(clients, seconds) {
      const out = cluster.run('pgbench', ['-c', String(clients), '-j', '2', '-T', String(seconds), 'lobby']);
      const tps = Number(/tps = ([\d.]+)/.exec(out)?.[1]);
      if (!(tps > 0)) throw new Error(`pgbench did nothing in ${seconds} s:\n${out}`);
      return tps;
    },
    async stop() {
      cluster.stop();
    },
  };
}
