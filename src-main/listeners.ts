/** Those who are told of one thing that happens, in the order in which they came. */
export class Listeners<Told extends readonly unknown[]> {
  readonly #all = new Set<(...told: Told) => void>();
  readonly #heard: (heard: boolean) => void;

  /** @param heard told when the first comes, and when the last has gone: what nobody hears need not be worked out */
  constructor(heard: (heard: boolean) => void = () => {}) {
    this.#heard = heard;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @returns ends it; once is enough, more does no harm */
  add(listener: (...told: Told) => void): () => void {
    this.#all.add(listener);
    if (this.#all.size === 1) this.#heard(true);
    return () => {
      if (this.#all.delete(listener) && this.#all.size === 0) this.#heard(false);
    };
  }

  /** One that is ended by another before its turn is not told. */
  tell(...told: Told): void {
    for (const listener of this.#all) listener(...told);
  }

  /** Ends all. */
  clear(): void {
    if (this.#all.size === 0) return;
    this.#all.clear();
    this.#heard(false);
  }
}
