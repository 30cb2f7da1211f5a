import { STATEMENT_PAGE } from '../../contract/limits.ts';
import { refused } from './idempotency.ts';
import type { HistoryRequest, LedgerReply, LedgerRequest } from './request.ts';
import type { CommittedTransfers } from './store.ts';
import { CASH, publicTransfer } from './transfer-record.ts';

export function isHistoryRequest(request: LedgerRequest): request is HistoryRequest {
  return request.op === 'statement' || request.op === 'look-up';
}

/** Answers from what is committed. @throws StoreError */
export async function readHistory(transfers: CommittedTransfers, request: HistoryRequest): Promise<LedgerReply> {
  const { account } = request;
  if (request.op === 'look-up') {
    const found = await transfers.find(request.by);
    const own = found !== undefined && (found.debit === account || found.credit === account);
    return own ? { ok: true, transfer: publicTransfer(found) } : refused('transfer_not_found');
  }
  const limit = Math.min(Math.max(1, request.limit), STATEMENT_PAGE);
  if (account === CASH) return refused('account_not_found');
  // One more than wanted tells whether there are more.
  const rows = await transfers.page(account, request.before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  if (rows.length === 0 && !(await transfers.hasAccount(account))) return refused('account_not_found');
  return { ok: true, transfers: rows.slice(0, limit).map(publicTransfer), more: rows.length > limit };
}
