import type { TranscriptLine } from '../../../contract/board.ts';
import type { Sequence } from '../../ledger/request.ts';

/** Lines kept of each session: more than a minute of one that asks something every second. */
const LINES = 128;
/** Characters kept of all of them together, because a bank may have thousands of sessions… */
const CHARACTERS = 32_768;
/** …and of each. */
const LINE_CHARACTERS = 512;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Stands for a line that is not kept any more. */
const GONE: Mutable<TranscriptLine> = { number: 0, at: 0, direction: 'in', text: '', wrote: null };

/** The newest lines of one session. What is given to it is masked already. */
export class Transcript {
  /** Before the first that is kept, GONE: they are taken off a hundred at a time, as each time moves all that are kept. */
  readonly #lines: Mutable<TranscriptLine>[] = [];
  #first = 0;
  #characters = 0;
  #added = 0;
  /** What the client said last: the line that a reply of the ledger belongs to, as no other is taken before it. */
  #heard: Mutable<TranscriptLine> | undefined;

  /** @param at ms since the epoch */
  add(at: number, direction: TranscriptLine['direction'], text: string): void {
    const kept = text.length > LINE_CHARACTERS ? shortened(text) : text;
    const line = { number: ++this.#added, at, direction, text: kept, wrote: null };
    if (direction === 'in') this.#heard = line;
    this.#lines.push(line);
    this.#characters += kept.length;
    while (this.#lines.length - this.#first > LINES || this.#characters > CHARACTERS) this.#dropFirst();
  }

  #dropFirst(): void {
    this.#characters -= this.#lines[this.#first]?.text.length ?? 0;
    this.#lines[this.#first] = GONE;
    this.#first += 1;
    if (this.#first < LINES) return;
    this.#lines.splice(0, this.#first);
    this.#first = 0;
  }

  /** The transfer was made by what the client said last. */
  wrote(transfer: Sequence): void {
    if (this.#heard !== undefined) this.#heard.wrote = transfer;
  }

  /** Whether the client has said anything. */
  get heard(): boolean {
    return this.#heard !== undefined;
  }

  /** Oldest first. */
  lines(): TranscriptLine[] {
    return this.#lines.slice(this.#first).map((line) => ({ ...line }));
  }
}

/** The beginning, as a string of its own: a mere slice would keep the whole text in memory. */
function shortened(text: string): string {
  return Buffer.from(text.slice(0, LINE_CHARACTERS), 'utf8').toString('utf8');
}
