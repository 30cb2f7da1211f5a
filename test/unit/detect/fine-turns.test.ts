import { expect, test } from 'vitest';
import { FineTurns } from '../../../src-main/camera/process/detect/fine-turns.ts';

/** Which turns of the fine searches are taken, by what the ones before them found. */
const face = (x: number) => ({ x, y: 0, width: 40, height: 40 });

/** @param faces where they are in each turn, found if it is taken @returns the strip of each turn, null if left out */
function strips(faces: readonly (readonly number[])[], ofPicture = 1, turns = new FineTurns()): (number | null)[] {
  return faces.map((at) => {
    const strip = turns.next(ofPicture);
    if (strip !== null) turns.found(at.map(face));
    return strip;
  });
}

test('while somebody new is found, every turn is taken', () => {
  expect(strips([[0], [0, 100], [100, 200], [300]])).toEqual([0, 1, 2, 3]);
});

test('while nobody is found, every second turn is left out, and all are taken again from the first find on', () => {
  expect(strips([[], [0], [], [0], [0], [200], [400]])).toEqual([0, null, 1, null, 2, 3, 4]);
  expect(strips([[], [], [0], [100], [200]])).toEqual([0, null, 1, 2, 3]);
});

test('while the same faces are found, every second turn is left out: they are looked for in between', () => {
  expect(
    strips([
      [0, 100],
      [5, 104],
      [9, 108],
      [14, 112],
      [18, 116],
    ]),
  ).toEqual([0, 1, null, 2, null]);
});

test('a face that is gone is nobody new', () => {
  expect(strips([[0, 100], [0], [0], [0]])).toEqual([0, 1, null, 2]);
});

test('of a picture in strips, no turn is left out before each strip was searched, each against itself', () => {
  expect(strips([[], [], [], [], []], 2)).toEqual([0, 1, null, 2, null]);
  // The face of one strip is not new because the other one has none.
  expect(strips([[0], [], [0], [], [], [0], [0]], 2)).toEqual([0, 1, 2, null, 3, null, 4]);
});

test('the first turn of another scene is taken, and its faces are new', () => {
  const turns = new FineTurns();
  expect(strips([[], []], 1, turns)).toEqual([0, null]);
  turns.reset();
  expect(strips([[0], [0], [0]], 1, turns)).toEqual([0, 1, null]);
});
