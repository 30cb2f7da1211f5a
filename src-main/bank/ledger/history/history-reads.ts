import type { Cents } from '../../../contract/money.ts';
import { refused } from '../keys/idempotency.ts';
import {
  type AccountNumber,
  type HistoryRequest,
  type LedgerReply,
  type LedgerRequest,
  OPERATIONS,
} from '../request.ts';
import type { CommittedTransfers } from '../store.ts';
import { CASH, ownerOf, publicTransfer, type TransferRecord } from '../transfer-record.ts';
import { balanceHistory } from './balance-history.ts';

export function isHistoryRequest(request: LedgerRequest): request is HistoryRequest {
  return OPERATIONS[request.op].history;
}

/** Answers from what is committed. @param now ms since the epoch @throws StoreError */
export async function readHistory<Request extends HistoryRequest>(
  transfers: CommittedTransfers,
  request: Request,
  now: number,
): Promise<LedgerReply<Request['op']>>;
export async function readHistory(
  transfers: CommittedTransfers,
  request: HistoryRequest,
  now: number,
): Promise<LedgerReply> {
  const { account } = request;
  if (request.op === 'look-up') {
    const found = await transfers.find(request.by);
    const own = found !== undefined && (found.debit === account || found.credit === account);
    return own ? { ok: true, transfer: publicTransfer(found) } : refused('transfer_not_found');
  }
  if (account === CASH) return refused('account_not_found');
  if (request.op === 'balance-history') return await readBalances(transfers, request, now);
  const { limit } = request;
  // One more than wanted tells whether there are more.
  const rows = await transfers.page(account, request.before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  if (rows.length === 0 && (await transfers.snapshot(account)) === undefined) return refused('account_not_found');
  const page = rows.slice(0, limit);
  const more = rows.length > limit;
  return { ok: true, transfers: page.map(publicTransfer), more, balance: balanceAfter(page, account, !more) };
}

async function readBalances(
  transfers: CommittedTransfers,
  { account, ...asked }: Extract<HistoryRequest, { readonly op: 'balance-history' }>,
  now: number,
): Promise<LedgerReply<'balance-history'>> {
  const opened = (await transfers.snapshot(account))?.opened;
  if (opened === undefined) return refused('account_not_found');
  const to = asked.to ?? (await present(transfers, now));
  const from = Math.min(to, asked.from ?? opened);
  return { ok: true, opened, from, to, ...(await balanceHistory(transfers, account, { from, to })) };
}

/** Now, or later where the machine's clock was set back: nothing that was made is left out. */
async function present(transfers: CommittedTransfers, now: number): Promise<number> {
  const newest = await transfers.find({ sequence: await transfers.sequenceAt(Number.MAX_SAFE_INTEGER) });
  return Math.max(now, newest?.at ?? 0);
}

/**
 * The available balance right after the newest of the transfers, in cents. Each record has the balance of who owns it;
 * what the account was only sent is added to that.
 * @param fromFirst whether the account's first transfer is among them
 * @returns null if that can't be told from these
 */
function balanceAfter(rows: readonly TransferRecord[], account: AccountNumber, fromFirst: boolean): Cents | null {
  let since = 0;
  for (const row of rows) {
    if (ownerOf(row) === account) return row.balanceAfter + since;
    since += row.credit === account ? row.amount : -row.amount;
  }
  return fromFirst ? since : null;
}
