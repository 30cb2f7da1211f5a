import { expect, test } from 'vitest';
import type { Detection } from '../../../src-main/camera/process/detect/detector.ts';
import { SteadyTurns } from '../../../src-main/camera/process/detect/steady-turns.ts';

/** Which coarse searches are taken, by what the ones before them found. */
const face = (x: number, score: number | null = 0.9): Detection => ({
  box: { x, y: 0, width: 100, height: 100 },
  score,
});

/** @param faces of each turn, found if it is taken @returns whether each was */
function taken(faces: readonly (readonly Detection[])[], turns = new SteadyTurns()): boolean[] {
  return faces.map((there) => {
    const takes = turns.next(false);
    if (takes) turns.found(there);
    return takes;
  });
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('of faces that stay, every second search is left out after two that agree', () => {
  expect(taken(times(7, [face(0), face(300)]))).toEqual([true, true, false, true, false, true, false]);
});

test('a search that is needed is taken in any case, and the next one may be left out', () => {
  const turns = new SteadyTurns();
  expect(taken(times(2, [face(0)]), turns)).toEqual([true, true]);
  expect(turns.next(true)).toBe(true);
  turns.found([face(0)]);
  expect(taken(times(3, [face(0)]), turns)).toEqual([false, true, false]);
});

test('so it is where nobody is', () => {
  expect(taken(times(5, []))).toEqual([true, true, false, true, false]);
});

test('nothing is left out while a face moves fast', () => {
  expect(taken(Array.from({ length: 6 }, (_, i) => [face(20 * i)]))).toEqual(times(6, true));
});

test('a slow face is steady only as long as it is so over a search that was left out', () => {
  // 10 px a search, 20 px over one that is left out: two searches in three are taken.
  const slow = Array.from({ length: 9 }, (_, i) => [face(10 * i)]);
  expect(taken(slow)).toEqual([true, true, false, true, true, false, true, true, false]);
});

test.each([
  ['somebody comes', [face(0), face(300)]],
  ['somebody goes', []],
  ['one goes and another one comes elsewhere', [face(300)]],
])('when %s, the next searches are taken', (_name, then) => {
  const turns = new SteadyTurns();
  expect(taken(times(3, [face(0)]), turns)).toEqual([true, true, false]);
  expect(taken([then, then, then], turns)).toEqual([true, true, false]);
});

test.each([
  ['a face is found with little confidence', 0.5],
  ['the detector tells no confidence', null],
])('nothing is left out where %s', (_name, score) => {
  expect(taken(times(5, [face(0), face(300, score)]))).toEqual(times(5, true));
});

test('the first two searches of another scene are taken', () => {
  const turns = new SteadyTurns();
  expect(taken(times(3, [face(0)]), turns)).toEqual([true, true, false]);
  turns.reset();
  expect(taken(times(3, [face(0)]), turns)).toEqual([true, true, false]);
});
