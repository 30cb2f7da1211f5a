import type { Cents } from '../../contract/money.ts';
import { refused } from './keys/idempotency.ts';
import {
  type AccountNumber,
  type HistoryRequest,
  type LedgerReply,
  type LedgerRequest,
  OPERATIONS,
} from './request.ts';
import type { CommittedTransfers } from './store.ts';
import { CASH, ownerOf, publicTransfer, type TransferRecord } from './transfer-record.ts';

export function isHistoryRequest(request: LedgerRequest): request is HistoryRequest {
  return OPERATIONS[request.op].history;
}

/** Answers from what is committed. @throws StoreError */
export async function readHistory(transfers: CommittedTransfers, request: HistoryRequest): Promise<LedgerReply> {
  const { account } = request;
  if (request.op === 'look-up') {
    const found = await transfers.find(request.by);
    const own = found !== undefined && (found.debit === account || found.credit === account);
    return own ? { ok: true, transfer: publicTransfer(found) } : refused('transfer_not_found');
  }
  const { limit } = request;
  if (account === CASH) return refused('account_not_found');
  // One more than wanted tells whether there are more.
  const rows = await transfers.page(account, request.before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  if (rows.length === 0 && !(await transfers.hasAccount(account))) return refused('account_not_found');
  const page = rows.slice(0, limit);
  const more = rows.length > limit;
  return { ok: true, transfers: page.map(publicTransfer), more, balance: balanceAfter(page, account, !more) };
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
