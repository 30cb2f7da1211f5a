/** Proves which requests are traced when there are more than can be shown. */
import { expect, test } from 'vitest';
import { Pace, Sample, SampleSize } from '../../../src-main/bank/trace/sample.ts';

/** Requests traced in each of the seconds, of sessions that ask together so often, in even steps. */
function traced(perSecond: number, asked: number, seconds: number, isSlow: boolean): number[] {
  const sample = new Sample();
  return Array.from({ length: seconds }, (_, second) => {
    let count = 0;
    for (let at = 0; at < asked; at++) {
      if (sample.takes(perSecond, isSlow, 10_000 + second * 1_000 + (at * 1_000) / asked)) count++;
    }
    return count;
  });
}

test('no more than the sample is traced of more requests, and all of fewer', () => {
  expect(traced(500, 24_000, 4, false).slice(1)).toEqual([500, 500, 500]);
  expect(traced(500, 400, 4, false)).toEqual([400, 400, 400, 400]);
});

test('however much others ask, a slow session is traced', () => {
  const sample = new Sample();
  const pace = new Pace();
  const crowd = new Pace();
  const slow: boolean[] = [];
  let ofCrowd = 0;
  for (let ms = 10_000; ms < 20_000; ms++) {
    for (let one = 0; one < 20; one++) if (sample.takes(100, crowd.isSlow(ms), ms)) ofCrowd++;
    // Two lines, one after the other, every two seconds.
    if (ms % 2_000 < 2) slow.push(sample.takes(100, pace.isSlow(ms), ms));
  }
  expect(slow).toEqual(Array(10).fill(true));
  expect(ofCrowd).toBeGreaterThan(900);
  expect(ofCrowd).toBeLessThan(1_100);
});

test('many slow sessions share the sample, too', () => {
  expect(traced(100, 5_000, 3, true).slice(1)).toEqual([100, 100]);
});

test('a session is slow that asks four times at once and then four times a second, and is so again a second after it was not', () => {
  const pace = new Pace();
  const at = (...times: number[]) => times.map((ms) => pace.isSlow(ms));
  expect(at(10_000, 10_000, 10_000, 10_000, 10_001)).toEqual([true, true, true, true, false]);
  expect(at(10_251, 10_501, 10_751)).toEqual([true, true, true]);
  for (let ms = 11_000; ms < 12_000; ms++) pace.isSlow(ms);
  expect(at(12_000)).toEqual([false]);
  expect(at(13_001)).toEqual([true]);
});

test('all of 2,000 requests a second are traced, 500 of more, and all again once they are fewer', () => {
  const size = new SampleSize();
  const after = (seconds: number, asked: number): number => {
    for (let look = 0; look < seconds * 10; look++) size.count(asked / 10, 100);
    return size.perSecond;
  };
  expect([after(3, 1_800), after(3, 24_000), after(5, 1_000)]).toEqual([2_000, 500, 2_000]);
});
