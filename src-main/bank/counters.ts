import { PROTOCOL_NAMES, type ProtocolName } from '../contract/protocols.ts';
import { REFUSALS, type Refusal } from '../contract/refusals.ts';
import { type LedgerOperation, type LedgerReply, OPERATIONS } from './ledger/request.ts';

/** What sessions can ask, as it is counted: of the ledger, or of the shared memory. */
export const COUNTED_OPERATIONS = (Object.keys(OPERATIONS) as LedgerOperation[]).filter(
  (op) => OPERATIONS[op].sessions,
);

export const RESULTS = ['ok', ...REFUSALS] as const;
type Result = 'ok' | Refusal;

/** Why the bank ended sessions, as they are counted. */
export const ENDINGS = ['idle', 'login', 'line', 'handshake', 'output', 'full', 'peer-full'] as const;
export type Ending = (typeof ENDINGS)[number];

/** Counted for each protocol. */
const TRAFFIC = ['opened', 'closed', 'bytesIn', 'bytesOut'] as const;
type Traffic = (typeof TRAFFIC)[number];

const ENDINGS_AT = TRAFFIC.length * PROTOCOL_NAMES.length;
const OPERATIONS_AT = ENDINGS_AT + ENDINGS.length;
const CELLS = OPERATIONS_AT + COUNTED_OPERATIONS.length * RESULTS.length;
const CELLS_BYTES = CELLS * BigInt64Array.BYTES_PER_ELEMENT;

/** The cell of each count of traffic. */
const TRAFFIC_CELLS = Object.fromEntries(
  TRAFFIC.map((name, at) => [
    name,
    Object.fromEntries(PROTOCOL_NAMES.map((protocol, index) => [protocol, index * TRAFFIC.length + at])),
  ]),
) as Readonly<Record<Traffic, Readonly<Record<ProtocolName, number>>>>;

const operationCell = new Map<LedgerOperation, number>(
  COUNTED_OPERATIONS.map((op, index) => [op, OPERATIONS_AT + index * RESULTS.length]),
);
const resultOffset = new Map<Result, number>(RESULTS.map((result, index) => [result, index]));

/**
 * What one session loop counts, in memory that the accepting thread reads at any time without asking. The cells are
 * 64-bit integers and all accesses Atomics: only for those the language guarantees that no reader sees a torn value.
 * Such an access costs much beside an answer, so bytes are added up first, and others see those of one turn of the event
 * loop at its end; all else is seen at once.
 */
export class SessionCounters {
  readonly memory: SharedArrayBuffer;
  readonly #cells: BigInt64Array<SharedArrayBuffer>;
  /** 1 while somebody waits for the next count. */
  readonly #awaited: Int32Array<SharedArrayBuffer>;
  /** Bytes of this turn of the event loop, for each cell; and the cells of which that is not 0. */
  readonly #fresh = new Float64Array(CELLS);
  readonly #freshCells: number[] = [];
  #listener: (() => void) | undefined;

  constructor(memory = new SharedArrayBuffer(CELLS_BYTES + BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cells = new BigInt64Array(memory, 0, CELLS);
    this.#awaited = new Int32Array(memory, CELLS_BYTES, 1);
  }

  /** Calls back once, at the next count, so that nobody has to poll. Replaces an earlier listener. */
  onNext(listener: () => void): void {
    const waiting = this.#listener !== undefined;
    this.#listener = listener;
    if (waiting) return;
    Atomics.store(this.#awaited, 0, 1);
    void Promise.resolve(Atomics.waitAsync(this.#awaited, 0, 1).value).then(() => {
      const told = this.#listener;
      this.#listener = undefined;
      told?.();
    });
  }

  add(name: 'opened' | 'closed', protocol: ProtocolName): void {
    this.#count(TRAFFIC_CELLS[name][protocol], 1n);
  }

  addBytes(name: 'bytesIn' | 'bytesOut', protocol: ProtocolName, bytes: number): void {
    const cell = TRAFFIC_CELLS[name][protocol];
    if (bytes === 0) return;
    const fresh = this.#fresh[cell] ?? 0;
    this.#fresh[cell] = fresh + bytes;
    if (fresh !== 0) return;
    if (this.#freshCells.length === 0) setImmediate(this.#publish);
    this.#freshCells.push(cell);
  }

  addOperation(op: LedgerOperation, reply: LedgerReply | undefined): void {
    const result = reply === undefined || reply.ok ? 'ok' : reply.refusal;
    const cell = operationCell.get(op);
    if (cell !== undefined) this.#count(cell + (resultOffset.get(result) ?? 0), 1n);
  }

  addEnding(ending: Ending): void {
    this.#count(ENDINGS_AT + ENDINGS.indexOf(ending), 1n);
  }

  /** Of one protocol. */
  get(name: Traffic, protocol: ProtocolName): number {
    return this.#read(TRAFFIC_CELLS[name][protocol]);
  }

  /** Of all protocols. */
  sum(name: Traffic): number {
    return PROTOCOL_NAMES.reduce((sum, protocol) => sum + this.get(name, protocol), 0);
  }

  ending(ending: Ending): number {
    return this.#read(ENDINGS_AT + ENDINGS.indexOf(ending));
  }

  operation(op: LedgerOperation, result: Result): number {
    const cell = operationCell.get(op);
    return cell === undefined ? 0 : this.#read(cell + (resultOffset.get(result) ?? 0));
  }

  /** Operations of all kinds, and those of them that were refused. */
  totals(): { readonly operations: number; readonly refusals: number } {
    let operations = 0;
    let accepted = 0;
    for (let cell = OPERATIONS_AT; cell < CELLS; cell++) {
      const count = this.#read(cell);
      operations += count;
      if ((cell - OPERATIONS_AT) % RESULTS.length === 0) accepted += count;
    }
    return { operations, refusals: operations - accepted };
  }

  /** Takes over what another counted, when its thread is gone. */
  absorb(other: SessionCounters): void {
    for (let cell = 0; cell < CELLS; cell++) this.#count(cell, BigInt(other.#read(cell)));
  }

  #read(cell: number): number {
    return Number(Atomics.load(this.#cells, cell)) + (this.#fresh[cell] ?? 0);
  }

  readonly #publish = (): void => {
    for (const cell of this.#freshCells) {
      const bytes = this.#fresh[cell] ?? 0;
      this.#fresh[cell] = 0;
      this.#count(cell, BigInt(bytes));
    }
    this.#freshCells.length = 0;
  };

  #count(cell: number, by: bigint): void {
    Atomics.add(this.#cells, cell, by);
    if (Atomics.load(this.#awaited, 0) === 0) return;
    Atomics.store(this.#awaited, 0, 0);
    Atomics.notify(this.#awaited, 0);
  }
}
