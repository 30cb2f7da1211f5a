import type { Statement } from './screens.ts';

type Transfer = Statement['transfers'][number];

export interface StatementRow {
  readonly transfer: Transfer;
  /** Cents, negative where the account paid. */
  readonly amount: number;
}

/**
 * The movements of an account as its owner knows them, newest first. A withdrawal at a machine is two records, the
 * reserve and what became of it: once settled, only the money that was really paid counts.
 */
export function statementRows(transfers: readonly Transfer[], account: string): StatementRow[] {
  const settled = new Set(
    transfers.filter(({ kind }) => kind === 'post' || kind === 'void').map(({ refers }) => refers),
  );
  return transfers
    .filter(({ kind, sequence }) => kind !== 'void' && !(kind === 'reserve' && settled.has(sequence)))
    .map((transfer) => ({
      transfer,
      // Customers' accounts grow by credit, as in every bank's books.
      amount: transfer.credit === account ? transfer.amount : -transfer.amount,
    }));
}
