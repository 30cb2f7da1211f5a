import { MAX_BALANCE_CENTS } from '../../contract/limits.ts';
import type { Cents } from '../../contract/money.ts';
import { type Account, available, isCustomer } from './account.ts';
import type { Head, LedgerState } from './store.ts';
import { recordHash, type TransferRecord } from './transfer-record.ts';

/** Kept on in production: a ledger that is wrong must stop before it commits. @throws Error */
export function assert(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(`ledger: ${words}`);
}

/**
 * What must hold after every batch: the sum over all accounts is zero, no customer is below zero, accounts hold what
 * open reserves amount to, sequence numbers have no gaps, every record has the hash of the one before in its own.
 *
 * The sums are kept up by what each batch changed, so that a check costs what the batch touched and not what the
 * bank has.
 */
export class Invariants {
  /** Before the batch, the accounts it touches. */
  readonly #before = new Map<Account, Account>();
  #records: TransferRecord[] = [];
  #start: Pick<Head, 'sequence' | 'hash'>;
  #sum: Cents = 0;
  #held: Cents = 0;
  #reserved: Cents = 0;
  /** The sums at the start of the batch. */
  #startSums = { sum: 0, held: 0, reserved: 0 };

  /** @throws Error if the state breaks one. */
  constructor(state: LedgerState) {
    this.#start = state.head;
    for (const account of state.accounts.values()) {
      assertAccount(account);
      this.#sum += account.balance;
      this.#held += account.held;
    }
    for (const reserve of state.pending.values()) this.#reserved += reserve.amount;
    this.assertSums('the sum over all accounts is');
  }

  begin(head: Head): void {
    this.#start = head;
    this.#startSums = { sum: this.#sum, held: this.#held, reserved: this.#reserved };
    this.#before.clear();
    this.#records = [];
  }

  /** Gives the accounts back what they had before the batch. */
  undo(): void {
    for (const [account, before] of this.#before) Object.assign(account, before);
    ({ sum: this.#sum, held: this.#held, reserved: this.#reserved } = this.#startSums);
  }

  /** Another bank has changed or opened an account. @throws Error if it breaks an invariant */
  replace(known: Account | undefined, changed: Account): void {
    assertAccount(changed);
    this.#sum += changed.balance - (known?.balance ?? 0);
    this.#held += changed.held - (known?.held ?? 0);
  }

  /** The account is about to change in this batch. */
  touch(account: Account): void {
    if (!this.#before.has(account)) this.#before.set(account, { ...account });
  }

  /** A transfer was booked; `released`: the reserve that it ended. */
  add(record: TransferRecord, released: TransferRecord | undefined): void {
    this.#records.push(record);
    this.count(record, released);
  }

  /** As `add`, for a transfer that is not of this batch. */
  count(record: TransferRecord, released: TransferRecord | undefined): void {
    if (record.kind === 'reserve') this.#reserved += record.amount;
    if (released !== undefined) this.#reserved -= released.amount;
  }

  /**
   * Checks the batch that ends with this head.
   * @throws Error if one is broken: the batch must not be committed then, and the ledger must stop.
   */
  end(head: Head): { readonly touched: readonly Account[]; readonly records: readonly TransferRecord[]; sum: Cents } {
    for (const [account, before] of this.#before) {
      assertAccount(account);
      this.#sum += account.balance - before.balance;
      this.#held += account.held - before.held;
    }
    this.assertSums('the batch changed the sum over all accounts to');
    let { sequence, hash } = this.#start;
    for (const record of this.#records) {
      assert(record.sequence === sequence + 1, `sequence ${record.sequence} follows ${sequence}`);
      assert(record.hash === recordHash(hash, record), `the chain breaks at ${record.sequence}`);
      sequence = record.sequence;
      hash = record.hash;
    }
    assert(head.sequence === sequence && head.hash === hash, `the head is not the newest record, ${sequence}`);
    return { touched: [...this.#before.keys()], records: this.#records, sum: this.#sum };
  }

  /** @throws Error */
  assertSums(words: string): void {
    assert(this.#sum === 0, `${words} ${this.#sum}`);
    assert(this.#held === this.#reserved, `accounts hold ${this.#held}, open reserves ${this.#reserved}`);
  }
}

function assertAccount(account: Account): void {
  if (!isCustomer(account)) {
    assert(account.balance <= 0 && Number.isSafeInteger(account.balance), `cash can't be ${account.balance}`);
    return;
  }
  const { number } = account;
  assert(account.held >= 0 && account.withdrawn >= 0, `account ${number} holds or has withdrawn less than nothing`);
  assert(available(account) >= 0, `account ${number} is below zero`);
  assert(account.balance <= MAX_BALANCE_CENTS, `account ${number} is above the largest balance`);
}
