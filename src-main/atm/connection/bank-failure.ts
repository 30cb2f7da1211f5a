import { Failure } from '../../contract/failure.ts';
import { ALL_REFUSALS } from '../../contract/refusals.ts';
import type { TerminalErrorCode } from '../../contract/terminal.ts';

/** The bank answered, and the answer is no. */
export class BankRefusal extends Failure {
  declare readonly code: TerminalErrorCode;

  /** @param retryAfter ms until it makes sense to try again, where the bank says. */
  constructor(code: TerminalErrorCode, retryAfter?: number) {
    const seconds = retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter / 1000));
    super(
      code,
      code === 'account_locked' && seconds !== undefined
        ? `This account is locked after too many wrong PINs. Try again in ${seconds} seconds.`
        : ALL_REFUSALS[code].message,
    );
    this.name = 'BankRefusal';
  }
}

/**
 * There is no answer: the link could not be made, broke, or carries what no bank says. What was asked and not
 * answered may have been done.
 */
export class LinkFailure extends Failure {
  constructor(code: 'bank_unreachable' | 'connection_lost' | 'bank_nonsense', message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.name = 'LinkFailure';
  }
}
