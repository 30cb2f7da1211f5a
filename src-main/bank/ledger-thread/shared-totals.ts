/** Exact counts since the ledger thread was started, in shared memory: reading them costs the ledger nothing. */
export interface LedgerTotals {
  /** Transfers committed. */
  readonly transfers: number;
  /** Group commits that reached the disk. */
  readonly commits: number;
  /** Requests that were sent and are not answered yet. */
  readonly queue: number;
  /** Over all accounts, in cents: zero, always. */
  readonly sum: number;
  /** Balance of the bank's cash account, in cents: what customers have together, as a negative amount. */
  readonly cash: number;
}

const NAMES = ['transfers', 'commits', 'sum', 'cash'] as const;
type Name = (typeof NAMES)[number];

/** What the ledger thread counts: one 64-bit cell a count, so that no reader sees a torn value. */
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

  read(): Omit<LedgerTotals, 'queue'> {
    const at = (name: Name) => Number(Atomics.load(this.#cells, NAMES.indexOf(name)));
    return { transfers: at('transfers'), commits: at('commits'), sum: at('sum'), cash: at('cash') };
  }
}

/** In the cell of a client that is gone: whatever it had asked, nobody waits for it. */
const GONE = -1;

/**
 * How many requests of one client wait for the ledger, in shared memory. The client's thread raises it when requests
 * leave, the ledger thread lowers it when they are answered: so what lies in the port while the ledger commits is
 * counted, too. A cell for each client, because a client that dies takes with it what it had asked.
 */
export class WaitingCount {
  readonly buffer: SharedArrayBuffer;
  readonly #cell: Int32Array<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cell = new Int32Array(buffer);
  }

  /** By the client: so many were sent. */
  enter(count: number): void {
    Atomics.add(this.#cell, 0, count);
  }

  /** By the ledger: so many of them are answered. */
  leave(count: number): void {
    Atomics.sub(this.#cell, 0, count);
  }

  /** By the ledger: the client is gone. Nothing enters or leaves any more. */
  end(): void {
    Atomics.store(this.#cell, 0, GONE);
  }

  /** undefined: the client is gone. */
  get count(): number | undefined {
    const count = Atomics.load(this.#cell, 0);
    return count === GONE ? undefined : count;
  }
}
