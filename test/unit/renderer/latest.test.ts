import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { latest } from '../../../src-renderer/camera/latest.ts';

/** The figures beside the picture: now and then, and never behind a picture that has stopped. */
const EVERY_MS = 250;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('tells the first value at once, then the newest now and then', () => {
  const told: number[] = [];
  const values = latest<number>(EVERY_MS, (value) => told.push(value));
  for (let value = 0; value < 100; value += 1) {
    values.offer(value);
    vi.advanceTimersByTime(10);
  }
  expect(told).toEqual([0, 24, 49, 74, 99]);
});

test('tells the last value though none comes after it', () => {
  const told: number[] = [];
  const values = latest<number>(EVERY_MS, (value) => told.push(value));
  values.offer(1);
  values.offer(2);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([1, 2]);
  values.offer(3);
  expect(told).toEqual([1, 2, 3]);
});

test('tells what waits when it is closed, and nothing after', () => {
  const told: number[] = [];
  const values = latest<number>(EVERY_MS, (value) => told.push(value));
  values.offer(1);
  values.offer(2);
  values.close();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([1, 2]);
});
