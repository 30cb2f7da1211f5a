/**
 * A failure that is expected to happen to people: a port in use, a missing file, a lost connection.
 *
 * `message` is one clear sentence that says what to do, fit to be shown as it is. Anything thrown that is not a
 * Failure is a bug and is reported with its stack.
 */
export class Failure extends Error {
  /** A stable word that programs may test, e.g. `port_in_use`. */
  readonly code: string;
  /** The port that it is about, where a port is in the way: a window says it in words of its own. */
  readonly port: number | undefined;

  constructor(code: string, message: string, options?: ErrorOptions & { readonly port?: number }) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.port = options?.port;
  }
}

/** The command line was used wrongly: the doors exit with 2 instead of 1. */
export class UsageFailure extends Failure {
  constructor(message: string) {
    super('usage', message);
    this.name = 'UsageFailure';
  }
}

/** A failure as plain fields, the only form in which errors cross a boundary (thread, process, window). */
export interface FailureFields {
  readonly code: string;
  readonly message: string;
  readonly port?: number | undefined;
}

/** Turns whatever was thrown into plain fields; what is no Failure becomes code `internal`. */
export function failureFields(thrown: unknown): FailureFields {
  if (thrown instanceof Failure) {
    const { code, message, port } = thrown;
    return port === undefined ? { code, message } : { code, message, port };
  }
  if (thrown instanceof Error) return { code: 'internal', message: thrown.message };
  return { code: 'internal', message: String(thrown) };
}
