import type { CrowdOperation } from '../contract/crowd.ts';
import type { Cents } from '../contract/money.ts';

/** What one client asks of the bank. */
export type CrowdRequest =
  | { readonly op: 'balance' }
  | { readonly op: 'deposit' | 'withdraw'; readonly amount: Cents }
  /** `lend` sends money to the partner, `return` sends back what the partner had lent. */
  | { readonly op: 'transfer'; readonly to: string; readonly amount: Cents; readonly why: 'lend' | 'return' };

/** `unknown`: the connection was lost before the reply. */
export type Outcome = 'done' | 'refused' | 'unknown';

const AMOUNTS: readonly Cents[] = [2_000, 4_000, 6_000, 10_000, 20_000];
/** Deposits that a client leaves in its account before it takes one out. */
const MOST_INSIDE = 8;
const BALANCE: CrowdRequest = { op: 'balance' };

/**
 * The money that one client has brought in and has to take out again, so that a crowd leaves every account as it
 * was: it withdraws only what it has deposited, and what it sends to its partner comes back. A request that this
 * forbids for the moment is replaced by the one that makes it possible.
 */
export class ClientFunds {
  readonly #account: string;
  #partner: ClientFunds | null = null;
  /** Own deposits that are in the account, newest last. */
  #inside: readonly Cents[] = [];
  /** Of those, what the partner has and has not sent back yet. */
  #lent: Cents = 0;

  constructor(account: string) {
    this.#account = account;
  }

  /** Lets two clients send money to each other; with accounts that are the same they can't. */
  static pair(one: ClientFunds, other: ClientFunds): void {
    if (one.#account === other.#account) return;
    one.#partner = other;
    other.#partner = one;
  }

  /** What of the client's own money is in its account and not lent. */
  get free(): Cents {
    return this.#inside.reduce((sum, amount) => sum + amount, 0) - this.#lent;
  }

  /** The request for an operation that was drawn. @param random in [0, 1), for the amount. */
  request(operation: CrowdOperation, random: number): CrowdRequest {
    switch (operation) {
      case 'balance':
        return BALANCE;
      case 'deposit':
        return this.#deposit(random) ?? this.#withdraw() ?? BALANCE;
      case 'withdraw':
        return this.#withdraw() ?? this.#deposit(random) ?? BALANCE;
      case 'transfer':
        return this.giveBack() ?? this.#lend(random) ?? this.#deposit(random) ?? BALANCE;
    }
  }

  /** Sends back what the partner has lent; null if that is nothing. */
  giveBack(): CrowdRequest | null {
    const partner = this.#partner;
    if (partner === null || partner.#lent === 0) return null;
    return { op: 'transfer', to: partner.#account, amount: partner.#lent, why: 'return' };
  }

  /** Takes out all that is the client's own; null if that is nothing. */
  takeOut(): CrowdRequest | null {
    return this.free > 0 ? { op: 'withdraw', amount: this.free } : null;
  }

  /** Notes how a request ended. Of unknown outcome, what it might have taken out counts as taken out. */
  ended(request: CrowdRequest, outcome: Outcome): void {
    if (outcome === 'refused') return;
    switch (request.op) {
      case 'balance':
        return;
      case 'deposit':
        if (outcome === 'done') this.#inside = [...this.#inside, request.amount];
        return;
      case 'withdraw':
        this.#remove(request.amount);
        return;
      case 'transfer':
        if (request.why === 'lend') {
          // What the partner may not have, it can't be asked to send back.
          if (outcome === 'done') this.#lent += request.amount;
          else this.#remove(request.amount);
        } else if (this.#partner !== null) this.#partner.#lent -= request.amount;
        return;
    }
  }

  #deposit(random: number): CrowdRequest | null {
    return this.#inside.length < MOST_INSIDE ? { op: 'deposit', amount: amountOf(AMOUNTS, random) } : null;
  }

  #withdraw(): CrowdRequest | null {
    const newest = this.#inside.at(-1);
    return newest !== undefined && newest <= this.free ? { op: 'withdraw', amount: newest } : null;
  }

  #lend(random: number): CrowdRequest | null {
    const possible = AMOUNTS.filter((amount) => amount <= this.free);
    if (this.#partner === null || possible.length === 0) return null;
    return { op: 'transfer', to: this.#partner.#account, amount: amountOf(possible, random), why: 'lend' };
  }

  #remove(amount: Cents): void {
    if (amount === this.#inside.at(-1)) {
      this.#inside = this.#inside.slice(0, -1);
      return;
    }
    const rest = this.#inside.reduce((sum, one) => sum + one, -amount);
    this.#inside = rest > 0 ? [rest] : [];
  }
}

function amountOf(amounts: readonly Cents[], random: number): Cents {
  const amount = amounts[Math.floor(random * amounts.length)];
  if (amount === undefined) throw new RangeError(`no number in [0, 1): ${random}`);
  return amount;
}
