import { Socket } from 'node:net';
import pg from 'pg';
import type { Row } from '../rows.ts';
import type { BooksAddress } from './address.ts';
import { DatabaseError, storeErrorOf, Unsuitable } from './errors.ts';
import { OLDEST_SERVER } from './schema.ts';
import { countTogether, type Planned, runTogether } from './together.ts';

/** How long one host is given to answer a new connection, ms. */
const CONNECT_MS = 5_000;
/** How long any statement of a batch may take before the connection is given up, ms: as long as ATMs wait. */
const STATEMENT_MS = 20_000;
/** Between two rounds over all hosts, ms. */
const ROUND_MS = 250;
/** How long closing waits for the server's end, ms. */
const END_MS = 500;

/**
 * How long the server waits for a bank that is frozen or cut off, before it rolls its transaction back and lets others
 * write. What a bank does between two statements of a transaction takes milliseconds.
 */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  idle_in_transaction_session_timeout: '5s',
  tcp_user_timeout: '10s',
  tcp_keepalives_idle: '5s',
  tcp_keepalives_interval: '2s',
  tcp_keepalives_count: '3',
};

/** Query that checks a server before it is used. */
const LOOK = `SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::bigint AS version,
  pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
  (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS encoding,
  CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END`;

const types = new pg.TypeOverrides();
// All that is stored fits; what does not is found by the check of each row.
types.setTypeParser(pg.types.builtins.INT8, Number);

/** A statement that the server plans once for the connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement and its values. */
export type Run = readonly [statement: Statement, values?: readonly unknown[]];

const ROLLBACK = 'ROLLBACK';
export const COMMIT: Statement = { name: 'commit', text: 'COMMIT' };

interface Connecting {
  /** How long to try, ms; 0: each host once. */
  readonly patience: number;
  /** Whether a server that takes no writes will do. */
  readonly mayRead?: boolean;
}

/** One connection to a server. Errors are StoreErrors, but for bugs; once the connection broke, every call fails. */
export class Connection {
  readonly #client: pg.Client;
  readonly #socket: Socket;
  /** The server's own number of this connection. */
  #pid = 0;
  /** Why it can't be used any more. */
  #fault: Error | undefined;
  #listener: (() => void) | undefined;
  /** Names of statements that the server has planned. */
  readonly #planned = new Set<string>();

  private constructor(url: string) {
    const socket = new Socket();
    this.#socket = socket;
    this.#client = new pg.Client({
      connectionString: url,
      application_name: 'lobby',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: STATEMENT_MS,
      keepAlive: true,
      pipeline: true,
      types,
      stream: () => socket,
    });
    // Without a listener the process would end.
    this.#client.on('error', (error) => this.#break(error));
    this.#client.on('end', () => this.#break(new Error('the connection was closed')));
    this.#client.on('notice', (notice) => {
      // The wait for the standbys was cancelled, so the commit is on this server's disk only: less than was promised.
      if (notice.routine === 'SyncRepWaitForLSN') this.#break(new Error(notice.message));
    });
    this.#client.on('notification', ({ processId }) => {
      if (processId !== this.#pid) this.#listener?.();
    });
  }

  /**
   * Connects to the first host that takes writes; while there is none, tries them again.
   * @throws StoreError
   */
  static async open({ urls }: BooksAddress, { patience, mayRead = false }: Connecting): Promise<Connection> {
    const end = performance.now() + patience;
    for (;;) {
      let fault: unknown;
      for (const url of urls) {
        try {
          return await Connection.#openOne(url, mayRead);
        } catch (error) {
          fault = error;
        }
      }
      const error = storeErrorOf(fault);
      if (!error.passing || performance.now() + ROUND_MS > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    }
  }

  static async #openOne(url: string, mayRead: boolean): Promise<Connection> {
    const connection = new Connection(url);
    try {
      await connection.#client.connect();
      await connection.#setUp(mayRead);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async #setUp(mayRead: boolean): Promise<void> {
    const settings = Object.entries(SESSION_SETTINGS).map(([name, value]) => `SET ${name} = '${value}'`);
    const [look] = (await this.script([LOOK, ...settings].join(';'))).slice(0, 1);
    const row = look?.[0];
    if (row === undefined) throw new Error('the server did not answer');
    if (Number(row['version']) < OLDEST_SERVER) throw new Unsuitable('too-old');
    if (row['read_only'] === true && !mayRead) throw new Unsuitable('read-only');
    if (row['encoding'] !== 'UTF8') throw new Unsuitable('encoding');
    this.#pid = Number(row['pid']);
  }

  /** Runs one statement. @throws StoreError */
  async run(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#ask(() => this.#client.query<Row>({ ...statement, values: [...values] }));
    this.#planned.add(statement.name);
    return rows;
  }

  /**
   * Runs several statements one after the other, sent at once. If one fails, those behind it are not done, or fail too.
   * @returns the rows of each
   * @throws StoreError of the first that fails
   */
  async together(...runs: readonly Run[]): Promise<Row[][]> {
    const planned = this.#plannedOf(runs);
    return planned === undefined ? await this.#runAll(runs) : await this.#ask(() => runTogether(this.#client, planned));
  }

  /**
   * Runs a statement, of which only is asked how many rows it gives.
   * @param ends whether COMMIT is sent with it; if the statement fails, the transaction is over too
   * @throws StoreError
   */
  async count(statement: Statement, values: readonly unknown[], ends: boolean): Promise<number> {
    const runs: readonly Run[] = ends ? [[statement, values], [COMMIT]] : [[statement, values]];
    try {
      const planned = this.#plannedOf(runs);
      if (planned === undefined) return (await this.#runAll(runs))[0]?.length ?? 0;
      return (await this.#ask(() => countTogether(this.#client, planned)))[0] ?? 0;
    } catch (error) {
      // The first error is the one to tell; with the connection gone, so is the transaction.
      if (ends && error instanceof DatabaseError) await this.script(ROLLBACK).catch(() => undefined);
      throw error;
    }
  }

  /** Runs several statements in one go, within one transaction unless they say otherwise. @throws StoreError */
  async script(text: string): Promise<Row[][]> {
    // With several statements the library gives a list, which its types do not say.
    const results = (await this.#ask(() => this.#client.query<Row>(text))) as
      | pg.QueryResult<Row>
      | readonly pg.QueryResult<Row>[];
    return (Array.isArray(results) ? results : [results]).map(({ rows }) => rows);
  }

  /** Calls the listener whenever another connection has notified the channel, and once when this one breaks. */
  async listen(channel: string, listener: () => void): Promise<void> {
    this.#listener = listener;
    await this.script(`LISTEN ${channel}`);
  }

  async close(): Promise<void> {
    this.#listener = undefined;
    const ended = this.#client.end().catch(() => undefined);
    const late = setTimeout(() => this.#socket.destroy(), END_MS);
    await ended;
    clearTimeout(late);
    this.#socket.destroy();
  }

  /** undefined: not all of them were planned yet. */
  #plannedOf(runs: readonly Run[]): readonly Planned[] | undefined {
    if (!runs.every(([{ name }]) => this.#planned.has(name))) return undefined;
    return runs.map(([{ name }, values = []]) => ({ name, values }));
  }

  async #runAll(runs: readonly Run[]): Promise<Row[][]> {
    const done = await Promise.allSettled(runs.map(([statement, values]) => this.run(statement, values)));
    return done.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  async #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      if (this.#fault !== undefined) throw this.#fault;
      const answer = await ask();
      if (this.#fault !== undefined) throw this.#fault;
      return answer;
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  #break(fault: Error): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    this.#listener?.();
  }
}
