import { expect, test } from 'vitest';
import type { Found } from '../../../src-main/camera/process/detect/detector.ts';
import { FineTurns } from '../../../src-main/camera/process/detect/fine-turns.ts';

/** Which turns of the fine searches are taken, by what the ones before them found. */
const FACE = { box: { x: 0, y: 0, width: 40, height: 40 }, score: 0.9 };
const found = (count: number, fine: boolean): Found => ({
  detections: Array.from({ length: count }, () => FACE),
  fine,
  covers: () => true,
});

/** @param faces of each turn, if it is taken @returns the strip that each turn searched, null where it was left out */
async function strips(faces: readonly number[], ofPicture = 1, turns = new FineTurns()): Promise<(number | null)[]> {
  const searched: (number | null)[] = [];
  // All are asked for at once, as a film's pictures are: each has to wait for what the one before it found.
  await Promise.all(
    faces.map((count, index) =>
      turns.take(
        ofPicture,
        async (strip) => {
          searched[index] = strip;
          return found(count, true);
        },
        async () => {
          searched[index] = null;
          return found(0, false);
        },
      ),
    ),
  );
  return searched;
}

test('while small faces are found, every turn is taken', async () => {
  expect(await strips([1, 2, 1, 1])).toEqual([0, 1, 2, 3]);
});

test('while none is found, every second turn is left out, and all are taken again from the first find on', async () => {
  expect(await strips([0, 1, 0, 1, 1, 1])).toEqual([0, null, 1, null, 2, 3]);
});

test('of a picture in strips, no turn is left out before each strip was searched', async () => {
  expect(await strips([0, 0, 0, 0, 0], 2)).toEqual([0, 1, null, 2, null]);
});

test('the first turn of another scene is taken', async () => {
  const turns = new FineTurns();
  expect(await strips([0], 1, turns)).toEqual([0]);
  turns.reset();
  expect(await strips([0], 1, turns)).toEqual([0]);
});

test('a search that fails tells it to its own picture, and keeps nobody waiting', async () => {
  const turns = new FineTurns();
  const failing = () => Promise.reject(new Error('no network'));
  const first = turns.take(1, failing, failing);
  const second = strips([0], 1, turns);
  await expect(first).rejects.toThrow('no network');
  expect(await second).toEqual([0]);
});
