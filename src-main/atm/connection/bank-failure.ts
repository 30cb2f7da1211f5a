import { Failure, type FailureDetails } from '../../contract/failure.ts';
import { ALL_REFUSALS } from '../../contract/refusals.ts';
import type { TerminalErrorCode } from '../../contract/terminal.ts';

/** The bank answered, and the answer is no. */
export class BankRefusal extends Failure {
  declare readonly code: TerminalErrorCode;

  /** @param details as far as the bank says them */
  constructor(code: TerminalErrorCode, details: FailureDetails = {}) {
    super(code, sentence(code, details), details);
    this.name = 'BankRefusal';
  }
}

function sentence(code: TerminalErrorCode, { retryAfter, triesLeft }: FailureDetails): string {
  const { message } = ALL_REFUSALS[code];
  const locked = code === 'account_locked' || triesLeft === 0;
  if (locked && retryAfter !== undefined) {
    const seconds = Math.max(1, Math.ceil(retryAfter / 1000));
    return `This account is locked after too many wrong PINs. Try again in ${seconds} seconds.`;
  }
  if (triesLeft === undefined) return message;
  return `${message} ${triesLeft === 1 ? 'One try is' : `${triesLeft} tries are`} left.`;
}

/**
 * There is no answer: the link could not be made, broke, or carries what no bank says. What was asked and not
 * answered may have been done.
 */
export class LinkFailure extends Failure {
  constructor(
    code: 'bank_unreachable' | 'connection_lost' | 'bank_nonsense' | 'other_bank_books',
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.name = 'LinkFailure';
  }
}

/** Of a PIN that was to be changed. */
export function pinUnknown(cause: LinkFailure): Failure {
  return new Failure(
    'outcome_unknown',
    'The connection was lost before the bank answered: the PIN may have been changed. Log in with the new one, and if that is wrong with the old one.',
    { cause },
  );
}

/** Nothing was said to the bank, because its certificate is not one that is trusted. */
export class CertificateFailure extends LinkFailure {
  constructor(message: string, options?: ErrorOptions) {
    super('bank_unreachable', message, options);
    this.name = 'CertificateFailure';
  }
}
