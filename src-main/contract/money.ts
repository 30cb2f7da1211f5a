import { MAX_AMOUNT_CENTS } from './limits.ts';

/** Money is whole cents in a safe integer; never a fraction, never a float of dollars. */
export type Cents = number;

/** How a transfer can come about. */
export const TRANSFER_KINDS = [
  'opening',
  'deposit',
  'withdrawal',
  'transfer',
  'reserve',
  'post',
  'void',
  'reversal',
] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** `$3000` for whole dollars, else two decimals: `$3000.50`; a negative amount has its sign first: `-$0.05`. */
export function formatDollars(cents: Cents): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`not whole cents: ${cents}`);
  const sign = cents < 0 ? '-' : '';
  const absolute = Math.abs(cents);
  const dollars = Math.floor(absolute / 100);
  const rest = absolute % 100;
  return rest === 0 ? `${sign}$${dollars}` : `${sign}$${dollars}.${String(rest).padStart(2, '0')}`;
}

/** What nearly everybody types, of which no doubt is possible; the rest is looked at more closely. */
const WHOLE_DOLLARS = /^[1-9]\d{0,5}$/;
/** Digits with at most one point and at most two decimals; surrounding white space and a leading `$` are allowed. */
const AMOUNT = /^\$?(?:(\d+)(?:\.(\d{0,2}))?|\.(\d{1,2}))$/;

/**
 * Reads an amount that a person typed.
 * @returns cents in 1..MAX_AMOUNT_CENTS, or undefined for all that is no amount (`nan`, `1e5`, `-5`, `0`, `1,000`, …).
 */
export function parseAmount(text: string): Cents | undefined {
  if (WHOLE_DOLLARS.test(text)) return Number(text) * 100;
  const match = AMOUNT.exec(text.trim());
  if (match === null) return undefined;
  const dollars = (match[1] ?? '').replace(/^0+/, '');
  // Digits beyond the limit's own are too much whatever they are; they never reach arithmetic that could round.
  if (dollars.length > String(MAX_AMOUNT_CENTS).length) return undefined;
  const cents = Number(dollars) * 100 + Number((match[2] ?? match[3] ?? '').padEnd(2, '0'));
  return cents > 0 && cents <= MAX_AMOUNT_CENTS ? cents : undefined;
}
