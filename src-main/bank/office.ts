import type {
  AccountChange,
  AccountPage,
  AccountPageRequest,
  BalanceHistory,
  BalanceHistoryRequest,
} from '../contract/administration/accounts.ts';
import { ACCOUNT_PAGE } from '../contract/administration/accounts.ts';
import { Failure } from '../contract/failure.ts';
import { STATEMENT_PAGE } from '../contract/limits.ts';
import { ALL_REFUSALS } from '../contract/refusals.ts';
import type { Statement } from '../contract/terminal.ts';
import type { LedgerClient, LedgerReply, LedgerRequest } from './ledger/request.ts';

/** @param at ms since the epoch @throws Failure `time_to_come` */
export function refuseTimeToCome(at: number): void {
  if (at > Date.now()) throw new Failure('time_to_come', 'That time is still to come. Choose one that has passed.');
}

const ORIGIN = { session: 'office' };

/** The office of a running bank: what its own people see of accounts, and do with them. No protocol leads here. */
export class Office {
  readonly #ledger: () => LedgerClient;

  /** @param ledger the client of the ledger that runs now */
  constructor(ledger: () => LedgerClient) {
    this.#ledger = ledger;
  }

  async accounts(page: AccountPageRequest): Promise<AccountPage> {
    const { accounts, more } = await this.#ask({ op: 'accounts', account: null, limit: ACCOUNT_PAGE, ...page });
    return { accounts: [...accounts], more };
  }

  /** Done when it is on disk. Terminals that are logged in are told of a lock. @throws Failure with the bank's refusal */
  async change(change: AccountChange): Promise<void> {
    await this.#ask({ op: 'administer', pin: '', amount: 0, ...change });
  }

  /** The newest transfers of an account, or those before one. @throws Failure `account_not_found` */
  async statement(account: string, before?: number): Promise<Statement> {
    const request = { op: 'statement', account, limit: STATEMENT_PAGE } as const;
    const { transfers, more, balance } = await this.#ask(before === undefined ? request : { ...request, before });
    return { transfers: [...transfers], more, balance };
  }

  /** The available balance over a time. @throws Failure `account_not_found`, `time_to_come` */
  async balances({ account, from, to }: BalanceHistoryRequest): Promise<BalanceHistory> {
    refuseTimeToCome(to ?? from ?? 0);
    const period = { from: from ?? null, to: to ?? null };
    const { ok: _, ...history } = await this.#ask({ op: 'balance-history', account, ...period });
    return history;
  }

  async #ask<R extends LedgerRequest>(request: R): Promise<Extract<LedgerReply<R['op']>, { ok: true }>> {
    const ledger = this.#ledger();
    const { promise, resolve } = Promise.withResolvers<LedgerReply>();
    // A request that was lost with the ledger may have been done: the list shows it.
    const stop = ledger.onLost(() => resolve({ ok: false, refusal: 'unavailable' }));
    ledger.submit(request, ORIGIN, (answer) => resolve(answer));
    const reply = await promise.finally(stop);
    if (!reply.ok) throw new Failure(reply.refusal, ALL_REFUSALS[reply.refusal].message);
    return reply as Extract<LedgerReply<R['op']>, { ok: true }>;
  }
}
