import type { BalanceHistory } from '../../../contract/administration/accounts.ts';
import type { Cents } from '../../../contract/money.ts';
import type { AccountNumber, Sequence } from '../request.ts';
import { type CommittedTransfers, StoreError } from '../store.ts';
import { ownerOf, type TransferRecord } from '../transfer-record.ts';

/** Points of one history, at most: about as many as a picture of it has columns to tell apart. */
export const BALANCE_POINTS = 200;
/**
 * Transfers that are read at once: few at first, since mostly the newest tells all; more of an account that is only sent
 * money, as all of it has to be added up, but no more than about a statement's worth, so that a page of it does not hold
 * up the reads of others.
 */
const PAGE = { first: 8, most: 128 };

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
  // Whichever is nearer: the account's transfers before the time, or the account as it is now.
  const searches = [fromPresent(transfers, account, first), fromPast(transfers, account, first, NOTHING)];
  const start = { at: from, balance: await soonest(searches) };
  const rows = await transfers.page(account, last + 1, BALANCE_POINTS);
  const made = rows.filter(({ sequence }) => sequence > first);
  if (made.length < BALANCE_POINTS) return { points: afterEach(start, account, made.reverse()), isExact: true };

  const points: BalancePoint[] = [start];
  let known: Known = { sequence: first, balance: start.balance };
  for (let step = 1; step < BALANCE_POINTS; step += 1) {
    const at = Math.round(from + ((to - from) * step) / (BALANCE_POINTS - 1));
    const sequence = await transfers.sequenceAt(at);
    known = { sequence, balance: await soonest([fromPast(transfers, account, sequence, known)]) };
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

/** A search for a balance, which goes on to its next page when it is asked to. */
type Search = AsyncGenerator<undefined, Cents>;

/** Lets searches for the same balance take turns, page by page, until one has found it. */
async function soonest(searches: readonly Search[]): Promise<Cents> {
  for (;;) {
    for (const search of searches) {
      const step = await search.next();
      if (step.done) return step.value;
    }
  }
}

/**
 * The balance after all transfers up to a sequence, from the newest of the account's own: each record has the balance of
 * who owns it. What the account was only sent since then is added.
 * @param known what is known of an earlier sequence, so that nothing before it is read
 */
async function* fromPast(
  transfers: CommittedTransfers,
  account: AccountNumber,
  sequence: Sequence,
  known: Known,
): Search {
  let since = 0;
  for await (const rows of pages(transfers, account, sequence + 1)) {
    for (const row of rows) {
      if (row.sequence <= known.sequence) return known.balance + since;
      if (ownerOf(row) === account) return row.balanceAfter + since;
      since += effectOn(account, row);
    }
    yield;
  }
  return known.balance + since;
}

/**
 * The balance after all transfers up to a sequence, from the one now: what was made after that sequence is taken back,
 * so nothing before it is read.
 */
async function* fromPresent(transfers: CommittedTransfers, account: AccountNumber, sequence: Sequence): Search {
  const now = await transfers.snapshot(account);
  if (now === undefined) throw new StoreError('damaged', `account ${account} is gone`);
  let balance = now.available;
  for await (const rows of pages(transfers, account, now.sequence + 1)) {
    for (const row of rows) {
      if (row.sequence <= sequence) return balance;
      balance -= effectOn(account, row) + (await releasedBy(transfers, row));
    }
    yield;
  }
  return balance;
}

/** The account's transfers with a sequence below `before`, newest first. */
async function* pages(
  transfers: CommittedTransfers,
  account: AccountNumber,
  before: Sequence,
): AsyncGenerator<readonly TransferRecord[], void> {
  for (let limit = PAGE.first; ; limit = Math.min(2 * limit, PAGE.most)) {
    const rows = await transfers.page(account, before, limit);
    yield rows;
    const oldest = rows.at(-1);
    if (oldest === undefined || rows.length < limit) return;
    before = oldest.sequence;
  }
}

/** What a transfer of its amount, or a reserve of it, has changed what is available by. */
function effectOn(account: AccountNumber, { credit, amount }: TransferRecord): Cents {
  return credit === account ? amount : -amount;
}

/** A post ends its reserve, too: what that had set aside is available again, and pays the post. */
async function releasedBy(transfers: CommittedTransfers, { kind, refers }: TransferRecord): Promise<Cents> {
  if (kind !== 'post' || refers === null) return 0;
  const reserve = await transfers.find({ sequence: refers });
  if (reserve === undefined) throw new StoreError('damaged', `reserve ${refers} is missing`);
  return reserve.amount;
}
