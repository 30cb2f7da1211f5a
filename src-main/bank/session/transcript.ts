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
    const line = { at, direction, text };
    if (this.#lines.length < LINES) {
      this.#lines.push(line);
      return;
    }
    this.#lines[this.#oldest] = line;
    this.#oldest = (this.#oldest + 1) % LINES;
  }

  /** Oldest first. */
  lines(): TranscriptLine[] {
    const ordered = [...this.#lines.slice(this.#oldest), ...this.#lines.slice(0, this.#oldest)];
    return ordered.map((line) => ({ ...line, text: line.text.slice(0, CHARACTERS) }));
  }
}
