import { expect, test } from 'vitest';
import { limited } from '../../../src-main/bank/log.ts';
import { Transcript } from '../../../src-main/bank/session/transcript.ts';

test('a transcript keeps the newest 64 lines in order, each cut to 512 characters', () => {
  const transcript = new Transcript();
  for (let at = 0; at < 200; at++) transcript.add(at, at % 2 === 0 ? 'in' : 'out', `line ${at}`);
  transcript.add(200, 'out', 'x'.repeat(5_000));
  const lines = transcript.lines();
  expect(lines.map(({ at }) => at)).toEqual(Array.from({ length: 64 }, (_, index) => 137 + index));
  expect(lines.at(-2)).toEqual({ at: 199, direction: 'out', text: 'line 199' });
  expect(lines.at(-1)?.text).toBe('x'.repeat(512));
});

test('a flood of notices is thinned, and says how much was left out', () => {
  const passed: [number, number][] = [];
  const pass = limited<number>(3, (value, left) => passed.push([value, left]));
  // More than one second's worth may pass if the second changes in the middle, never two.
  for (let value = 0; value < 1_000; value++) pass(value);
  expect(passed.length).toBeGreaterThanOrEqual(3);
  expect(passed.length).toBeLessThanOrEqual(6);
  expect(passed.slice(0, 1)).toEqual([[0, 0]]);
});
