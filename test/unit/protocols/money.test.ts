import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_AMOUNT_CENTS } from '../../../src-main/contract/limits.ts';
import { formatDollars, parseAmount } from '../../../src-main/contract/money.ts';

/** Amounts as people type them and as they are printed. */
describe('parseAmount', () => {
  test.each([
    ['1', 100],
    ['100', 10_000],
    ['999999', 99_999_900],
    ['1000000', MAX_AMOUNT_CENTS],
    ['1000000.00', MAX_AMOUNT_CENTS],
    ['007', 700],
    ['0.01', 1],
    ['.5', 50],
    ['5.', 500],
    ['12.3', 1_230],
    ['$12', 1_200],
    [' \t$12.50 ', 1_250],
  ])('%j is %i cents', (text, cents) => {
    expect(parseAmount(text)).toBe(cents);
  });

  test.each([
    ...['', ' ', '0', '0.00', '000', '-5', '+5', '1,000', '1e5', '0x10', 'nan', 'inf', 'Infinity', '1.234', '1.2.3'],
    ...['.', '$', '$$1', '1$', '1 000', '1000000.01', '1000001', '99999999999999999999', '٣', '１', '1\u0000', '1\n2'],
  ])('%j is no amount', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });

  test('what formatDollars prints of an amount, parseAmount reads as the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_AMOUNT_CENTS }), (cents) => {
        expect(parseAmount(formatDollars(cents))).toBe(cents);
        expect(parseAmount((cents / 100).toFixed(2))).toBe(cents);
      }),
    );
  });
});

test.each([
  [300_000, '$3000'],
  [300_050, '$3000.50'],
  [5, '$0.05'],
  [0, '$0'],
  [-5, '-$0.05'],
])('%i cents print as %s', (cents, text) => {
  expect(formatDollars(cents)).toBe(text);
});
