import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from '../../scripts/setup/system/postgres.mjs';
import { freePort } from '../free-port.ts';

export { findPostgres };

/** Why there can be no cluster here, in words; undefined if there can. */
export const WITHOUT_POSTGRES = findPostgres() === undefined ? 'PostgreSQL is not installed' : undefined;

/**
 * PostgreSQL servers for tests and benchmarks: each on a free loopback port, with a data folder of its own, apart from
 * any server that the system runs.
 */

/** Who owns the server's files and processes: PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function serverOwner(): Owner {
  const { uid, gid } = userInfo();
  if (uid !== 0) return { uid, gid };
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A running server. */
export interface Cluster {
  readonly port: number;
  /** A URL of that database for the superuser of this server, who needs no password. */
  url(database?: string): string;
  /** Runs statements with psql. @returns what it prints, unaligned and without headings */
  psql(sql: string, database?: string): string;
  /** Runs one of PostgreSQL's programs with this server's address, e.g. `pgbench`. @returns its output */
  run(program: string, args: readonly string[]): string;
  /** Makes a streaming standby of it and waits until that answers. Its name is `application_name` for synchronous commits. */
  standby(name: string): Promise<Cluster>;
  /** Makes a standby a primary; returns once it takes writes. */
  promote(): void;
  /** Changes a setting in its postgresql.conf and reloads it. */
  set(name: string, value: string): void;
  /** `fast`: ends sessions and shuts down; `immediate`: as a crash. Its files stay. */
  halt(mode: 'fast' | 'immediate'): void;
  /** Starts it again after `halt`, on the same port. */
  resume(): void;
  /** Ends it the hard way and deletes its files. */
  stop(): void;
}

/** The superuser of test servers. */
const USER = 'lobby';

/**
 * Makes and starts a server with an empty database `lobby`.
 * @param settings written to postgresql.conf
 * @param password that clients must give from now on; absent: they need none
 * @throws Error if PostgreSQL is not installed or does not start
 */
export async function startCluster(
  settings: Readonly<Record<string, string>> = {},
  password?: string,
): Promise<Cluster> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error('PostgreSQL is not installed (apt-get install postgresql)');
  const owner = serverOwner();
  const folder = makeFolder(owner);
  const data = join(folder, 'data');
  const run = runner(programs, folder, owner);
  run('initdb', ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync']);
  const cluster = openCluster({ programs, owner, folder, data, port: await freePort() }, settings);
  cluster.run('createdb', ['lobby']);
  if (password !== undefined) {
    cluster.psql(`ALTER USER ${USER} PASSWORD '${password}'`);
    writeFileSync(join(data, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    run('pg_ctl', ['-D', data, 'reload']);
  }
  return cluster;
}

function makeFolder(owner: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-postgres-'));
  if (process.getuid?.() === 0) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  return folder;
}

function runner(programs: string, cwd: string, { uid, gid }: Owner) {
  return (program: string, args: readonly string[]): string => {
    try {
      return execFileSync(join(programs, program), [...args], {
        cwd,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: cwd },
        ...(process.getuid?.() === 0 ? { uid, gid } : {}),
      });
    } catch (error) {
      const { stderr, stdout } = error as { readonly stderr?: string; readonly stdout?: string };
      throw new Error(`${program} failed: ${stderr ?? ''}${stdout ?? ''}`, { cause: error });
    }
  };
}

interface Place {
  readonly programs: string;
  readonly owner: Owner;
  readonly folder: string;
  readonly data: string;
  readonly port: number;
}

function openCluster(place: Place, settings: Readonly<Record<string, string>>): Cluster {
  const { programs, owner, folder, data, port } = place;
  const run = runner(programs, folder, owner);
  const configuration = join(data, 'postgresql.conf');
  const write = (name: string, value: string): void => {
    // The last line of a setting counts.
    appendFileSync(configuration, `${name} = '${value.replaceAll("'", "''")}'\n`);
  };
  const own = { port: String(port), unix_socket_directories: folder, listen_addresses: '127.0.0.1' };
  for (const [name, value] of Object.entries({ max_connections: '120', ...own, ...settings })) write(name, value);
  const log = join(folder, 'log');
  const start = (): void => {
    try {
      run('pg_ctl', ['-D', data, '-w', '-t', '60', '-l', log, 'start']);
    } catch (error) {
      throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`, { cause: error });
    }
  };
  const halt = (mode: 'fast' | 'immediate') => run('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop']);
  start();
  const at = ['-h', '127.0.0.1', '-p', String(port), '-U', USER];
  const standbys: Cluster[] = [];
  const cluster: Cluster = {
    port,
    url: (database = 'lobby') => `postgres://${USER}@127.0.0.1:${port}/${database}`,
    psql: (sql, database = 'lobby') =>
      run('psql', [...at, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql]).trimEnd(),
    run: (program, args) => run(program, [...at, ...args]),
    async standby(name) {
      const copyFolder = makeFolder(owner);
      const copy = { ...place, folder: copyFolder, data: join(copyFolder, 'data'), port: await freePort() };
      const from = `host=127.0.0.1 port=${port} user=${USER} application_name=${name}`;
      run('pg_basebackup', ['-D', copy.data, '-X', 'stream', '-c', 'fast', '-R', '--no-sync', '-d', from]);
      const standby = openCluster(copy, { hot_standby: 'on' });
      standbys.push(standby);
      return standby;
    },
    promote: () => {
      run('pg_ctl', ['-D', data, '-w', 'promote']);
    },
    set(name, value) {
      write(name, value);
      run('pg_ctl', ['-D', data, 'reload']);
    },
    halt: (mode) => {
      halt(mode);
    },
    resume: start,
    stop() {
      for (const standby of standbys) standby.stop();
      if (existsSync(join(data, 'postmaster.pid'))) halt('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return cluster;
}
