/** Non-maximum suppression and what becomes of the boxes, on made-up candidates. */
import { expect, test } from 'vitest';
import { Candidates, logit, sigmoid } from '../../../src-main/camera/process/detect/candidates.ts';

const FRAME = { cols: 1000, rows: 500 };
const SAME_PIXELS = { x: 1, y: 1 };

test('of boxes that overlap the best stays, also if it came last', () => {
  const candidates = new Candidates();
  candidates.add(100, 100, 50, 50, 0.6);
  candidates.add(300, 100, 50, 50, 0.7);
  candidates.add(104, 100, 50, 50, 0.9);
  expect(candidates.suppressed(0.5)).toEqual([2, 1]);
});

test('boxes that overlap by no more than allowed all stay', () => {
  const candidates = new Candidates();
  candidates.add(100, 100, 40, 40, 0.6);
  // Half of each is common: a third of what both cover.
  candidates.add(120, 100, 40, 40, 0.7);
  expect(candidates.suppressed(0.34)).toEqual([1, 0]);
  expect(candidates.suppressed(0.33)).toEqual([1]);
});

test('a box that was suppressed suppresses no other', () => {
  const candidates = new Candidates();
  candidates.add(100, 100, 40, 40, 0.9);
  candidates.add(112, 100, 40, 40, 0.8);
  candidates.add(124, 100, 40, 40, 0.7);
  expect(candidates.suppressed(0.5)).toEqual([0, 2]);
});

test('hundreds of candidates keep their numbers', () => {
  const candidates = new Candidates();
  for (let i = 0; i < 500; i++) candidates.add(i * 10 + 2, 50, 4, 6, i / 1000);
  expect(candidates.count).toBe(500);
  expect([...candidates.numbers().subarray(499 * 5, 499 * 5 + 4)]).toEqual([4990, 47, 4994, 53]);
  expect(candidates.suppressed(0.5)).toHaveLength(500);
});

test('boxes are scaled to the frame and cut off at its edges', () => {
  const candidates = new Candidates();
  candidates.add(10, 20, 40, 30, 0.5);
  candidates.add(490, 100, 40, 20, 0.25);
  const found = candidates.detections([1, 0], { x: 2, y: 2.5 }, FRAME);
  expect(found).toEqual([
    { box: { x: 940, y: 225, width: 60, height: 50 }, score: 0.25 },
    { box: { x: 0, y: 12.5, width: 60, height: 75 }, score: 0.5 },
  ]);
  expect(candidates.detections([], SAME_PIXELS, FRAME)).toEqual([]);
});

test('what lies in the border that a frame was filled up with is no face', () => {
  const candidates = new Candidates();
  candidates.add(300, 520, 40, 30, 0.9);
  candidates.add(-30, 100, 40, 60, 0.9);
  // Half a pixel of it lies in the frame.
  candidates.add(300, 514.5, 40, 30, 0.9);
  candidates.add(300, 505, 40, 30, 0.9);
  const found = candidates.detections([0, 1, 2, 3], SAME_PIXELS, FRAME);
  expect(found.map(({ box }) => [box.y, box.height])).toEqual([[490, 10]]);
});

test('logit undoes sigmoid', () => {
  for (const value of [-8, -0.5, 0, 0.25, 6]) expect(logit(sigmoid(value))).toBeCloseTo(value, 9);
});
