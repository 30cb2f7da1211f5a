/** Of the requests that were answered in one second. */
export interface PastLatency {
  /** ms since the epoch: the second's end. */
  readonly at: number;
  /** ms. */
  readonly p50: number;
  readonly p99: number;
}

/** Seconds that are kept: as many as the live board shows. */
const SECONDS = 90;
const SECOND_MS = 1_000;
/** Parts of each power of two, and their bits: a bin is at most 1/16 as wide as what is in it. */
const PARTS = 16;
const PART_BITS = 4;
/** µs; whatever took longer is put there, some 18 minutes. */
const LONGEST = 2 ** 30 - 1;
const BINS = binOf(LONGEST / 1_000) + 1;

/**
 * How long requests took in each of the newest seconds, kept also while nobody watches: a number is counted up for each
 * request. It is counted in bins that are the wider, the longer it took (as in Tene's HdrHistogram), so a percentile
 * is off by 1/32 at most.
 */
export class PastLatencies {
  readonly #bins = new Uint32Array(BINS);
  #count = 0;
  /** Seconds since the epoch, of what is in the bins. */
  #second = 0;
  #past: PastLatency[] = [];

  /** Before what is answered at a moment is added. @param now ms since the epoch */
  turn(now: number): void {
    const second = Math.floor(now / SECOND_MS);
    if (second === this.#second) return;
    this.#past = this.list();
    this.#bins.fill(0);
    this.#count = 0;
    this.#second = second;
  }

  /** @param latency ms */
  add(latency: number): void {
    const bin = binOf(latency);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count += 1;
  }

  /** Oldest first, with what the last second has so far; without seconds in which nothing was answered. */
  list(): PastLatency[] {
    if (this.#count === 0) return this.#past;
    const now = { at: (this.#second + 1) * SECOND_MS, p50: this.#below(0.5), p99: this.#below(0.99) };
    return [...this.#past, now].slice(-SECONDS);
  }

  #below(share: number): number {
    let left = Math.min(this.#count - 1, Math.floor(share * this.#count));
    for (const [bin, count] of this.#bins.entries()) {
      if (left < count) return middleOf(bin);
      left -= count;
    }
    return middleOf(BINS - 1);
  }
}

function binOf(ms: number): number {
  const micros = Math.max(0, Math.min(LONGEST, Math.round(ms * 1_000)));
  if (micros < PARTS) return micros;
  const power = 31 - Math.clz32(micros);
  return (power - PART_BITS) * PARTS + (micros >> (power - PART_BITS));
}

/** ms in the middle of a bin. */
function middleOf(bin: number): number {
  if (bin < PARTS) return bin / 1_000;
  const shift = Math.floor(bin / PARTS) - 1;
  const lowest = (PARTS + (bin % PARTS)) * 2 ** shift;
  return (lowest + (2 ** shift - 1) / 2) / 1_000;
}
