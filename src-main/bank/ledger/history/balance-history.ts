import type { BalanceHistory } from '../../../contract/administration/accounts.ts';
import type { Cents } from '../../../contract/money.ts';
import type { AccountNumber, Sequence } from '../request.ts';
import type { CommittedTransfers } from '../store.ts';
import { ownerOf, type TransferRecord } from '../transfer-record.ts';

/** Points of one history, at most: about as many as a picture of it has columns to tell apart. */
export const BALANCE_POINTS = 200;
/**
 * Transfers that are read at once: few at first, since mostly the newest tells all; more of an account that is only sent
 * money, as all of it has to be added up.
 */
const PAGE = { first: 8, most: 512 };

type BalancePoint = BalanceHistory['points'][number];

/** Times in ms since the epoch. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * The available balance of an account over a time: as of its beginning, then after each transfer. Where these are more
 * than `BALANCE_POINTS`, as of that many times in even steps, the last of them the end (`isExact` false).
 */
export async function balanceHistory(
  transfers: CommittedTransfers,
  account: AccountNumber,
  { from, to }: Period,
): Promise<Pick<BalanceHistory, 'points' | 'isExact'>> {
  const [first, last] = [await transfers.sequenceAt(from), await transfers.sequenceAt(to)];
  const start = { at: from, balance: await balanceAfter(transfers, account, first, NOTHING) };
  const rows = await transfers.page(account, last + 1, BALANCE_POINTS);
  const made = rows.filter(({ sequence }) => sequence > first);
  if (made.length < BALANCE_POINTS) return { points: afterEach(start, account, made.reverse()), isExact: true };

  const points: BalancePoint[] = [start];
  let known: Known = { sequence: first, balance: start.balance };
  for (let step = 1; step < BALANCE_POINTS; step += 1) {
    const at = Math.round(from + ((to - from) * step) / (BALANCE_POINTS - 1));
    const sequence = await transfers.sequenceAt(at);
    known = { sequence, balance: await balanceAfter(transfers, account, sequence, known) };
    points.push({ at, balance: known.balance });
  }
  return { points, isExact: false };
}

/** @param rows oldest first */
function afterEach(start: BalancePoint, account: AccountNumber, rows: readonly TransferRecord[]): BalancePoint[] {
  const points = [start];
  let { balance } = start;
  for (const row of rows) {
    balance = ownerOf(row) === account ? row.balanceAfter : balance + effectOn(account, row);
    points.push({ at: row.at, balance });
  }
  return points;
}

/** The balance after all transfers up to a sequence. */
interface Known {
  readonly sequence: Sequence;
  readonly balance: Cents;
}

const NOTHING: Known = { sequence: 0, balance: 0 };

/**
 * The balance after all transfers up to a sequence, from the newest of the account's own: each record has the balance of
 * who owns it. What the account was only sent since then is added.
 * @param known what is known of an earlier sequence, so that nothing before it is read
 */
async function balanceAfter(
  transfers: CommittedTransfers,
  account: AccountNumber,
  sequence: Sequence,
  known: Known,
): Promise<Cents> {
  let since = 0;
  let before = sequence + 1;
  for (let limit = PAGE.first; ; limit = Math.min(2 * limit, PAGE.most)) {
    const rows = await transfers.page(account, before, limit);
    for (const row of rows) {
      if (row.sequence <= known.sequence) return known.balance + since;
      if (ownerOf(row) === account) return row.balanceAfter + since;
      since += effectOn(account, row);
      before = row.sequence;
    }
    if (rows.length < limit) return known.balance + since;
  }
}

/** What a transfer that another account owns has brought. */
function effectOn(account: AccountNumber, { credit, amount }: TransferRecord): Cents {
  return credit === account ? amount : -amount;
}
