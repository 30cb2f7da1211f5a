import type { Face } from '../../src-main/contract/camera.ts';

/**
 * Gives each tracked face a small number that it keeps while it is seen, so that a box in the picture and a line in the
 * list can be told to be the same face. The number of a face that is gone is used again.
 */
export class FaceNumbers {
  #numbers = new Map<number, number>();

  /** The numbers of these faces, in their order, from 1. Faces that aren't tracked are numbered as they come. */
  of(faces: readonly Pick<Face, 'track'>[]): number[] {
    const before = this.#numbers;
    const kept = new Map(
      faces.flatMap(({ track }) => {
        const number = track === null ? undefined : before.get(track);
        return track === null || number === undefined ? [] : [[track, number] as const];
      }),
    );
    const used = new Set(kept.values());
    this.#numbers = kept;
    return faces.map(({ track }) => {
      const known = track === null ? undefined : kept.get(track);
      if (known !== undefined) return known;
      let number = 1;
      while (used.has(number)) number += 1;
      used.add(number);
      if (track !== null) kept.set(track, number);
      return number;
    });
  }
}
