import type { TranscriptLine } from '../../../contract/board.ts';
import type { Sequence } from '../../ledger/request.ts';

/** Lines kept of each session: more than a minute of one that asks something every second. */
const LINES = 128;
/** Characters kept of all of them together, because a bank may have thousands of sessions… */
const CHARACTERS = 32_768;
/** …and of each. */
const LINE_CHARACTERS = 512;

/**
 * The newest lines of one session. What is given to it is masked already.
 *
 * A line lies in rows, one for each of its fields, at its number modulo LINES: as objects, which outlive what a request
 * leaves behind, lines would cost a busy thread a fifth of its time in garbage collection.
 */
export class Transcript {
  readonly #at: number[] = [];
  readonly #directions: TranscriptLine['direction'][] = [];
  readonly #texts: string[] = [];
  readonly #wrote: (Sequence | null)[] = [];
  /** The number of the newest line; the first is 1. */
  #newest = 0;
  /** Kept lines. */
  #count = 0;
  #characters = 0;
  /** The number of what the client said last: a reply of the ledger belongs to it, as no other is taken before it. */
  #heard = 0;

  /** @param at ms since the epoch */
  add(at: number, direction: TranscriptLine['direction'], text: string): void {
    const kept = text.length > LINE_CHARACTERS ? shortened(text) : text;
    if (this.#count === LINES) this.#dropOldest();
    const place = this.#newest % LINES;
    this.#newest += 1;
    this.#count += 1;
    this.#at[place] = at;
    this.#directions[place] = direction;
    this.#texts[place] = kept;
    this.#wrote[place] = null;
    if (direction === 'in') this.#heard = this.#newest;
    this.#characters += kept.length;
    while (this.#characters > CHARACTERS) this.#dropOldest();
  }

  #dropOldest(): void {
    const place = (this.#newest - this.#count) % LINES;
    this.#characters -= this.#texts[place]?.length ?? 0;
    this.#texts[place] = '';
    this.#count -= 1;
  }

  /** The transfer was made by what the client said last. */
  wrote(transfer: Sequence): void {
    if (this.#heard > this.#newest - this.#count) this.#wrote[(this.#heard - 1) % LINES] = transfer;
  }

  /** Whether the client has said anything. */
  get heard(): boolean {
    return this.#heard > 0;
  }

  /** Oldest first. */
  lines(): TranscriptLine[] {
    return Array.from({ length: this.#count }, (_, index) => {
      const number = this.#newest - this.#count + index + 1;
      const place = (number - 1) % LINES;
      return {
        number,
        at: this.#at[place] ?? 0,
        direction: this.#directions[place] ?? 'in',
        text: this.#texts[place] ?? '',
        wrote: this.#wrote[place] ?? null,
      };
    });
  }
}

/** The beginning, as a string of its own: a mere slice would keep the whole text in memory. */
function shortened(text: string): string {
  return Buffer.from(text.slice(0, LINE_CHARACTERS), 'utf8').toString('utf8');
}
