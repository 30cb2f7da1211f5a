import type { Cents } from '../../contract/money.ts';
import type { AccountNumber } from '../ledger/request.ts';

/** A balance table as it is given to other threads. Accounts opened while the bank runs are not in it: ask the ledger. */
export interface SharedBalances {
  /** Account i has slot i. */
  readonly accounts: readonly AccountNumber[];
  /** One 64-bit version, then two copies of all slots in cents. */
  readonly buffer: SharedArrayBuffer;
}

/** Room before the copies: the version, alone on its cache line. */
const HEADER = 8;

/**
 * Committed available balances in shared memory, for all threads to read without asking the ledger.
 *
 * A left-right variant of a seqlock (Lamport 1977, 'Concurrent Reading and Writing'): the version's lowest bit says
 * which copy is valid. The writer fills the other copy and then raises the version, so that a whole batch appears at
 * one moment: whoever has seen one account after a batch can't see another before it. A reader whose version has
 * moved on meanwhile reads again. It never waits for the writer, which may have died at any point.
 *
 * All accesses are Atomics: they are sequentially consistent on every processor, plain ones are not.
 */
export class BalanceWriter {
  readonly shared: SharedBalances;
  readonly #cells: BigInt64Array<SharedArrayBuffer>;
  readonly #slots: ReadonlyMap<AccountNumber, number>;
  /** What the last batch changed, and the copy that is filled next does not have yet. */
  #last: readonly (readonly [slot: number, balance: bigint])[] = [];

  constructor(balances: readonly (readonly [AccountNumber, Cents])[]) {
    const buffer = new SharedArrayBuffer(8 * (HEADER + 2 * balances.length));
    this.shared = { accounts: balances.map(([account]) => account), buffer };
    this.#cells = new BigInt64Array(buffer);
    this.#slots = new Map(balances.map(([account], slot) => [account, slot]));
    for (const [slot, [, balance]] of balances.entries()) {
      this.#cells[HEADER + slot] = BigInt(balance);
      this.#cells[HEADER + balances.length + slot] = BigInt(balance);
    }
  }

  /** Shows the balances of one batch, all at once. Accounts that are not in the table are left out. */
  publish(changes: Iterable<readonly [AccountNumber, Cents]>): void {
    const version = Atomics.load(this.#cells, 0) + 1n;
    const copy = copyStart(version, this.shared.accounts.length);
    for (const [slot, balance] of this.#last) Atomics.store(this.#cells, copy + slot, balance);
    const written: (readonly [number, bigint])[] = [];
    for (const [account, cents] of changes) {
      const slot = this.#slots.get(account);
      if (slot === undefined) continue;
      const balance = BigInt(cents);
      Atomics.store(this.#cells, copy + slot, balance);
      written.push([slot, balance]);
    }
    this.#last = written;
    Atomics.store(this.#cells, 0, version);
  }
}

/** The reading side, in any thread. */
export class BalanceReader {
  readonly #cells: BigInt64Array<SharedArrayBuffer>;
  readonly #slots: ReadonlyMap<AccountNumber, number>;

  constructor(shared: SharedBalances) {
    this.#cells = new BigInt64Array(shared.buffer);
    this.#slots = new Map(shared.accounts.map((account, slot) => [account, slot]));
  }

  /** In cents; undefined: no such account, or one that was opened after the table was made. */
  read(account: AccountNumber): Cents | undefined {
    const slot = this.#slots.get(account);
    if (slot === undefined) return undefined;
    for (;;) {
      const version = Atomics.load(this.#cells, 0);
      const balance = Atomics.load(this.#cells, copyStart(version, this.#slots.size) + slot);
      if (Atomics.load(this.#cells, 0) === version) return Number(balance);
    }
  }
}

function copyStart(version: bigint, slots: number): number {
  return HEADER + (version & 1n ? slots : 0);
}
