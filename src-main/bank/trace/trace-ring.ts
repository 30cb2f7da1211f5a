/** Bytes of a ring's records: a second of the busiest bank, and pages that are never touched cost nothing. */
const RING_BYTES = 4 * 1024 * 1024;

/** Cells before the records. */
const WATCH = 0;
const WRITTEN = 1;
const READ = 2;
const DROPPED = 3;
const SKIPPED = 4;
const FOLLOWED = 5;
const BUDGET = 6;
const HEADER_BYTES = 64;

const WORD = Float64Array.BYTES_PER_ELEMENT;
/** Words before a record's fields: its length in words, its kind, its time, the bytes of its text. */
const HEAD = 4;
/** Stands for the length where the rest of the ring is left empty, because the next record would not fit into it. */
const WRAP = 0;

/** One record as it lies in the ring: read where it is, since a busy bank writes many. Good until the next is read. */
export interface RingRecord {
  readonly kind: number;
  /** ms of the trace clock. */
  readonly at: number;
  /** Number of its fields. */
  readonly count: number;
  /** @param index of a field; NaN beyond the last */
  field(index: number): number;
  /** A copy of its fields from an index on. */
  fieldsFrom(index: number): Float64Array;
  /** Its text, one character a byte. */
  latin1(): string;
  utf8(): string;
}

/**
 * Records from one thread that writes to one that reads, in shared memory: neither ever waits for the other. A record
 * that finds no room is dropped and counted. The writer looks at one cell to see whether anybody reads at all.
 *
 * Lamport's queue for one writer and one reader (1983, 'Specifying Concurrent Program Modules'): each end moves a
 * position of its own, and moves it only after the record is written or read.
 */
export class TraceRing {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;
  readonly #words: Float64Array<SharedArrayBuffer>;
  readonly #bytes: Buffer;
  /** The reader's. */
  readonly #record: RecordInPlace;
  /** The counts as the reader has told them. */
  #droppedBefore = 0;
  #skippedBefore = 0;

  constructor(memory = new SharedArrayBuffer(HEADER_BYTES + RING_BYTES)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#words = new Float64Array(memory, HEADER_BYTES);
    this.#bytes = Buffer.from(memory, HEADER_BYTES);
    this.#record = new RecordInPlace(this.#words, this.#bytes);
  }

  /** Grows by one with each watch; 0: nobody watches. A plain read: who sees a change a moment later loses nothing. */
  get watch(): number {
    return this.#cells[WATCH] ?? 0;
  }

