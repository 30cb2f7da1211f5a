import type { AccountNumber } from '../ledger/request.ts';

/** Bounds how many sessions are logged in to one account at once, over all threads. */
export class AccountSessions {
  readonly #most: number;
  readonly #sessions = new Map<AccountNumber, Set<string>>();
  readonly #accounts = new Map<string, AccountNumber>();

  /** @param most sessions of one account */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether the account had room for the session */
  enter(session: string, account: AccountNumber): boolean {
    const sessions = this.#sessions.get(account) ?? new Set();
    if (sessions.size >= this.#most) return false;
    this.#sessions.set(account, sessions.add(session));
    this.#accounts.set(session, account);
    return true;
  }

  /** The session is gone, whether it was logged in or not. */
  leave(session: string): void {
    const account = this.#accounts.get(session);
    if (account === undefined) return;
    this.#accounts.delete(session);
    const sessions = this.#sessions.get(account);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#sessions.delete(account);
  }
}
