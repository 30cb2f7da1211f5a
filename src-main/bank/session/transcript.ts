import type { TranscriptLine } from '../../contract/board.ts';

/** Lines kept of each session. */
const LINES = 64;
/** Characters kept of each line. */
const CHARACTERS = 512;

/** The newest lines of one session. What is given to it is masked already. */
export class Transcript {
  #lines: TranscriptLine[] = [];
  /** Where the oldest line is, once the ring is full. */
  #oldest = 0;

  /** @param at ms since the epoch */
  add(at: number, direction: TranscriptLine['direction'], text: string): void {
    const line = { at, direction, text: text.length > CHARACTERS ? shortened(text) : text };
    if (this.#lines.length < LINES) {
      this.#lines.push(line);
      return;
    }
    this.#lines[this.#oldest] = line;
    this.#oldest = (this.#oldest + 1) % LINES;
  }

  /** Oldest first. */
  lines(): TranscriptLine[] {
    return [...this.#lines.slice(this.#oldest), ...this.#lines.slice(0, this.#oldest)];
  }
}

/** The beginning, as a string of its own: a mere slice would keep the whole text in memory. */
function shortened(text: string): string {
  return Buffer.from(text.slice(0, CHARACTERS), 'utf8').toString('utf8');
}
