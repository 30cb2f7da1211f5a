import { expect, test } from 'vitest';
import { limited } from '../../../src-main/bank/log.ts';
import { Transcript } from '../../../src-main/bank/session/record/transcript.ts';

test('a transcript keeps the newest 128 lines in order, each cut to 512 characters', () => {
  const transcript = new Transcript(0);
  for (let at = 0; at < 200; at++) transcript.add(at, at % 2 === 0 ? 'in' : 'out', `line ${at}`);
  transcript.add(200, 'out', 'x'.repeat(5_000));
  const lines = transcript.lines();
  expect(lines.map(({ at }) => at)).toEqual(Array.from({ length: 128 }, (_, index) => 73 + index));
  expect(lines.at(-2)).toEqual({ number: 200, at: 199, direction: 'out', text: 'line 199', wrote: null });
  expect(lines.at(-1)?.text).toBe('x'.repeat(512));
});

test('a transcript of long lines keeps 32,768 characters', () => {
  const transcript = new Transcript(0);
  for (let at = 0; at < 200; at++) transcript.add(at, 'out', 'x'.repeat(600));
  expect(transcript.lines().map(({ at }) => at)).toEqual(Array.from({ length: 64 }, (_, index) => 136 + index));
});

test('a transfer is joined to what the client said last, whatever the bank says meanwhile', () => {
  const transcript = new Transcript(0);
  transcript.add(1, 'in', '2');
  transcript.add(2, 'in', '50');
  transcript.add(3, 'out', 'Bank closing.');
  const before = transcript.lines();
  transcript.wrote(7);
  expect(transcript.lines().map(({ wrote }) => wrote)).toEqual([null, 7, null]);
  // What was given out before stays as it was.
  expect(before.map(({ wrote }) => wrote)).toEqual([null, null, null]);
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
