import { expect, test } from 'vitest';
import { inArabicDigits, parseWhole } from '../../../src-renderer/ui/language/digits.ts';
import { languageOf } from '../../language.ts';

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

test('what is shown in Arabic digits is the same number when it is typed', () => {
  expect(inArabicDigits('••1234567890')).toBe('••١٢٣٤٥٦٧٨٩٠');
  expect(parseWhole(inArabicDigits('123456789'))).toBe(123456789);
});

test.each([
  ['en', 'own', '1998'],
  ['ar', 'own', '١٩٩٨'],
  ['ar', 'latin', '1998'],
] as const)('an account number in %s with %s digits is %s', (code, digits, shown) => {
  expect(languageOf(code, digits).digits('1998')).toBe(shown);
});

test.each([
  ['en', 'own', 'by 6.6 years.'],
  ['ar', 'own', 'by ٦٫٦ years.'],
  ['ar', 'latin', 'by 6.6 years.'],
] as const)('a decimal in a sentence in %s with %s digits has its sign: %s', (code, digits, shown) => {
  expect(languageOf(code, digits).digits('by 6.6 years.')).toBe(shown);
});

// The mark of direction is CLDR's: a sign stands where it is read first, left of Latin digits and right of Arabic ones.
test.each([
  ['en', 'own', '\u221290', '+9'],
  ['ar', 'own', '\u061c\u2212٩٠', '\u061c+٩'],
  ['ar', 'latin', '\u200e\u221290', '\u200e+9'],
] as const)('signs in %s with %s digits stand before the figure, whatever is around it', (code, digits, less, more) => {
  const language = languageOf(code, digits);
  expect([language.signed(-90), language.signed(9)]).toEqual([less, more]);
  // On a canvas, whose own direction is from left to right.
  const { chart } = language.strings.lobby;
  expect(chart.before(language.signed(-90))).toBe(code === 'en' ? `${less} s` : `\u2067${less} ث\u2069`);
});
