/** Proves that a lane's dots are found where they are drawn, and that the arrow keys stay within the lane. */
import { describe, expect, test } from 'vitest';
import { CELL, dotAt, dotIndex, laneLayout, neighbour } from '../../../src-renderer/lobby/board/lane-layout.ts';

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
    expect(y).toBeLessThan(layout.rows * CELL);
  }
});

test('beside the dots there is none', () => {
  const layout = laneLayout(5, 3 * CELL + 2);
  expect(layout).toEqual({ columns: 3, rows: 2 });
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
