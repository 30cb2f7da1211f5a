/**
 * Least similarity of two descriptors of the same face (cosine). Measured with faceres on two sets: of the 231 pairs of
 * 22 different faces none passed 0.64; of 3,403 pairs cut out of one collage three reached 0.75 (0.80 at most), and by
 * eye each of those shows one person twice. How often two different people are joined is not known better than that.
 */
export const SAME_FACE = 0.75;
/** A second face that is nearly as similar makes it a guess. */
const MARGIN = 0.05;
/** A face that is away for longer begins a new track, ms. */
const REMEMBERED_MS = 60_000;
/** So many are remembered at most, the newest ones. */
const MOST_REMEMBERED = 32;
/** Least quality of a view (label/view-quality.ts) whose descriptor says anything about the face. */
export const LEAST_QUALITY = 0.1;

interface Lost<Kept> {
  readonly id: number;
  readonly descriptor: Float32Array;
  readonly kept: Kept;
  readonly at: number;
}

/**
 * Tracks that have ended, for a minute, so that a face that comes back goes on with its track and label. All of it is
 * in memory and gone with the source: it says that two views show the same face, not whose face it is.
 */
export class LostTracks<Kept> {
  #lost: Lost<Kept>[] = [];

  /** @param at ms, never going back */
  remember(id: number, descriptor: Float32Array, kept: Kept, at: number): void {
    this.#lost = [...this.#lost.filter((other) => other.id !== id), { id, descriptor, kept, at }].slice(
      -MOST_REMEMBERED,
    );
  }

  /**
   * The track that this face had before, which is then no longer lost; null if none, or more than one, is like it.
   * @param descriptor of a good view of the face
   */
  take(descriptor: Float32Array, at: number): { readonly id: number; readonly kept: Kept } | null {
    this.#lost = this.#lost.filter((lost) => at - lost.at <= REMEMBERED_MS);
    const ranked = this.#lost
      .map((lost) => ({ lost, like: similarity(lost.descriptor, descriptor) }))
      .sort((a, b) => b.like - a.like);
    const [best, second] = ranked;
    if (best === undefined || best.like < SAME_FACE) return null;
    if (second !== undefined && best.like - second.like < MARGIN) return null;
    this.#lost = this.#lost.filter((lost) => lost !== best.lost);
    return { id: best.lost.id, kept: best.lost.kept };
  }

  forget(): void {
    this.#lost = [];
  }
}

/** Cosine of two descriptors of the same length, -1..1. */
export function similarity(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    both += value * other;
    ofA += value * value;
    ofB += other * other;
  }
  return both / Math.sqrt(Math.max(ofA * ofB, Number.MIN_VALUE));
}
