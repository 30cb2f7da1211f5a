import { type Account, accountSeal } from '../../ledger/account.ts';
import type { Head } from '../../ledger/store.ts';
import type { TransferRecord } from '../../ledger/transfer-record.ts';
import { headSeal, type Row, refusedSeal } from '../rows.ts';
import type { Statement } from './connection.ts';
import type { FetchedBatch } from './fetched-batch.ts';
import { ACCOUNTS, type Columns, type RowOf, TRANSFERS } from './schema.ts';
import { WRITE_ONE, writeStatement } from './statements.ts';

/** One commit of so many also forgets the batches that are not kept any more. */
const FORGETTING_EVERY = 1_000;

const writes = (rest: boolean) => {
  return { plain: writeStatement({ reserves: false, rest }), reserves: writeStatement({ reserves: true, rest }) };
};
const WRITES = writes(false);
const WRITES_WITH_REST = writes(true);

/**
 * The statement that writes a batch, and its values.
 * @param head that the batch leads to
 * @param bank the bank's own name among all, and the fingerprint of its PIN key
 */
export function writeOf(
  batch: FetchedBatch,
  touched: readonly Account[],
  head: Head,
  { bank, pinKey }: { readonly bank: string; readonly pinKey: string },
): [Statement, unknown[]] {
  const { records, refused, forgotten, assumed } = batch;
  const { sequence, hash, at, commits } = head;
  const ended = new Set(records.flatMap(({ kind, refers }) => (kind === 'post' || kind === 'void' ? [refers] : [])));
  const made = records.filter(({ kind }) => kind === 'reserve').map((reserve) => reserve.sequence);
  const reserves = made.length > 0 || ended.size > 0;
  const rest = refused.length > 0 || forgotten > 0 || assumed.size > 0 || commits % FORGETTING_EVERY === 0;
  const list = (rows: readonly Row[]) => JSON.stringify(rows);
  const firsts: unknown[] = [
    ...[commits, sequence, hash, at, headSeal(head, pinKey)],
    ...[bank, touched.map(({ number }) => number)],
  ];
  if (!reserves && !rest && isOneBetweenTwo(records, touched)) {
    const made = records.flatMap((record) => valuesOf(rowOfTransfer(record), TRANSFERS));
    return [
      WRITE_ONE,
      [...firsts, ...made, ...touched.flatMap((account) => valuesOf(rowOfAccount(account), ACCOUNTS))],
    ];
  }
  const values = [...firsts, list(records.map(rowOfTransfer)), list(touched.map(rowOfAccount))];
  const open = made.filter((reserve) => !ended.has(reserve));
  if (reserves) values.push(open, [...ended]);
  if (rest) values.push(list(refused.map((one) => ({ ...one, seal: refusedSeal(one) }))), forgotten, [...assumed]);
  const statements = rest ? WRITES_WITH_REST : WRITES;
  return [reserves ? statements.reserves : statements.plain, values];
}

/**
 * Whether it is one transfer, between two accounts that were there before. One that is opened in the same batch has no
 * money but by this transfer.
 */
function isOneBetweenTwo(records: readonly TransferRecord[], touched: readonly Account[]): boolean {
  const [record] = records;
  if (record === undefined || records.length !== 1 || touched.length !== 2) return false;
  return touched.every(({ number, balance }) => {
    if (number === record.debit) return balance + record.amount !== 0;
    return number === record.credit && balance - record.amount !== 0;
  });
}

const valuesOf = (row: Row, columns: Columns): unknown[] => columns.map(([name]) => row[name]);

// Each column by its name: copying what is left of an object takes ten times as long, and the server reads all it gets.
function rowOfTransfer(record: TransferRecord): RowOf<typeof TRANSFERS> {
  const { sequence, kind, debit, credit, amount, key, refers, at, expires, balanceAfter, hash } = record;
  return { sequence, kind, debit, credit, amount, key, refers, at, expires, balance_after: balanceAfter, hash };
}

function rowOfAccount(account: Account): RowOf<typeof ACCOUNTS> {
  const { number, balance, held, pin, locks, day, withdrawn, opened } = account;
  return {
    ...{ number, balance, held, pin, locks, day, withdrawn, opened },
    wrong_tries: account.wrongTries,
    locked_until: account.lockedUntil,
    locked_by_bank: account.lockedByBank ? 1 : 0,
    daily_limit: account.dailyLimit,
    seal: accountSeal(account),
  };
}
