import type { CallResult } from '../../src-main/contract/windows.ts';
import type { Answer, Flow, FlowFailure, Inside, Operation } from './screens.ts';

/**
 * The screen after an answer. It counts only on the screen that waits for it: a late one must not tear a customer
 * from elsewhere.
 */
export function answered(flow: Flow, { call, result }: Answer): Flow {
  switch (call) {
    case 'atm.login':
      return flow.at === 'checking' ? { at: 'menu', account: flow.account } : flow;
    case 'atm.payable': {
      if (flow.at !== 'counting') return flow;
      const { account, amount } = flow;
      if (result.notes === null) return { at: 'not-payable', account, amount, payable: result };
      return { at: 'confirm', account, operation: { kind: 'withdrawal', amount, notes: result.notes } };
    }
    case 'atm.deposit':
    case 'atm.transfer':
      if (flow.at !== 'working') return flow;
      return receipt(flow.account, flow.operation, {
        ...result,
        amount: flow.operation.amount,
        notes: [],
        booked: true,
      });
    case 'atm.withdraw':
      return flow.at === 'working' ? receipt(flow.account, flow.operation, result) : flow;
    case 'atm.statement': {
      if (flow.at !== 'statement') return flow;
      const transfers = [...(flow.statement?.transfers ?? []), ...result.transfers];
      return {
        ...flow,
        statement: { transfers, more: result.more, balance: flow.statement?.balance ?? result.balance },
        loading: false,
      };
    }
    case 'atm.change-pin':
      return flow.at === 'changing-pin' ? { at: 'pin-changed', account: flow.account } : flow;
    case 'atm.leave':
      return flow.at === 'leaving' ? { at: 'farewell', balance: result.balance } : flow;
  }
}

function receipt(account: string, operation: Operation, done: CallResult<'atm.withdraw'>): Flow {
  const { amount, balance, notes, booked, transfer } = done;
  const to = operation.kind === 'transfer' ? operation.to : null;
  const { kind, amount: asked } = operation;
  return {
    at: 'receipt',
    account,
    receipt: { kind, account, asked, amount, balance, notes, to, booked, transfer },
    over: null,
  };
}

/** Failures after which there is no session to go back to. */
const SESSION_GONE: ReadonlySet<string> = new Set(['not_logged_in', 'suite_lost', 'terminal_closed']);

export function failed(flow: Flow, failure: FlowFailure): Flow {
  switch (flow.at) {
    case 'checking':
      if (failure.code !== 'authentication_failed') return { at: 'refused', failure };
      return { at: 'pin', account: flow.account, digits: '', wrong: true };
    case 'leaving':
      return { at: 'refused', failure };
    case 'counting':
    case 'working':
    case 'statement':
    case 'changing-pin':
      if (SESSION_GONE.has(failure.code)) return { at: 'refused', failure };
      return { at: 'problem', account: flow.account, failure, back: wayBack(flow) };
    default:
      return flow;
  }
}

/** Where a customer goes on after a problem: to the entry that caused it, so that another value can be tried. */
function wayBack(flow: Extract<Inside, { at: 'counting' | 'working' | 'statement' | 'changing-pin' }>): Inside {
  switch (flow.at) {
    case 'counting':
      return { at: 'amount', kind: 'withdrawal', to: null, digits: '' };
    case 'working': {
      const { operation } = flow;
      if (operation.kind === 'transfer') return { at: 'recipient', digits: operation.to };
      return { at: 'amount', kind: operation.kind, to: null, digits: '' };
    }
    case 'statement':
      return { at: 'menu' };
    case 'changing-pin':
      return { at: 'new-pin', step: { name: 'old' }, digits: '', differ: false };
  }
}
