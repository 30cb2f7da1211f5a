import type { Statement } from '../../../src-main/contract/terminal.ts';
import type { Language } from '../../ui/language/language.ts';

type Transfer = Statement['transfers'][number];

export interface StatementRow {
  readonly transfer: Transfer;
  readonly what: string;
  /** Cents, negative where the account paid. */
  readonly amount: number;
  /** What was available after it, in cents; null: not known. */
  readonly after: number | null;
}

/**
 * The movements of an account as its owner knows them, newest first. A withdrawal at a machine is two records, the
 * reserve and what became of it: once settled, only the money that was really paid counts, also in the running balance.
 */
export function statementRows({ transfers, balance }: Statement, account: string, language: Language): StatementRow[] {
  const settled = new Set(
    transfers.filter(({ kind }) => kind === 'post' || kind === 'void').map(({ refers }) => refers),
  );
  let after = balance;
  return transfers
    .filter(({ kind, sequence }) => kind !== 'void' && !(kind === 'reserve' && settled.has(sequence)))
    .map((transfer) => {
      // Customers' accounts grow by credit, as in every bank's books.
      const amount = transfer.credit === account ? transfer.amount : -transfer.amount;
      const row = { transfer, what: whatOf(transfer, account, language), amount, after };
      if (after !== null) after -= amount;
      return row;
    });
}

function whatOf({ kind, debit, credit }: Transfer, account: string, language: Language): string {
  const words = language.strings.atm;
  if (kind !== 'transfer') return words.statementKinds[kind];
  return credit === account
    ? words.statementTransfer.from(language.digits(debit))
    : words.statementTransfer.to(language.digits(credit));
}
