import { RESERVE_MS } from '../../../contract/limits.ts';
import type { TerminalRequest } from '../../../contract/terminal.ts';
import type {
  AccountNumber,
  LedgerOperation,
  LedgerReply,
  LedgerRequest,
  Refused,
  Transfer,
} from '../../ledger/request.ts';

/** What of a logged-in customer is passed on to the ledger. */
export type CustomerRequest = Exclude<
  TerminalRequest,
  { op: 'hello' | 'login' | 'settle' | 'stay' | 'balance' | 'leave' }
>;
/** A reply that is no refusal. */
export type Accepted<Op extends LedgerOperation = LedgerOperation> = Exclude<LedgerReply<Op>, Refused>;

/**
 * What the ledger is asked for the customer.
 * @param from as for `authenticate`
 * @param begun when hello was answered, ms of the steady clock
 */
export function ledgerRequest(
  request: CustomerRequest,
  account: AccountNumber,
  from: string,
  begun: number,
): LedgerRequest {
  switch (request.op) {
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const { until, ...rest } = request;
      return { ...rest, account, ...validity(until, begun) };
    }
    case 'reserve': {
      const { until, ...rest } = request;
      return { ...rest, account, expires: RESERVE_MS, ...validity(until, begun) };
    }
    case 'post':
    case 'void':
    case 'reverse':
    case 'payee':
      return { ...request, account };
    case 'change-pin':
      return { ...request, account, from };
    case 'statement': {
      const page = request.before === undefined ? {} : { before: request.before };
      return { op: 'statement', account, limit: request.limit, ...page };
    }
    case 'look-up': {
      const by = request.key === undefined ? { sequence: request.sequence ?? 0 } : { key: request.key };
      return { op: 'look-up', account, by };
    }
  }
}

function validity(until: number | undefined, begun: number): { readonly until?: number } {
  return until === undefined ? {} : { until: begun + until };
}

/** What a terminal is told of the ledger's reply. @param named whether the request named the transfer by its key */
export function replyFields(reply: Accepted, named: boolean): object {
  if ('repeated' in reply) return { transfer: reply.transfer, balance: reply.balance, repeated: reply.repeated };
  if ('transfers' in reply) {
    return { transfers: reply.transfers.map(withoutKey), more: reply.more, balance: reply.balance };
  }
  if ('transfer' in reply) return { transfer: named ? reply.transfer : withoutKey(reply.transfer) };
  return {};
}

export function isRefused(reply: LedgerReply): reply is Refused {
  return !reply.ok;
}

/** As it is told to who has not named its key. */
export function withoutKey({ key: _, ...transfer }: Transfer): Omit<Transfer, 'key'> {
  return transfer;
}
