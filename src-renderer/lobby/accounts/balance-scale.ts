import type { BalanceHistory } from '../../../src-main/contract/administration/accounts.ts';

/** Size of the picture's own coordinates, each way; the window stretches them. */
const SIZE = 100;
/** Left free above the highest and below the lowest balance, of SIZE. */
const MARGIN = 8;

/** A history as lines to draw: x from its beginning to its end, y from the top. */
export interface BalanceScale {
  /** SVG path: level until the next change. */
  readonly path: string;
  /** In cents. */
  readonly lowest: number;
  readonly highest: number;
  /** The balance at the end, in cents. */
  readonly last: number;
}

/** Where a balance is, from the top in percent: the lowest and the highest fill the picture, whatever they are. */
export function heightOf(balance: number, { lowest, highest }: Pick<BalanceScale, 'lowest' | 'highest'>): number {
  if (lowest === highest) return SIZE / 2;
  return MARGIN + ((SIZE - 2 * MARGIN) * (highest - balance)) / (highest - lowest);
}

export function balanceScale({ points, from, to }: Pick<BalanceHistory, 'points' | 'from' | 'to'>): BalanceScale {
  const balances = points.map(({ balance }) => balance);
  const range = { lowest: Math.min(...balances), highest: Math.max(...balances) };
  const x = (at: number) => rounded(to === from ? 0 : (SIZE * (at - from)) / (to - from));
  const y = (balance: number) => rounded(heightOf(balance, range));
  const steps = points.map(({ at, balance }, index) =>
    index === 0 ? `M${x(at)} ${y(balance)}` : `H${x(at)}V${y(balance)}`,
  );
  return { ...range, path: `${steps.join('')}H${SIZE}`, last: balances.at(-1) ?? 0 };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
