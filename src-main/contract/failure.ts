import { ALL_REFUSAL_CODES } from './refusals.ts';

/** Codes of all failures that users can meet, by where they come from: stable words that programs may test. */
export const FAILURE_CODES = [
  // The bank's answers.
  ...ALL_REFUSAL_CODES,
  // Opening the bank, and losing it.
  'port_in_use',
  'port_denied',
  'address_unavailable',
  'listen_failed',
  'certificate_unreadable',
  'certificate_unwritable',
  'log_unwritable',
  'no_ledger',
  'ledger_exists',
  'reserves_open',
  'database_damaged',
  'database_foreign',
  'database_locked',
  'database_newer',
  'database_unavailable',
  'pin_key_missing',
  'pin_key_other',
  'pin_key_unreadable',
  'books_denied',
  'books_full',
  'books_read_only',
  'books_shared',
  'books_slow',
  'books_too_old',
  'books_unreachable',
  'ledger_lost',
  'ledger_not_copied',
  'other_bank_books',
  'other_bank_certificate',
  'other_bank_unreachable',
  'check_elsewhere',
  'check_lost',
  'bank_closed',
  'time_to_come',
  // An ATM.
  'bank_unreachable',
  'connection_lost',
  'bank_nonsense',
  'outcome_unknown',
  'session_over',
  'terminal_closed',
  'journal',
  'not_payable',
  'nothing_paid',
  'aborted',
  // The crowd.
  'crowd_running',
  'crowd_lost',
  'crowd_bank_gone',
  'crowd_accounts',
  // The camera.
  'camera_missing',
  'camera_busy',
  'camera_forbidden',
  'camera_denied',
  'camera_lost',
  'source_missing',
  'source_silent',
  'source_unreadable',
  'folder_empty',
  'stream_unreachable',
  'stream_lost',
  'demo_missing',
  'opencv_missing',
  'model_missing',
  'model_file',
  'no_pack',
  'no_pictures',
  // The suite, its windows and its shells.
  'settings_not_saved',
  'data_folder',
  'temporary_folder',
  'suite_lost',
  'unknown_call',
  'bad_argument',
  'window_closed',
  'refused',
  'login_start',
  'nothing_opens',
  'release_feed',
  'update_missing',
  'update_unreachable',
  'update_differs',
  'update_disk_full',
  'update_folder',
  'shell_port_in_use',
  'shell_port_unavailable',
  // Command lines.
  'usage',
  'history',
  'undecided',
  'report_not_written',
  'download_failed',
  /** A bug: what was thrown is no Failure. */
  'internal',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/**
 * A failure that is expected to happen to people: a port in use, a missing file, a lost connection.
 *
 * `message` is one clear sentence that says what to do, fit to be shown as it is. Anything thrown that is not a
 * Failure is a bug and is reported with its stack.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;

  constructor(code: FailureCode, message: string, options: ErrorOptions & FailureDetails = {}) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.details = detailsOf(options);
  }

  /** The failure that crossed a boundary as plain fields. */
  static from({ code, message, ...details }: FailureFields): Failure {
    return new Failure(code, message, details);
  }
}

/** The numbers of a failure, for windows that show a message of their own. */
export interface FailureDetails {
  /** The port that is in the way. */
  readonly port?: number | undefined;
  /** How long until it makes sense to try again, ms: the end of a lock. */
  readonly retryAfter?: number | undefined;
  /** Wrong PINs that are left before the account locks; 0: it is locked. */
  readonly triesLeft?: number | undefined;
}

/** The details alone, without those that are undefined. */
function detailsOf({ port, retryAfter, triesLeft }: FailureDetails): FailureDetails {
  return {
    ...(port === undefined ? {} : { port }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(triesLeft === undefined ? {} : { triesLeft }),
  };
}

/** The command line was used wrongly: the doors exit with 2 instead of 1. */
export class UsageFailure extends Failure {
  constructor(message: string) {
    super('usage', message);
    this.name = 'UsageFailure';
  }
}

/** A failure as plain fields, the only form in which errors cross a boundary (thread, process, window). */
export interface FailureFields extends FailureDetails {
  readonly code: FailureCode;
  readonly message: string;
}

/** Turns whatever was thrown into plain fields; what is no Failure becomes code `internal`. */
export function failureFields(thrown: unknown): FailureFields {
  if (thrown instanceof Failure) {
    return { code: thrown.code, message: thrown.message, ...thrown.details };
  }
  if (thrown instanceof Error) return { code: 'internal', message: thrown.message };
  return { code: 'internal', message: String(thrown) };
}
