import { TERMINAL_LINE_BYTES } from '../../contract/limits.ts';

const NEWLINE = 0x0a;

/**
 * NDJSON framing without a socket: takes chunks as they come, split anywhere, and gives whole lines.
 * A line that never ends can't grow beyond the limit, and broken UTF-8 is an error, not a replacement character.
 */
export class LineDecoder {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #held = 0;

  /** @param limit longest line in bytes, with its newline. */
  constructor(limit = TERMINAL_LINE_BYTES) {
    this.#limit = limit;
  }

  /** The bytes of the line that has not ended yet. */
  get pending(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  /**
   * @returns the lines that ended in this chunk, without their line ends.
   * @throws RangeError for a line that is too long, TypeError for bytes that are not UTF-8.
   */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end + 1));
      const line = new TextDecoder('utf-8', { fatal: true }).decode(this.pending);
      lines.push(line.replace(/\r?\n$/, ''));
      this.#parts = [];
      this.#held = 0;
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return lines;
  }

  #hold(part: Uint8Array): void {
    this.#held += part.length;
    if (this.#held > this.#limit) throw new RangeError(`a line is longer than ${this.#limit} bytes`);
    this.#parts.push(part);
  }
}
