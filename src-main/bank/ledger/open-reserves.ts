import type { AccountNumber, Sequence } from './request.ts';
import type { LedgerState } from './store.ts';
import { ownerOf, type TransferRecord } from './transfer-record.ts';

/**
 * The open reserves by account and by the time that they run out at.
 *
 * Many can run out at once, and the ledger voids them in slices, so that requests don't wait for all of them. Those
 * found overdue (`gather`) and not voided yet are kept by account: no request of an account may be answered before
 * that account's own are voided.
 */
export class OpenReserves {
  readonly #pending: LedgerState['pending'];
  readonly #counts = new Map<AccountNumber, number>();
  readonly #overdue = new Map<Sequence, TransferRecord>();
  readonly #overdueOf = new Map<AccountNumber, Set<TransferRecord>>();
  /** A lower bound, so that not every batch has to look through them. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  /** What the batch at work did. */
  #changes: { readonly reserve: TransferRecord; readonly added: boolean }[] = [];

  constructor(pending: LedgerState['pending']) {
    this.#pending = pending;
    for (const reserve of pending.values()) this.#await(reserve);
  }

  /** None that isn't overdue expires before this time, ms since the epoch; Infinity: there is none. */
  get nextExpiry(): number {
    return this.#nextExpiry;
  }

  /** Whether overdue ones are left that are not voided yet. */
  get behind(): boolean {
    return this.#overdue.size > 0;
  }

  /** How many the account has open. */
  countOf(account: AccountNumber): number {
    return this.#counts.get(account) ?? 0;
  }

  begin(): void {
    this.#changes = [];
  }

  /** Takes the batch back. */
  undo(): void {
    const changes = this.#changes;
    for (const { reserve, added } of changes.toReversed()) {
      if (added) this.delete(reserve);
      else this.add(reserve);
    }
    this.#changes = [];
    // They are voided in the order that they were made in.
    const pending = [...this.#pending.values()].sort((a, b) => a.sequence - b.sequence);
    this.#pending.clear();
    for (const reserve of pending) this.#pending.set(reserve.sequence, reserve);
  }

  add(reserve: TransferRecord): void {
    this.#changes.push({ reserve, added: true });
    this.#pending.set(reserve.sequence, reserve);
    this.#await(reserve);
  }

  /** It was posted or voided. */
  delete(reserve: TransferRecord): void {
    const account = ownerOf(reserve);
    this.#changes.push({ reserve, added: false });
    this.#pending.delete(reserve.sequence);
    const left = this.countOf(account) - 1;
    if (left > 0) this.#counts.set(account, left);
    else this.#counts.delete(account);
    if (!this.#overdue.delete(reserve.sequence)) return;
    const own = this.#overdueOf.get(account);
    own?.delete(reserve);
    if (own?.size === 0) this.#overdueOf.delete(account);
  }

  /** Finds those that are overdue at `now`, ms since the epoch. */
  gather(now: number): void {
    if (now < this.#nextExpiry) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const reserve of this.#pending.values()) {
      const expires = reserve.expires ?? 0;
      if (expires > now) this.#nextExpiry = Math.min(this.#nextExpiry, expires);
      else if (!this.#overdue.has(reserve.sequence)) this.#addOverdue(reserve);
    }
  }

  /** At most so many of the overdue ones. */
  overdue(limit: number): TransferRecord[] {
    const some: TransferRecord[] = [];
    for (const reserve of this.#overdue.values()) {
      if (some.length === limit) break;
      some.push(reserve);
    }
    return some;
  }

  /** All of the account that are overdue. */
  overdueOf(account: AccountNumber): TransferRecord[] {
    return [...(this.#overdueOf.get(account) ?? [])];
  }

  #addOverdue(reserve: TransferRecord): void {
    const account = ownerOf(reserve);
    const own = this.#overdueOf.get(account) ?? new Set();
    this.#overdueOf.set(account, own.add(reserve));
    this.#overdue.set(reserve.sequence, reserve);
  }

  #await(reserve: TransferRecord): void {
    const account = ownerOf(reserve);
    this.#counts.set(account, this.countOf(account) + 1);
    this.#nextExpiry = Math.min(this.#nextExpiry, reserve.expires ?? 0);
  }
}
