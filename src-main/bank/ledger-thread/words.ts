import type { TransferKind } from '../../contract/money.ts';
import type { AccountView, Transfer } from '../ledger/request.ts';

/**
 * Requests and replies travel as one flat array of words per event-loop tick: cloning a flat array of strings and
 * numbers costs a fraction of cloning objects.
 */
export type Word = string | number;

/** Takes words one after the other and checks what they are: a word too few or of another type is a bug. */
export class WordReader {
  readonly #words: readonly Word[];
  #next = 0;

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  get ended(): boolean {
    return this.#next >= this.#words.length;
  }

  text(): string {
    const word = this.#words[this.#next++];
    if (typeof word !== 'string') throw new TypeError(`ledger link: word ${this.#next - 1} is no text`);
    return word;
  }

  number(): number {
    const word = this.#words[this.#next++];
    if (typeof word !== 'number') throw new TypeError(`ledger link: word ${this.#next - 1} is no number`);
    return word;
  }
}

export function writeAccount(words: Word[], account: AccountView): void {
  const { number, balance, held, lockedByBank, lockedUntil, dailyLimit } = account;
  words.push(number, balance, held, lockedByBank ? 1 : 0, lockedUntil, dailyLimit ?? -1);
}

export function readAccount(words: WordReader): AccountView {
  const number = words.text();
  const [balance, held, lockedByBank] = [words.number(), words.number(), words.number() === 1];
  const lockedUntil = words.number();
  const limit = words.number();
  return { number, balance, held, lockedByBank, lockedUntil, dailyLimit: limit < 0 ? null : limit };
}

export function writeTransfer(words: Word[], transfer: Transfer): void {
  const { sequence, kind, debit, credit, amount, key, refers, at, hash } = transfer;
  words.push(sequence, kind, debit, credit, amount, key, refers ?? 0, at, hash);
}

export function readTransfer(words: WordReader): Transfer {
  return {
    sequence: words.number(),
    kind: words.text() as TransferKind,
    debit: words.text(),
    credit: words.text(),
    amount: words.number(),
    key: words.text(),
    refers: words.number() || null,
    at: words.number(),
    hash: words.text(),
  };
}
