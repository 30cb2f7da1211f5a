import pg from 'pg';
import type { Row } from '../rows.ts';

/** A statement that the server has planned for the connection, and its values. */
export interface Planned {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** As the library hands them over: a list only if there are several. */
type Results = pg.QueryResult<Row> | readonly pg.QueryResult<Row>[];

/**
 * Several planned statements in one message to the server, which answers once, when all are done: answers of their own
 * would wake the bank in between for nothing. After one that fails the server does none of those behind it; a
 * transaction that is open stays open, as failed.
 */
class Together extends pg.Query<Row> {
  // The library calls it as it would its own.
  override readonly submit: (connection: pg.Connection) => void;

  constructor(statements: readonly Planned[], done: (error: Error | null | undefined, results: Results) => void) {
    super(statements.map(({ name }) => name).join('; '), done);
    this.submit = (connection) => {
      connection.stream.cork();
      try {
        for (const { name, values } of statements) {
          connection.bind({ statement: name, values: values.map(textOf) }, true);
          connection.describe({ type: 'P', name: '' }, true);
          connection.execute({}, true);
        }
        connection.sync();
      } finally {
        connection.stream.uncork();
      }
    };
  }
}

/**
 * Runs planned statements in one message.
 * @returns the rows of each
 * @throws what the library does, or the server says of the first that fails
 */
export function runTogether(client: pg.Client, statements: readonly Planned[]): Promise<Row[][]> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null | undefined, results: Results): void => {
      if (error) reject(error);
      else resolve((Array.isArray(results) ? results : [results]).map(({ rows }) => rows));
    };
    client.query(new Together(statements, done));
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
