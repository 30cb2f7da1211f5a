import { StoreError } from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { transferOfRow } from '../rows.ts';
import { type RowOf, TRANSFERS } from './schema.ts';

/**
 * Transfers as one text, a line for each: what banks read of each other's, several tens at a time, tens of times a
 * second. Such a text takes the server half of the processor time that a list of JSON objects does, which name every
 * column in every row. No value has a tab or a line's end in it.
 */

const NULLABLE: ReadonlySet<string> = new Set(['refers', 'expires']);

/** All rows of a query over `lobby.transfers` as one value in SQL; null if there is none. */
export function transferLines(query: string): string {
  const values = TRANSFERS.map(([name]) => (NULLABLE.has(name) ? `coalesce(${name}::text, '')` : name));
  return `(SELECT string_agg(concat_ws(E'\\t', ${values.join(', ')}), E'\\n') FROM (${query}) AS one)`;
}

/** @throws StoreError `damaged` if they are not what was written */
export function transfersOfLines(text: unknown): TransferRecord[] {
  if (text === null) return [];
  if (typeof text !== 'string') throw new StoreError('damaged', "transfers can't be right");
  return text.split('\n').map(transferOfLine);
}

// In the order of TRANSFERS. A row with all its columns at once: filled one by one, it takes up to twice as long, while
// other banks wait for their turn.
function transferOfLine(line: string): TransferRecord {
  const values = line.split('\t');
  if (values.length !== TRANSFERS.length) throw new StoreError('damaged', "a transfer can't be right");
  const [sequence, kind, debit, credit, amount, key, refers, at, expires, balance, hash] = values;
  const row: RowOf<typeof TRANSFERS> = {
    sequence: numberOf(sequence),
    kind,
    debit,
    credit,
    amount: numberOf(amount),
    key,
    refers: numberOf(refers),
    at: numberOf(at),
    expires: numberOf(expires),
    balance_after: numberOf(balance),
    hash,
  };
  return transferOfRow(row);
}

const numberOf = (value: string | undefined) => (value === '' ? null : Number(value));
