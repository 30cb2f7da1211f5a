import type { Sequence } from '../../ledger/request.ts';
import type { BatchNeeds, Journal, RefusedKey } from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';

/**
 * A batch whose journal is in memory: the earlier transfers that it needs were fetched before, or are taken not to be
 * there, and what it adds is written when it is committed.
 */
export class FetchedBatch implements Journal {
  readonly records: TransferRecord[] = [];
  readonly refused: RefusedKey[] = [];
  /** Number of the newest refused key that is to be forgotten; 0: none. */
  forgotten = 0;
  /** Keys that decided something because nothing was made under them, of which that is only assumed. */
  readonly assumed = new Set<string>();
  /** Whether all that it needs was fetched. */
  readonly isFetched: boolean;
  readonly #needed: ReadonlySet<string>;
  readonly #byKey = new Map<string, TransferRecord>();
  readonly #bySequence = new Map<Sequence, TransferRecord>();
  readonly #reversals = new Map<Sequence, TransferRecord>();

  /** @param earlier undefined: nothing was fetched, and its keys are taken for new */
  constructor({ keys, reservations, reserves }: BatchNeeds, earlier: Iterable<TransferRecord> | undefined) {
    this.isFetched = earlier !== undefined;
    this.#needed = new Set([...keys, ...reservations, ...reserves.map(({ key }) => key)]);
    for (const record of [...reserves, ...(earlier ?? [])]) this.#learn(record);
  }

  append(record: TransferRecord): boolean {
    if (this.#byKey.has(record.key)) return false;
    this.records.push(record);
    this.#learn(record);
    return true;
  }

  refuse(refused: RefusedKey): void {
    this.refused.push(refused);
  }

  forget(number: number): void {
    this.forgotten = Math.max(this.forgotten, number);
  }

  byKey(key: string): TransferRecord | undefined {
    // A key that was not fetched may be in the journal all the same.
    if (!this.#needed.has(key)) throw new Error(`the batch did not say that it needs the key ${key}`);
    const record = this.#byKey.get(key);
    if (record === undefined && !this.isFetched) this.assumed.add(key);
    return record;
  }

  bySequence(sequence: Sequence): TransferRecord | undefined {
    return this.#bySequence.get(sequence);
  }

  reversalOf(sequence: Sequence): TransferRecord | undefined {
    return this.#reversals.get(sequence);
  }

  #learn(record: TransferRecord): void {
    this.#byKey.set(record.key, record);
    this.#bySequence.set(record.sequence, record);
    if (record.kind === 'reversal' && record.refers !== null) this.#reversals.set(record.refers, record);
  }
}
