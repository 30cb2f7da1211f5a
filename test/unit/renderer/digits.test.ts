import { expect, test } from 'vitest';
import { parseWhole } from '../../../src-renderer/ui/digits.ts';

/** Numbers as people type them, on whichever keyboard. */

test.each([
  ['500', 500],
  [' 42 ', 42],
  ['٥٠٠', 500],
  ['5,000', 5000],
  ['٥٬٠٠٠', 5000],
  ['0', 0],
])('%s is %i', (text, number) => {
  expect(parseWhole(text)).toBe(number);
});

test.each(['', '-1', '1.5', 'abc', '1e3', '٫٥', '1234567890'])('%j is no whole number', (text) => {
  expect(parseWhole(text)).toBeNull();
});
