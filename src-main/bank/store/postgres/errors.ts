import { StoreError } from '../../ledger/store.ts';

/** An error that the server has told, as the client library throws it. */
interface ServerError extends Error {
  /** SQLSTATE. */
  readonly code: string;
  /** `ERROR` ends the transaction, `FATAL` and `PANIC` the connection. */
  readonly severity: string;
  /** The one that was violated. */
  readonly constraint?: string;
}

// Recognised by its fields, so that the library is loaded only where there is a database.
function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

/** A server that answers and can't be used. */
export class Unsuitable extends Error {
  readonly why: 'too-old' | 'read-only' | 'encoding';

  constructor(why: Unsuitable['why']) {
    super(`the server is not suitable: ${why}`);
    this.why = why;
  }
}

/** A StoreError of a database. */
export class DatabaseError extends StoreError {
  /** SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html); undefined: not said by the server. */
  readonly state: string | undefined;
  /** Whether it makes sense to try again: a server that starts, ends, or is not the primary yet. */
  readonly passing: boolean;

  constructor(reason: StoreError['reason'], message: string, passing: boolean, cause: unknown) {
    super(reason, message, { cause });
    this.passing = passing;
    this.state = isServerError(cause) ? cause.code : undefined;
  }
}

/** A batch used a key that was taken: not a bug, where the bank had not looked. */
export const KEY_TAKEN = { code: '23505', constraint: 'transfers_key_key' } as const;
/** SQLSTATE classes and codes that say that what is stored, or how, can't be right. */
const DAMAGED = /^(XX00[12]|42P01|42703|3F000)/;
/** …and those of errors in the statement itself, or a constraint of the tables: bugs. */
const BUG = /^(42601|42P0[28]|22|23)/;
/** Connection exceptions, insufficient resources, an operator's intervention, a server that is (still) read-only. */
const PASSING = /^(08|53|57P|25006|25P0)/;

/** Turns whatever the client throws into what the port knows; what is a bug is thrown as it is. */
export function storeErrorOf(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  if (error instanceof Unsuitable) {
    return new DatabaseError('not-written', error.message, error.why === 'read-only', error);
  }
  if (!isServerError(error)) {
    const message = error instanceof Error ? error.message || String(errorCode(error)) : String(error);
    return new DatabaseError('io', message, true, error);
  }
  const { code, severity, message, constraint } = error;
  if (code === KEY_TAKEN.code && constraint === KEY_TAKEN.constraint) {
    return new DatabaseError('not-written', message, false, error);
  }
  if (BUG.test(code)) throw error;
  if (DAMAGED.test(code)) return new DatabaseError('damaged', message, false, error);
  // After an ERROR the statement has certainly done nothing; after a FATAL it is not known.
  const reason = severity === 'ERROR' ? 'not-written' : 'io';
  return new DatabaseError(reason, `${message} (SQLSTATE ${code})`, PASSING.test(code), error);
}

function errorCode(error: Error): unknown {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
