import type { Refusal } from '../../../contract/refusals.ts';
import type { AccountNumber, Moved, Refused } from '../request.ts';
import type { Journal } from '../store.ts';
import { publicTransfer, type TransferRecord, transferContent } from '../transfer-record.ts';
import type { RefusedKeys } from './refused-keys.ts';

export const refused = (refusal: Refusal): Refused => ({ ok: false, refusal });

/** The answer to the request that made this transfer, the first time or again. */
export function moved(record: TransferRecord, repeated: boolean): Moved {
  return { ok: true, transfer: publicTransfer(record), balance: record.balanceAfter, repeated };
}

/** In the keys that sessions make for clients that have none of their own; no client can send it. */
export const BANK_KEY_MARK = '#';

/** More than requests in a batch: the places of refusals grow with the commits, and each has one of its own. */
const PLACES = 1_024;

/**
 * What was answered under each idempotency key. A key keeps its first answer, be it a transfer or a refusal, and is
 * bound to the content of its request; done keys are the store's to know, refused ones are also in memory.
 */
export class IdempotencyKeys {
  readonly #refused: RefusedKeys;
  #journal: Journal | undefined;
  /** The next refusal's place in the order of all. */
  #place = 0;

  constructor(refusedKeys: RefusedKeys) {
    this.#refused = refusedKeys;
  }

  /** @param commits commits before this batch */
  begin(journal: Journal, commits: number): void {
    this.#journal = journal;
    this.#place = (commits + 1) * PLACES;
  }

  /** The answer if the key's request was refused before. */
  refusedBefore(key: string, content: string): Refused | undefined {
    const earlier = this.#refused.find(key);
    if (earlier === undefined) return undefined;
    return refused(earlier.content === content ? earlier.refusal : 'key_reused');
  }

  /** The answer if the key's request was done before. */
  doneBefore(key: string, content: string): Moved | Refused | undefined {
    const done = this.#journal?.byKey(key);
    if (done === undefined) return undefined;
    return transferContent(done) === content ? moved(done, true) : refused('key_reused');
  }

  /**
   * A refusal is final for its key: a copy that comes late must not move money that the client counts as refused. So one
   * that can't be remembered is no refusal, but `unavailable`. Nobody can repeat a request under a key that the bank has
   * made itself: of that nothing need be remembered.
   */
  refuse(key: string, content: string, refusal: Refusal, account: AccountNumber): Refused {
    if (key.includes(BANK_KEY_MARK)) return refused(refusal);
    if (!this.#refused.hasRoom(account)) return refused('unavailable');
    this.#refused.add({ number: this.#place++, key, content, refusal });
    return refused(refusal);
  }
}
