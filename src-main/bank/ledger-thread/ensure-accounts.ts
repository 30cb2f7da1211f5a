import { Failure } from '../../contract/failure.ts';
import type { AccountNumber, LedgerClient, LedgerReplies } from '../ledger/request.ts';

/** An account to open. */
export interface NewAccount {
  readonly number: AccountNumber;
  readonly pin: string;
}

const ORIGIN = { session: 'bank' };

/**
 * Opens those of the accounts that are not there yet, in as few commits as they fit into. Done when all are on disk.
 * @returns those that are open now; an account that was there with another PIN is somebody else's, and left alone
 * @throws Failure `unavailable` if the ledger can't write or is lost, `invalid_pin`; some may be open then.
 */
export async function openAccounts(
  ledger: LedgerClient,
  accounts: readonly NewAccount[],
): Promise<readonly NewAccount[]> {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const unavailable = () =>
    new Failure('unavailable', "The bank can't write its books right now. Try again in a moment.");
  const stop = ledger.onLost(() => reject(unavailable()));
  // When the ledger is lost, the caller may have stopped waiting.
  lost.catch(() => undefined);
  const asked = accounts.map(
    ({ number, pin }) =>
      new Promise<LedgerReplies['open-account']>((resolve) => {
        ledger.submit({ op: 'open-account', account: number, pin }, ORIGIN, resolve);
      }),
  );
  const replies = await Promise.race([Promise.all(asked), lost]).finally(stop);
  for (const reply of replies) {
    if (reply.ok || reply.refusal === 'account_exists') continue;
    if (reply.refusal === 'invalid_pin') {
      throw new Failure('invalid_pin', 'A PIN has 3 to 12 digits. Choose another one.');
    }
    throw unavailable();
  }
  return accounts.filter((_, index) => replies[index]?.ok);
}
