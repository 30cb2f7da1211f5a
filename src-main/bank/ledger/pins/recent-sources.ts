import type { AccountNumber } from '../request.ts';

/**
 * What is remembered of those who try PINs, by account and by where they try from. Both numbers are bounded, and what
 * was put last stays. A batch can be taken back.
 */
export class RecentSources<Value> {
  readonly #mostAccounts: number;
  readonly #mostSources: number;
  /** The account that was put last comes last, and so in each account. What is in it is never changed, but replaced. */
  readonly #accounts = new Map<AccountNumber, ReadonlyMap<string, Value>>();
  /** Before the batch, those that it changed. */
  readonly #before = new Map<AccountNumber, ReadonlyMap<string, Value> | undefined>();

  /**
   * @param mostAccounts accounts that are remembered
   * @param mostSources sources of one account that are remembered
   */
  constructor(mostAccounts: number, mostSources: number) {
    this.#mostAccounts = mostAccounts;
    this.#mostSources = mostSources;
  }

  begin(): void {
    this.#before.clear();
  }

  /** Takes the batch back. */
  undo(): void {
    for (const [account, sources] of this.#before) {
      if (sources === undefined) this.#accounts.delete(account);
      else this.#accounts.set(account, sources);
    }
    this.#before.clear();
  }

  get(account: AccountNumber, source: string): Value | undefined {
    return this.#accounts.get(account)?.get(source);
  }

  /** What is remembered of the account, the oldest first. */
  of(account: AccountNumber): readonly (readonly [string, Value])[] {
    return [...(this.#accounts.get(account) ?? [])];
  }

  put(account: AccountNumber, source: string, value: Value): void {
    const sources = new Map(this.#accounts.get(account));
    sources.delete(source);
    sources.set(source, value);
    dropOldest(sources, this.#mostSources);
    this.#replace(account, sources);
    for (const oldest of this.#accounts.keys()) {
      if (this.#accounts.size <= this.#mostAccounts) break;
      this.#replace(oldest, undefined);
    }
  }

  delete(account: AccountNumber, source: string): void {
    const known = this.#accounts.get(account);
    if (known === undefined || !known.has(source)) return;
    const sources = new Map(known);
    sources.delete(source);
    this.#replace(account, sources.size > 0 ? sources : undefined);
  }

  forget(account: AccountNumber): void {
    if (this.#accounts.has(account)) this.#replace(account, undefined);
  }

  #replace(account: AccountNumber, sources: ReadonlyMap<string, Value> | undefined): void {
    if (!this.#before.has(account)) this.#before.set(account, this.#accounts.get(account));
    this.#accounts.delete(account);
    if (sources !== undefined) this.#accounts.set(account, sources);
  }
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
