import type {
  AccountChange,
  AccountPage,
  AccountPageRequest,
  BalanceHistory,
  BalanceHistoryRequest,
} from '../../../src-main/contract/administration/accounts.ts';
import type { Statement } from '../../../src-main/contract/terminal.ts';
import type { WindowBridge } from '../../../src-main/contract/windows.ts';

/** What the accounts dialog can ask; each rejects with a Failure that can be shown. */
export interface Office {
  list(page: AccountPageRequest): Promise<AccountPage>;
  change(change: AccountChange): Promise<unknown>;
  statement(account: string, before?: number): Promise<Statement>;
  balances(request: BalanceHistoryRequest): Promise<BalanceHistory>;
}

export function officeOf(bridge: WindowBridge): Office {
  return {
    list: (page) => bridge.call('accounts.list', page),
    balances: (request) => bridge.call('accounts.balances', request),
    change: (change) => bridge.call('accounts.change', change),
    statement: (account, before) =>
      bridge.call('accounts.statement', before === undefined ? { account } : { account, before }),
  };
}
