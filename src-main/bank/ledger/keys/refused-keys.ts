import { ACCOUNT_REFUSALS, FEW_REFUSALS, MAX_REFUSALS, REFUSAL_MS } from '../../../contract/limits.ts';
import type { AccountNumber } from '../request.ts';
import type { Journal, RefusedKey } from '../store.ts';
import { accountOfContent } from '../transfer-record.ts';

interface Remembered {
  readonly refused: RefusedKey;
  readonly account: AccountNumber;
  /** When it was learned, ms of the steady clock. */
  readonly since: number;
}

/**
 * Refused requests: their keys stay refused for REFUSAL_MS, which is longer than a copy of a request can be under way.
 * Nothing is pushed out before: where an account has had too many, `hasRoom` says so, and what would be refused is
 * `unavailable` instead. Times are of the steady clock, so no change of date forgets them; those that were loaded count
 * from the load.
 */
export class RefusedKeys {
  /** Oldest first. */
  readonly #known = new Map<string, Remembered>();
  readonly #counts = new Map<AccountNumber, number>();
  #journal: Journal | undefined;
  #steady: number;
  /** By the batch at work. */
  #added: string[] = [];
  #forgotten: Remembered[] = [];

  /** @param loaded oldest first */
  constructor(loaded: Iterable<RefusedKey>, steady: number) {
    this.#steady = steady;
    for (const one of loaded) this.#remember(one);
  }

  /** How many are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /** Whether the batch at work has added any. */
  get changed(): boolean {
    return this.#added.length > 0;
  }

  begin(journal: Journal, steady: number): void {
    this.#journal = journal;
    this.#steady = steady;
    this.#added = [];
    this.#forgotten = [];
  }

  /** Takes the batch back. */
  undo(): void {
    for (const key of this.#added) this.#delete(key);
    if (this.#forgotten.length === 0) return;
    const kept = [...this.#known];
    this.#known.clear();
    for (const one of this.#forgotten) this.#put(one);
    for (const [key, one] of kept) this.#known.set(key, one);
  }

  find(key: string): RefusedKey | undefined {
    return this.#known.get(key)?.refused;
  }

  /** Whether one more refusal of the account can be remembered as long as it has to be. */
  hasRoom(account: AccountNumber): boolean {
    this.#forgetOld();
    const own = this.#counts.get(account) ?? 0;
    return own < FEW_REFUSALS || (own < ACCOUNT_REFUSALS && this.#known.size < MAX_REFUSALS);
  }

  /** Remembers it, here and in the journal. */
  add(refused: RefusedKey): void {
    this.#journal?.refuse(refused);
    this.#added.push(refused.key);
    this.#remember(refused);
  }

  /** Another bank has refused it. */
  learn(refused: RefusedKey): void {
    this.#remember(refused);
  }

  #remember(refused: RefusedKey): void {
    this.#put({ refused, account: accountOfContent(refused.content), since: this.#steady });
  }

  #forgetOld(): void {
    let newest: RefusedKey | undefined;
    for (const [key, one] of this.#known) {
      if (this.#steady - one.since < REFUSAL_MS) break;
      newest = one.refused;
      this.#forgotten.push(one);
      this.#delete(key);
    }
    if (newest !== undefined) this.#journal?.forget(newest.number);
  }

  #put(one: Remembered): void {
    this.#known.set(one.refused.key, one);
    this.#counts.set(one.account, (this.#counts.get(one.account) ?? 0) + 1);
  }

  #delete(key: string): void {
    const one = this.#known.get(key);
    if (one === undefined) return;
    this.#known.delete(key);
    const left = (this.#counts.get(one.account) ?? 0) - 1;
    if (left > 0) this.#counts.set(one.account, left);
    else this.#counts.delete(one.account);
  }
}
