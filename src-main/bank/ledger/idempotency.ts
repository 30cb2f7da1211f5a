import type { Refusal } from '../../contract/refusals.ts';
import type { Moved, Refused } from './request.ts';
import { type Journal, type LedgerState, REFUSED_KEYS } from './store.ts';
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
  readonly #journal: Journal;

  constructor(refusedKeys: LedgerState['refused'], journal: Journal) {
    this.#refused = refusedKeys;
    this.#journal = journal;
  }

  /** The answer if the key's request was refused before. */
  refusedBefore(key: string, content: string): Refused | undefined {
    const earlier = this.#refused.get(key);
    if (earlier === undefined) return undefined;
    return refused(earlier.content === content ? earlier.refusal : 'key_reused');
  }

  /** The answer if the key's request was done before. */
  doneBefore(key: string, content: string): Moved | Refused | undefined {
    const done = this.#journal.byKey(key);
    if (done === undefined) return undefined;
    return transferContent(done) === content ? moved(done, true) : refused('key_reused');
  }

  /** A refusal is final for its key: a copy that comes late must not move money that the client counts as refused. */
  refuse(key: string, content: string, refusal: Refusal): Refused {
    this.#journal.refuse({ key, content, refusal });
    this.#refused.set(key, { key, content, refusal });
    if (this.#refused.size > REFUSED_KEYS) {
      const oldest = this.#refused.keys().next();
      if (!oldest.done) this.#refused.delete(oldest.value);
    }
    return refused(refusal);
  }
}
