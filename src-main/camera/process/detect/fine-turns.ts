import type { Box } from '../../../contract/camera.ts';
import { overlap } from '../track/geometry.ts';

/** Overlap (intersection over union) from which a find is a face that the fine search before had found. */
const SAME_FACE = 0.3;

/**
 * Leaves out every second turn of the fine searches while they find nobody new: a fine search costs as much as two to
 * six coarse ones, in most rooms nobody is far away, and small faces that are known are looked for in between
 * (mosaic.ts). It hangs on what was found alone, never on how fast that was, so a film has the same faces on every
 * machine.
 */
export class FineTurns {
  /** Fine searches of this scene so far. */
  #searched = 0;
  /** How many of the newest of them in a row found nobody new. */
  #quiet = 0;
  /** Whether the last turn was left out. */
  #rested = false;
  /** What the last search of each strip found. */
  #last: (readonly Box[])[] = [];
  #strips = 1;

  /** Another scene begins: its first turn is taken. */
  reset(): void {
    this.#searched = 0;
    this.#quiet = 0;
    this.#rested = false;
    this.#last = [];
  }

  /**
   * One turn.
   * @param strips of the picture: one turn searches one of them
   * @returns the strip to search, counted on and on, whose finds are then to be told; null: the turn is left out
   */
  next(strips: number): number | null {
    this.#strips = strips;
    this.#rested = this.#quiet >= strips && !this.#rested;
    return this.#rested ? null : this.#searched;
  }

  /** @param boxes that the search of this turn found, in pixels of the picture */
  found(boxes: readonly Box[]): void {
    const strip = this.#searched % this.#strips;
    const before = this.#last[strip] ?? [];
    const known = boxes.every((box) => before.some((other) => overlap(box, other) >= SAME_FACE));
    this.#quiet = known ? this.#quiet + 1 : 0;
    this.#last[strip] = boxes;
    this.#searched += 1;
  }
}
