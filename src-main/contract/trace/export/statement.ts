import type { Board } from '../../board.ts';
import { formatDollars } from '../../money.ts';

type Transfer = Omit<Board['transfers'][number]['transfer'], 'key'>;

const COLUMNS = ['sequence', 'date', 'kind', 'debit', 'credit', 'amount', 'refers', 'hash'] as const;

/** One row a transfer, amounts in dollars with two decimals (RFC 4180: commas, quotes where needed, CRLF). */
export function statementCsv(transfers: readonly Transfer[]): string {
  const rows = transfers.map((transfer) => [
    ...[transfer.sequence, new Date(transfer.at).toISOString(), transfer.kind, transfer.debit, transfer.credit],
    ...[(transfer.amount / 100).toFixed(2), transfer.refers ?? '', transfer.hash],
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map((cell) => quoted(String(cell))).join(',')}\r\n`).join('');
}

/** The same as JSON: amounts in cents, and as people read them. */
export function statementJson(account: string, transfers: readonly Transfer[]): string {
  const rows = transfers.map(({ sequence, at, kind, debit, credit, amount, refers, hash }) => ({
    ...{ sequence, date: new Date(at).toISOString(), kind, debit, credit },
    ...{ cents: amount, amount: formatDollars(amount), refers, hash },
  }));
  return `${JSON.stringify({ account, transfers: rows }, null, 2)}\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
