/** Exact counts since the ledger thread was started, in shared memory: reading them costs the ledger nothing. */
export interface LedgerTotals {
  /** Requests answered. */
  readonly operations: number;
  /** Transfers committed. */
  readonly transfers: number;
  readonly refusals: number;
  /** Group commits that reached the disk. */
  readonly commits: number;
  /** Requests that wait right now. */
  readonly queue: number;
  /** Over all accounts, in cents: zero, always. */
  readonly sum: number;
}

const NAMES = ['operations', 'transfers', 'refusals', 'commits', 'queue', 'sum'] as const;
type Name = (typeof NAMES)[number];

/** One 64-bit cell a count. */
export class TotalsTable {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(8 * NAMES.length)) {
    this.buffer = buffer;
    this.#cells = new BigInt64Array(buffer);
  }

  add(name: Name, count: number): void {
    if (count !== 0) Atomics.add(this.#cells, NAMES.indexOf(name), BigInt(count));
  }

  set(name: Name, value: number): void {
    Atomics.store(this.#cells, NAMES.indexOf(name), BigInt(value));
  }

  read(): LedgerTotals {
    const at = (name: Name) => Number(Atomics.load(this.#cells, NAMES.indexOf(name)));
    return {
      operations: at('operations'),
      transfers: at('transfers'),
      refusals: at('refusals'),
      commits: at('commits'),
      queue: at('queue'),
      sum: at('sum'),
    };
  }
}