  /** By the writer. @returns false: there was no room, and the record is counted as dropped. */
  write(kind: number, at: number, fields: readonly number[], text: string | Uint8Array = ''): boolean {
    const bytes = typeof text === 'string' ? Buffer.byteLength(text) : text.length;
    const length = HEAD + fields.length + Math.ceil(bytes / WORD);
    const start = this.#room(length);
    if (start === undefined) {
      this.#count(DROPPED);
      return false;
    }
    const words = this.#words;
    words[start] = length;
    words[start + 1] = kind;
    words[start + 2] = at;
    words[start + 3] = bytes;
    let next = start + HEAD;
    for (let index = 0; index < fields.length; index++) words[next++] = fields[index] ?? Number.NaN;
    if (typeof text !== 'string') this.#bytes.set(text, next * WORD);
    else if (bytes > 0) this.#bytes.write(text, next * WORD, 'utf8');
    const end = start + length;
    Atomics.store(this.#cells, WRITTEN, end === words.length ? 0 : end);
    return true;
  }

  /** By the writer: what one session does is left out, because there was too much to trace all. */
  skip(): void {
    this.#count(SKIPPED);
  }

  /** Number of the session that is traced whatever the budget says; 0: none. */
  get followed(): number {
    return this.#cells[FOLLOWED] ?? 0;
  }

  get budget(): number {
    return this.#cells[BUDGET] ?? 0;
  }

  /** By the reader. @param watch above 0, another one each time @param budget as `limit` */
  start(watch: number, budget: number): void {
    Atomics.store(this.#cells, READ, Atomics.load(this.#cells, WRITTEN));
    Atomics.store(this.#cells, BUDGET, budget);
    this.#countsSince();
    Atomics.store(this.#cells, WATCH, watch);
  }

  /** By the reader. @param budget requests a second that are traced at most; 0: all */
  limit(budget: number): void {
    Atomics.store(this.#cells, BUDGET, budget);
  }

  /** By the reader. */
  stop(): void {
    Atomics.store(this.#cells, WATCH, 0);
    Atomics.store(this.#cells, FOLLOWED, 0);
  }

  /** By the reader. */
  follow(session: number): void {
    Atomics.store(this.#cells, FOLLOWED, session);
  }

  /**
   * By the reader: all that was written by now, oldest first.
   * @param take is given each record; it is good until the call ends
   * @returns how much was not written since the last look
   */
  read(take: (record: RingRecord) => void): { readonly dropped: number; readonly skipped: number } {
    const words = this.#words;
    const end = Atomics.load(this.#cells, WRITTEN);
    let place = Atomics.load(this.#cells, READ);
    while (place !== end) {
      const length = words[place] ?? WRAP;
      if (length === WRAP) {
        place = 0;
        continue;
      }
      this.#record.moveTo(place, length);
      take(this.#record);
      place += length;
      if (place === words.length) place = 0;
    }
    // Only now: the room of what was read is given back.
    Atomics.store(this.#cells, READ, end);
    return this.#countsSince();
  }

  /** Only the writer counts, and never back: a plain write, as every request of a busy bank may be counted here. */
  #count(cell: typeof DROPPED | typeof SKIPPED): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1;
  }

  /** By the reader: how far the counts have grown since it was asked before. */
  #countsSince(): { readonly dropped: number; readonly skipped: number } {
    const [dropped, skipped] = [Atomics.load(this.#cells, DROPPED), Atomics.load(this.#cells, SKIPPED)];
    // The cells have 32 bits, and so has the difference.
    const since = { dropped: (dropped - this.#droppedBefore) | 0, skipped: (skipped - this.#skippedBefore) | 0 };
    this.#droppedBefore = dropped;
    this.#skippedBefore = skipped;
    return since;
  }

  /** Where so many words fit; the writer never catches up with the reader, so that full and empty can be told apart. */
  #room(length: number): number | undefined {
    const words = this.#words;
    const start = Atomics.load(this.#cells, WRITTEN);
    const reader = Atomics.load(this.#cells, READ);
    if (reader > start) return reader - start > length ? start : undefined;
    if (words.length - start > length || (words.length - start === length && reader > 0)) return start;
    if (reader <= length) return undefined;
    words[start] = WRAP;
    return 0;
  }
}

class RecordInPlace implements RingRecord {
  readonly #words: Float64Array<SharedArrayBuffer>;
  readonly #bytes: Buffer;
  #place = 0;
  /** The word where its text begins, and the text's bytes. */
  #textAt = 0;
  #size = 0;

  constructor(words: Float64Array<SharedArrayBuffer>, bytes: Buffer) {
    this.#words = words;
    this.#bytes = bytes;
  }

  moveTo(place: number, length: number): void {
    this.#place = place;
    this.#size = this.#words[place + 3] ?? 0;
    this.#textAt = place + length - Math.ceil(this.#size / WORD);
  }

  get kind(): number {
    return this.#words[this.#place + 1] ?? 0;
  }

  get at(): number {
    return this.#words[this.#place + 2] ?? 0;
  }

  get count(): number {
    return this.#textAt - this.#place - HEAD;
  }

  field(index: number): number {
    const place = this.#place + HEAD + index;
    return place < this.#textAt ? (this.#words[place] ?? Number.NaN) : Number.NaN;
  }

  fieldsFrom(index: number): Float64Array {
    return this.#words.slice(this.#place + HEAD + index, this.#textAt);
  }

  latin1(): string {
    return this.#bytes.toString('latin1', this.#textAt * WORD, this.#textAt * WORD + this.#size);
  }

  utf8(): string {
    return this.#bytes.toString('utf8', this.#textAt * WORD, this.#textAt * WORD + this.#size);
  }
}
