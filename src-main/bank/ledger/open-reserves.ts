import type { Moment } from './moment.ts';
import type { AccountNumber, Sequence } from './request.ts';
import type { LedgerState } from './store.ts';
import { ownerOf, type TransferRecord } from './transfer-record.ts';

/** A reserve and when it runs out, ms of the steady clock. */
interface Waiting {
  readonly reserve: TransferRecord;
  readonly due: number;
}

/** After so much time without a transfer it is not known whether it has passed, or somebody has set the date, ms. */
const UNSURE_MS = 86_400_000;

/**
 * The open reserves by account and by the time that they run out at. That is measured with the steady clock: notes may
 * be paid on a reserve, so it must not end because somebody sets the date.
 *
 * Many can run out at once, and the ledger voids them in slices, so that requests don't wait for all of them. Those
 * found overdue (`gather`) and not voided yet are kept by account: no request of an account may be answered before
 * that account's own are voided.
 */
export class OpenReserves {
  readonly #pending: LedgerState['pending'];
  readonly #byKey = new Map<string, TransferRecord>();
  readonly #counts = new Map<AccountNumber, number>();
  readonly #overdue = new Map<Sequence, TransferRecord>();
  readonly #overdueOf = new Map<AccountNumber, Set<TransferRecord>>();
  readonly #waiting = new Map<Sequence, Waiting>();
  /** A lower bound, so that not every batch has to look through them. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  /** What the batch at work did. */
  #changes: { readonly waiting: Waiting; readonly added: boolean }[] = [];

  /**
   * Takes over what was loaded. How much of their time was left is known by the date alone; where that may be wrong, they
   * have all of it once more.
   * @param newest date of the newest transfer
   */
  constructor(pending: LedgerState['pending'], now: Moment, newest: number) {
    this.#pending = pending;
    const unsure = now.date - newest > UNSURE_MS;
    for (const reserve of pending.values()) {
      this.#await({ reserve, due: now.steady + (unsure ? wholeTime(reserve) : timeLeft(reserve, now.date)) });
    }
  }

  /** None that isn't overdue expires before this time of the steady clock, ms; Infinity: there is none. */
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

  byKey(key: string): TransferRecord | undefined {
    return this.#byKey.get(key);
  }

  begin(): void {
    this.#changes = [];
  }

  /** Takes the batch back. */
  undo(): void {
    const changes = this.#changes;
    for (const { waiting, added } of changes.toReversed()) {
      if (added) this.delete(waiting.reserve);
      else this.#put(waiting);
    }
    this.#changes = [];
    // They are voided in the order that they were made in.
    const waiting = [...this.#waiting].sort(([a], [b]) => a - b);
    this.#waiting.clear();
    for (const [sequence, one] of waiting) this.#waiting.set(sequence, one);
  }

  add(reserve: TransferRecord, now: Moment): void {
    const waiting = { reserve, due: now.steady + timeLeft(reserve, now.date) };
    this.#changes.push({ waiting, added: true });
    this.#put(waiting);
  }

  /** It was posted or voided. */
  delete(reserve: TransferRecord): void {
    const account = ownerOf(reserve);
    const waiting = this.#waiting.get(reserve.sequence);
    if (waiting !== undefined) this.#changes.push({ waiting, added: false });
    this.#waiting.delete(reserve.sequence);
    this.#pending.delete(reserve.sequence);
    this.#byKey.delete(reserve.key);
    const left = this.countOf(account) - 1;
    if (left > 0) this.#counts.set(account, left);
    else this.#counts.delete(account);
    if (!this.#overdue.delete(reserve.sequence)) return;
    const own = this.#overdueOf.get(account);
    own?.delete(reserve);
    if (own?.size === 0) this.#overdueOf.delete(account);
  }

  /** Finds those that are overdue at a time of the steady clock, ms. */
  gather(steady: number): void {
    if (steady < this.#nextExpiry) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const { reserve, due } of this.#waiting.values()) {
      if (due > steady) this.#nextExpiry = Math.min(this.#nextExpiry, due);
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

  #put(waiting: Waiting): void {
    this.#pending.set(waiting.reserve.sequence, waiting.reserve);
    this.#await(waiting);
  }

  #await(waiting: Waiting): void {
    const { reserve, due } = waiting;
    const account = ownerOf(reserve);
    this.#waiting.set(reserve.sequence, waiting);
    this.#byKey.set(reserve.key, reserve);
    this.#counts.set(account, this.countOf(account) + 1);
    this.#nextExpiry = Math.min(this.#nextExpiry, due);
  }
}

/** The time that a reserve was given, ms. */
function wholeTime({ expires, at }: TransferRecord): number {
  return (expires ?? at) - at;
}

/** How much of it is left by the date. */
function timeLeft(reserve: TransferRecord, date: number): number {
  return Math.min(wholeTime(reserve), Math.max(0, (reserve.expires ?? 0) - date));
}
