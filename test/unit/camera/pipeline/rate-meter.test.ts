import { expect, test } from 'vitest';
import { RateMeter } from '../../../../src-main/camera/process/pipeline/rate-meter.ts';

/** The readout's rates: true for a steady beat and for bursts, silent before they mean anything, and back to 0. */
test.each([
  ['a steady beat of 30', 1000 / 30, 1, 30],
  ['bursts of four, three times a second', 1000 / 3, 4, 12],
])('%s', (_name, everyMs, burst, rate) => {
  const meter = new RateMeter();
  for (let at = 0; at < 10_000; at += everyMs) for (let i = 0; i < burst; i += 1) meter.tick(at);
  expect(meter.rate(10_000)).toBeGreaterThan(rate * 0.8);
  expect(meter.rate(10_000)).toBeLessThan(rate * 1.2);
});

test('says nothing in the first second, and 0 when nothing happens any more', () => {
  const meter = new RateMeter();
  expect(meter.rate(0)).toBe(0);
  meter.tick(0);
  meter.tick(10);
  expect(meter.rate(500)).toBe(0);
  expect(meter.rate(1_500)).toBeGreaterThan(0);
  expect(meter.rate(5_000)).toBe(0);
});
