import type { TranscriptLine } from '../../contract/board.ts';
import { Newest } from './ring-buffer.ts';

/** Lines kept of each session. */
const LINES = 64;
/** Characters kept of each line. */
const CHARACTERS = 512;

/** The newest lines of one session. What is given to it is masked already. */
export class Transcript {
  readonly #lines = new Newest<TranscriptLine>(LINES);

  /** @param at ms since the epoch */
  add(at: number, direction: TranscriptLine['direction'], text: string): void {
    this.#lines.add({ at, direction, text: text.length > CHARACTERS ? shortened(text) : text });
  }

  /** Oldest first. */
  lines(): TranscriptLine[] {
    return this.#lines.inOrder();
  }
}

/** The beginning, as a string of its own: a mere slice would keep the whole text in memory. */
function shortened(text: string): string {
  return Buffer.from(text.slice(0, CHARACTERS), 'utf8').toString('utf8');
}
