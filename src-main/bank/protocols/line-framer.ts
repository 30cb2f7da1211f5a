const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A line without its end, or the fact that it is longer than allowed. */
export type Line = Buffer | 'too-long';

const EMPTY = Buffer.alloc(0);

/**
 * Cuts a stream of bytes into lines that end with `\n` or `\r\n`, whatever the chunks it comes in.
 * Lines are views of what was pushed; they are good until the next call. So is what was pushed, unless it is kept.
 */
export class LineFramer {
  #bytes: Buffer = EMPTY;
  #start = 0;
  /** Whether the bytes are those that were pushed, which belong to somebody else. */
  #borrowed = false;
  #skipNewline = false;
  readonly #longest: number;

  /** @param longest bytes of a line without its end */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Bytes that came and were not taken as lines yet. */
  get held(): number {
    return this.#bytes.length - this.#start;
  }

  /** Whether the newest line is unfinished. */
  get partial(): boolean {
    return this.#start < this.#bytes.length && this.#bytes[this.#bytes.length - 1] !== NEWLINE;
  }

  push(chunk: Uint8Array): void {
    let bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#skipNewline && bytes.length > 0) {
      this.#skipNewline = false;
      if (bytes[0] === NEWLINE) bytes = bytes.subarray(1);
    }
    this.#borrowed = this.#start === this.#bytes.length;
    this.#bytes = this.#borrowed ? bytes : joined(this.#bytes.subarray(this.#start), bytes);
    this.#start = 0;
  }

  /** Copies what was pushed last and not taken yet: its memory is about to be used for something else. */
  keep(): void {
    if (this.held === 0) this.clear();
    else if (this.#borrowed) this.#own(EMPTY);
  }

  /** Ends the unfinished line as if its newline had come. The `\n` of a `\r` that came before is not a line of its own. */
  endPartial(): void {
    if (!this.partial) return;
    this.#skipNewline = this.#bytes[this.#bytes.length - 1] === RETURN;
    this.#own(Buffer.of(NEWLINE));
  }

  /** The next whole line; undefined until more comes. After 'too-long' the stream has no meaning any more. */
  next(): Line | undefined {
    const bytes = this.#bytes;
    const start = this.#start;
    if (start === bytes.length) return undefined;
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    // A trailing `\r` may be half of the line's end: it does not count, whether its `\n` has come or not.
    const text = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
    if (text - start > this.#longest) return 'too-long';
    if (newline === -1) return undefined;
    this.#start = newline + 1;
    return bytes.subarray(start, text);
  }

  clear(): void {
    this.#bytes = EMPTY;
    this.#start = 0;
    this.#borrowed = false;
  }

  /** Holds a copy of what is held, with more behind it. */
  #own(more: Buffer): void {
    this.#bytes = joined(this.#bytes.subarray(this.#start), more);
    this.#start = 0;
    this.#borrowed = false;
  }
}

/** Both in memory of their own: of a pool, a single byte that a client keeps us holding would take 64 KiB along. */
function joined(first: Buffer, second: Buffer): Buffer {
  const bytes = Buffer.allocUnsafeSlow(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
