import type { TranscriptLine } from '../../../contract/board.ts';
import type { Sequence } from '../../ledger/request.ts';

/** Lines kept of each session: more than a minute of one that asks something every second. */
const LINES = 128;
/** Characters kept of all of them together, because a bank may have thousands of sessions… */
const CHARACTERS = 32_768;
/** …and of each. */
const LINE_CHARACTERS = 512;

/** What lies where in the place of a line. */
const AT = 0;
/** The length of the text, so that dropping a line does not touch its text; below 0 if the client said it. */
const SHAPE = 1;
const TEXT = 2;
/** The transfer that it made; 0: none, because the first has number 1. */
const WROTE = 3;
const WIDTH = 4;

/**
 * The newest lines of one session. What is given to it is masked already.
 *
 * A line lies in one ring with all others, at its number modulo LINES: as an object, which outlives what a request leaves
 * behind, it would cost a busy thread a fifth of its time in garbage collection, and in a row for each of its fields a
 * miss of the processor's cache for each row, because such a thread serves a hundred other sessions between two lines.
 */
export class Transcript {
  /** Times are counted from here, ms since the epoch: so small they need no memory of their own. */
  readonly #since: number;
  readonly #ring: (number | string)[] = [];
  /** The number of the newest line; the first is 1. */
  #newest = 0;
  /** Kept lines. */
  #count = 0;
  #characters = 0;
  /** The number of what the client said last: a reply of the ledger belongs to it, as no other is taken before it. */
  #heard = 0;

  /** @param since ms since the epoch, about when the session began */
  constructor(since: number) {
    this.#since = since;
  }

  /** @param at ms since the epoch */
  add(at: number, direction: TranscriptLine['direction'], text: string): void {
    const kept = text.length > LINE_CHARACTERS ? shortened(text) : text;
    if (this.#count === LINES) this.#dropOldest();
    const place = placeOf(this.#newest);
    this.#newest += 1;
    this.#count += 1;
    const isIn = direction === 'in';
    if (isIn) this.#heard = this.#newest;
    const ring = this.#ring;
    ring[place + AT] = at - this.#since;
    ring[place + SHAPE] = isIn ? ~kept.length : kept.length;
    ring[place + TEXT] = kept;
    ring[place + WROTE] = 0;
    this.#characters += kept.length;
    while (this.#characters > CHARACTERS) {
      // A place of a full ring is filled at once, this one may stay empty.
      ring[placeOf(this.#newest - this.#count) + TEXT] = '';
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const shape = Number(this.#ring[placeOf(this.#newest - this.#count) + SHAPE]);
    this.#characters -= shape < 0 ? ~shape : shape;
    this.#count -= 1;
  }

  /** The transfer was made by what the client said last. */
  wrote(transfer: Sequence): void {
    if (this.#heard > this.#newest - this.#count) this.#ring[placeOf(this.#heard - 1) + WROTE] = transfer;
  }

  /** Whether the client has said anything. */
  get heard(): boolean {
    return this.#heard > 0;
  }

  /** Oldest first. */
  lines(): TranscriptLine[] {
    return Array.from({ length: this.#count }, (_, index) => {
      const before = this.#newest - this.#count + index;
      const place = placeOf(before);
      const [at, shape, text, wrote] = this.#ring.slice(place, place + WIDTH);
      return {
        number: before + 1,
        at: this.#since + Number(at),
        direction: Number(shape) < 0 ? 'in' : 'out',
        text: String(text),
        wrote: Number(wrote) || null,
      };
    });
  }
}

/** @param before lines of all times that were before it */
function placeOf(before: number): number {
  return (before % LINES) * WIDTH;
}

/** The beginning, as a string of its own: a mere slice would keep the whole text in memory. */
function shortened(text: string): string {
  return Buffer.from(text.slice(0, LINE_CHARACTERS), 'utf8').toString('utf8');
}
