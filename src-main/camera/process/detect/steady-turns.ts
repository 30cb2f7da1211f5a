import { overlap } from '../track/geometry.ts';
import type { Detection } from './detector.ts';

/**
 * Overlap (intersection over union) of a face with itself in the search before, from which it counts as steady: it has
 * moved by less than a sixth of its side, and the motion model draws it where it is until the next search.
 */
const STAYED = 0.7;
/** Least confidence of a face that the next search will find too: one with less is missed now and then. */
const SURE = 0.65;

/**
 * Leaves out every second coarse search while the searches find the same faces in about the same places, all of them
 * surely, or nobody: then the next one would tell again what is known. So a face that comes in, or begins to move, is
 * seen a tenth of a second later than it could be. It hangs on what was found alone, never on how fast that was, so a
 * film has the same faces on every machine.
 */
export class SteadyTurns {
  /** What the last search found; null before the first one. */
  #last: readonly Detection[] | null = null;
  /** Whether the search before it had found the same. */
  #steady = false;
  #rested = false;

  /** What the last search found. */
  get faces(): readonly Detection[] {
    return this.#last ?? [];
  }

  /** Another scene begins: its first searches are taken. */
  reset(): void {
    this.#last = null;
    this.#steady = false;
    this.#rested = false;
  }

  /**
   * One turn.
   * @param needed it is taken in any case
   * @returns whether it is taken; then what it found is to be told
   */
  next(needed: boolean): boolean {
    this.#rested = this.#steady && !this.#rested && !needed;
    return !this.#rested;
  }

  /** @param faces that the search of this turn found */
  found(faces: readonly Detection[]): void {
    this.#steady = this.#last !== null && stayed(this.#last, faces) && faces.every(({ score }) => (score ?? 0) >= SURE);
    this.#last = faces;
  }
}

/** Whether each face has one of its own in the other search. */
function stayed(before: readonly Detection[], now: readonly Detection[]): boolean {
  return (
    before.length === now.length && now.every(({ box }) => before.some((other) => overlap(box, other.box) >= STAYED))
  );
}
