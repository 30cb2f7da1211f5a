/** Buckets for each doubling: neighbours are 2.2 % apart, so that a percentile is right within 1.1 %. */
const PER_DOUBLING = 32;
/** The last bucket begins at 2^26 µs, longer than any reply is waited for. */
const BUCKETS = 26 * PER_DOUBLING + 1;

/** How long replies took, in logarithmic buckets from 1 µs on: bounded memory for any number of them. */
export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;

  add(ms: number): void {
    const bucket = Math.round(Math.log2(Math.max(1, ms * 1000)) * PER_DOUBLING);
    const index = Math.min(BUCKETS - 1, bucket);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
  }

  addAll(other: Latencies): void {
    for (const [index, count] of other.#counts.entries()) this.#counts[index] = (this.#counts[index] ?? 0) + count;
    this.#count += other.#count;
  }

  /** In ms, by nearest rank, within 1.1 %. @param share in (0, 1]. @returns null if there is none. */
  percentile(share: number): number | null {
    let rank = Math.ceil(share * this.#count);
    if (rank === 0) return null;
    for (const [index, count] of this.#counts.entries()) {
      rank -= count;
      if (rank <= 0) return 2 ** (index / PER_DOUBLING) / 1000;
    }
    throw new Error('there are fewer latencies than were counted');
  }
}
