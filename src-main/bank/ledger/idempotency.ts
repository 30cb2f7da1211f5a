import type { Refusal } from '../../contract/refusals.ts';
import type { Moved, Refused } from './request.ts';
import { type Journal, type LedgerState, REFUSED_KEYS, type RefusedKey } from './store.ts';
import { publicTransfer, type TransferRecord, transferContent } from './transfer-record.ts';

export const refused = (refusal: Refusal): Refused => ({ ok: false, refusal });

/** The answer to the request that made this transfer, the first time or again. */
export function moved(record: TransferRecord, repeated: boolean): Moved {
  return { ok: true, transfer: publicTransfer(record), balance: record.balanceAfter, repeated };
}

/**
 * What was answered under each idempotency key. A key keeps its first answer, be it a transfer or a refusal, and is
 * bound to the content of its request; done keys are the store's to know, refused ones are also in memory.
 */
export class IdempotencyKeys {
  readonly #refused: LedgerState['refused'];
  #journal: Journal | undefined;
  /** Refused in this batch, and forgotten for them. */
  #added: string[] = [];
  #forgotten: RefusedKey[] = [];

  constructor(refusedKeys: LedgerState['refused']) {
    this.#refused = refusedKeys;
  }

  begin(journal: Journal): void {
    this.#journal = journal;
    this.#added = [];
    this.#forgotten = [];
  }

  /** Takes the batch back. */
  undo(): void {
    for (const key of this.#added) this.#refused.delete(key);
    if (this.#forgotten.length === 0) return;
    const kept = [...this.#refused.values()];
    this.#refused.clear();
    for (const one of [...this.#forgotten, ...kept]) this.#refused.set(one.key, one);
  }

  /** Other banks have refused these. */
  learn(refusedKeys: readonly RefusedKey[]): void {
    for (const one of refusedKeys) this.#remember(one);
  }

  /** The answer if the key's request was refused before. */
  refusedBefore(key: string, content: string): Refused | undefined {
    const earlier = this.#refused.get(key);
    if (earlier === undefined) return undefined;
    return refused(earlier.content === content ? earlier.refusal : 'key_reused');
  }

  /** The answer if the key's request was done before. */
  doneBefore(key: string, content: string): Moved | Refused | undefined {
    const done = this.#journal?.byKey(key);
    if (done === undefined) return undefined;
    return transferContent(done) === content ? moved(done, true) : refused('key_reused');
  }

  /** A refusal is final for its key: a copy that comes late must not move money that the client counts as refused. */
  refuse(key: string, content: string, refusal: Refusal): Refused {
    const one = { key, content, refusal };
    this.#journal?.refuse(one);
    this.#added.push(key);
    const forgotten = this.#remember(one);
    if (forgotten !== undefined) this.#forgotten.push(forgotten);
    return refused(refusal);
  }

  /** @returns the oldest, if it had to be forgotten for it */
  #remember(one: RefusedKey): RefusedKey | undefined {
    this.#refused.set(one.key, one);
    if (this.#refused.size <= REFUSED_KEYS) return undefined;
    const oldest = this.#refused.values().next();
    if (oldest.done) return undefined;
    this.#refused.delete(oldest.value.key);
    return oldest.value;
  }
}
