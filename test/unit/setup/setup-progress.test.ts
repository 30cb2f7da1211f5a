import { expect, test } from 'vitest';
import { duration } from '../../../scripts/setup/progress.mjs';

test.each([
  [0, '0.0 s'],
  [8_349, '8.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [119_700, '2 min 0 s'],
  [125_400, '2 min 5 s'],
])('%i ms are said as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
