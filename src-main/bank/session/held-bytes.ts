/** Who holds bytes. */
export interface Holder {
  /** Whether its client does not read what was sent to it. */
  readonly blocked: boolean;
  /** Gives all of them up. */
  shed(): void;
}

/**
 * Bounds the bytes that all sessions of one thread hold: received and not taken yet, sent and not read yet. Each has
 * bounds of its own, but ten thousand clients that never read would hold a gigabyte within those.
 */
export class HeldBytes {
  readonly #most: number;
  /** Those that hold any, the one that has done so longest first. */
  readonly #held = new Map<Holder, number>();
  #sum = 0;

  /** @param most bytes */
  constructor(most: number) {
    this.#most = most;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Past the bound, who does not read is dropped first, the one that has held bytes longest before the others. */
  set(holder: Holder, bytes: number): void {
    this.#sum += bytes - (this.#held.get(holder) ?? 0);
    if (bytes === 0) this.#held.delete(holder);
    else this.#held.set(holder, bytes);
    while (this.#sum > this.#most) {
      const worst = this.#worst();
      if (worst === undefined) return;
      this.set(worst, 0);
      worst.shed();
    }
  }

  /** Of those that read, the one that holds most: a busy one has held its few bytes longest. */
  #worst(): Holder | undefined {
    let largest: Holder | undefined;
    let most = 0;
    for (const [holder, bytes] of this.#held) {
      if (holder.blocked) return holder;
      if (bytes <= most) continue;
      largest = holder;
      most = bytes;
    }
    return largest;
  }
}
