/** Proves that a lane's dots are found where they are drawn, and that the arrow keys stay within the lane. */
import { describe, expect, test } from 'vitest';
import { dotAt, dotIndex, laneLayout, neighbour } from '../../../src-renderer/lobby/board/sessions/lane-layout.ts';

/** The side of the square around a dot where there is room. */
const CELL = 14;

test('dots get smaller rather than the lane higher, as far as they can still be told apart', () => {
  const heights = [100, 300, 600, 5_000].map((count) => {
    const { rows, cell } = laneLayout(count, 690, 72);
    return [cell, rows * cell];
  });
  expect(heights).toEqual([
    [14, 42],
    [11, 55],
    [8, 56],
    // Smaller ones can't be pointed at: then the lane is as high as it must be.
    [8, 472],
  ]);
});

test.each([
  [500, 600],
  [1, 600],
  [43, 10],
  [1_000, 333],
])('each of %i dots in %i px is found at its place', (count, width) => {
  const layout = laneLayout(count, width);
  for (let index = 0; index < count; index += 1) {
    const { x, y } = dotAt(index, layout);
    expect(dotIndex(x, y, count, layout)).toBe(index);
    expect(y).toBeLessThan(layout.rows * layout.cell);
  }
});

test('beside the dots there is none', () => {
  const layout = laneLayout(5, 3 * CELL + 2);
  expect(layout).toEqual({ columns: 3, rows: 2, cell: CELL });
  expect(dotIndex(3 * CELL + 1, 1, 5, layout)).toBeUndefined();
  expect(dotIndex(2.5 * CELL, 1.5 * CELL, 5, layout)).toBeUndefined();
  expect(dotIndex(-1, 1, 5, layout)).toBeUndefined();
});

describe('arrow keys in seven dots, three a row', () => {
  const layout = laneLayout(7, 3 * CELL);
  test.each([
    ['ArrowRight', 1, 'ltr', 2],
    ['ArrowRight', 6, 'ltr', 6],
    ['ArrowLeft', 0, 'ltr', 0],
    ['ArrowRight', 1, 'rtl', 0],
    ['ArrowLeft', 1, 'rtl', 2],
    ['ArrowDown', 1, 'ltr', 4],
    ['ArrowDown', 5, 'ltr', 5],
    ['ArrowUp', 2, 'ltr', 2],
    ['ArrowUp', 6, 'ltr', 3],
    ['Home', 5, 'ltr', 0],
    ['End', 1, 'rtl', 6],
    ['Enter', 1, 'ltr', undefined],
    ['constructor', 1, 'ltr', undefined],
  ] as const)('%s from %i (%s) leads to %s', (key, from, direction, to) => {
    expect(neighbour(key, from, 7, layout, direction)).toBe(to);
  });
});
