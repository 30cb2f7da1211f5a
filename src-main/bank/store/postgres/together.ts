import pg from 'pg';
import type { Row } from '../rows.ts';

/** A statement that the server has planned for the connection, and its values. */
export interface Planned {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** As the library hands them over: a list only if there are several. */
type Results = pg.QueryResult<Row> | readonly pg.QueryResult<Row>[];
type Done = (error: Error | null | undefined, results: Results) => void;

/**
 * Several planned statements in one message to the server, which answers once, when all are done: with an answer to each,
 * the bank would run its event loop for each and could do nothing yet. After one that fails the server does none of those
 * behind it; a transaction that is open stays open, as failed.
 */
class Together extends pg.Query<Row> {
  // The library calls it as it would its own.
  override readonly submit: (connection: pg.Connection) => void;

  /** @param described whether the server says what is in the rows */
  constructor(statements: readonly Planned[], described: boolean, done: Done) {
    super(statements.map(({ name }) => name).join('; '), done);
    // Before anything is sent: what is no value must not end a message in its middle.
    const runs = statements.map(({ name, values }) => ({ statement: name, values: values.map(textOf) }));
    this.submit = (connection) => {
      connection.stream.cork();
      try {
        for (const run of runs) {
          connection.bind(run, true);
          if (described) connection.describe({ type: 'P', name: '' }, true);
          connection.execute({}, true);
        }
        connection.sync();
      } finally {
        connection.stream.uncork();
      }
    };
  }
}

/** Of which only is of interest how many rows there are. */
class Counting extends Together {
  constructor(statements: readonly Planned[], done: Done) {
    super(statements, false, done);
  }

  /** Called by the library for each row, which it could not read undescribed. */
  handleDataRow(): void {}
}

/**
 * Runs planned statements in one message.
 * @returns the rows of each
 * @throws what the library does, or the server says of the first that fails
 */
export async function runTogether(client: pg.Client, statements: readonly Planned[]): Promise<Row[][]> {
  const results = await send(client, (done) => new Together(statements, true, done));
  return results.map(({ rows }) => rows);
}

/** As `runTogether`. @returns how many rows each of them gives */
export async function countTogether(client: pg.Client, statements: readonly Planned[]): Promise<number[]> {
  const results = await send(client, (done) => new Counting(statements, done));
  return results.map(({ rowCount }) => rowCount ?? 0);
}

function send(client: pg.Client, query: (done: Done) => Together): Promise<readonly pg.QueryResult<Row>[]> {
  return new Promise((resolve, reject) => {
    const done: Done = (error, results) => {
      if (error) reject(error);
      else resolve(Array.isArray(results) ? results : [results]);
    };
    client.query(query(done));
  });
}

/** A value as the server reads it from text. */
function textOf(value: unknown): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return `{${value.map(itemOf).join(',')}}`;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`no value of a statement: ${typeof value}`);
}

function itemOf(item: unknown): string {
  return `"${String(item).replaceAll(/["\\]/g, '\\$&')}"`;
}
