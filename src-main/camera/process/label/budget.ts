/** Estimates per second, all tracks together: a tenth of two cores with the default pack. */
export const LOOKS_PER_S = 12;
/** Estimates that may be saved up, so that a group that comes into view is labelled at once. */
const SAVED = 4;
/** Two views of a face closer than this show the same, ms. */
const FRESH_MS = 120;
/** A face that is known is looked at again after this, ms. */
const AGAIN_MS = 2_000;
/** A known face is looked at earlier when the view is better than the best one by this factor. */
const BETTER = 1.15;

/** A face that could be looked at. */
export interface Candidate {
  readonly track: number;
  /** Quality of the view that it offers now, 0..1. */
  readonly quality: number;
  /** Views that were used so far. */
  readonly views: number;
  /** Their weight. */
  readonly weight: number;
  /** Best quality among them; 0 for none. */
  readonly best: number;
  /** Whether more views change little. */
  readonly known: boolean;
  /** When it was last looked at, ms; null for never. */
  readonly lookedAt: number | null;
}

/**
 * Spends estimates where they tell something new. The order: a face that was never looked at comes first, then
 * the one that wasn't for longest; so of n faces that stay none waits longer than n estimates take, however poor its
 * views.
 */
export class Budget {
  #saved = SAVED;
  #at: number | null = null;

  /**
   * @param at ms, never going back
   * @returns the tracks to look at now, whose turn is first in front, and counts them as spent
   */
  spend(candidates: readonly Candidate[], at: number): number[] {
    const elapsed = this.#at === null ? 0 : Math.max(0, at - this.#at);
    this.#at = at;
    this.#saved = Math.min(SAVED, this.#saved + (elapsed / 1000) * LOOKS_PER_S);
    const chosen = candidates
      .filter((candidate) => tellsMore(candidate, at))
      .sort(byTurn)
      .slice(0, Math.max(0, Math.floor(this.#saved)));
    this.#saved -= chosen.length;
    return chosen.map((candidate) => candidate.track);
  }

  /** Estimates made beyond those chosen, as second opinions are: the next ones are delayed accordingly. */
  charge(looks: number): void {
    this.#saved -= looks;
  }
}

/** Of faces that were looked at together, the one that is known less comes first. */
function byTurn(a: Candidate, b: Candidate): number {
  if (a.lookedAt !== b.lookedAt) {
    if (a.lookedAt === null) return -1;
    if (b.lookedAt === null) return 1;
    return a.lookedAt - b.lookedAt;
  }
  return a.weight - b.weight || a.track - b.track;
}

function tellsMore(candidate: Candidate, at: number): boolean {
  if (candidate.lookedAt === null) return true;
  const since = at - candidate.lookedAt;
  if (since < FRESH_MS) return false;
  // A view much worse than what is known would add noise only.
  if (candidate.views >= 3 && candidate.quality < candidate.best / 3 && since < AGAIN_MS) return false;
  return !candidate.known || since >= AGAIN_MS || candidate.quality > candidate.best * BETTER;
}
