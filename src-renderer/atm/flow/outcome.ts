import type { FailureCode } from '../../../src-main/contract/failure.ts';
import type { CallResult } from '../../../src-main/contract/windows.ts';
import { type Answer, type At, type Flow, type FlowFailure, type Inside, type Notice, visitOf } from './states.ts';

/**
 * The screen after an answer. It counts only on the screen that waits for it: a late one must not take a customer away
 * from another screen.
 */
export function answered(flow: Flow, { call, result }: Answer): Flow {
  switch (call) {
    case 'atm.login':
      return flow.at === 'checking' ? { at: 'menu', account: flow.account, paper: null, notice: null } : flow;
    case 'atm.check-payee':
      if (flow.at !== 'finding') return flow;
      return { at: 'amount', ...visitOf(flow), kind: 'transfer', to: flow.to, digits: flow.digits, notice: null };
    case 'atm.payable': {
      if (flow.at !== 'counting') return flow;
      const { amount } = flow;
      if (result.notes === null) return { at: 'not-payable', ...visitOf(flow), amount, payable: result, notice: null };
      return { at: 'confirm', ...visitOf(flow), operation: { kind: 'withdrawal', amount, notes: result.notes } };
    }
    case 'atm.deposit':
    case 'atm.transfer':
      if (flow.at !== 'working') return flow;
      return done('receipt', flow, { ...result, amount: flow.operation.amount, notes: [], booked: true });
    case 'atm.withdraw':
      return flow.at === 'working' ? done('card-first', flow, result) : flow;
    case 'atm.statement': {
      if (flow.at !== 'statement') return flow;
      const transfers = [...(flow.statement?.transfers ?? []), ...result.transfers];
      const balance = flow.statement === null ? result.balance : flow.statement.balance;
      return { ...flow, statement: { transfers, more: result.more, balance }, loading: false };
    }
    case 'atm.change-pin':
      return flow.at === 'changing-pin' ? { at: 'pin-changed', ...visitOf(flow) } : flow;
    case 'atm.leave': {
      const { balance } = result;
      if (flow.at === 'leaving') return { at: 'farewell', balance, cardTaken: false };
      // The card was taken first; what follows it goes on.
      return flow.at === 'last-notes' || flow.at === 'last-receipt' || flow.at === 'farewell'
        ? { ...flow, balance }
        : flow;
    }
  }
}

function done(at: 'receipt' | 'card-first', flow: At<'working'>, result: CallResult<'atm.withdraw'>): Flow {
  const { operation, account } = flow;
  const { amount, balance, notes, booked, transfer } = result;
  const to = operation.kind === 'transfer' ? operation.to : null;
  const { kind, amount: asked } = operation;
  const receipt = { kind, account, asked, amount, balance, notes, to, booked, transfer };
  return { at, ...visitOf(flow), receipt, over: null };
}

/** Failures after which there is no session to go back to. */
const SESSION_GONE: ReadonlySet<FailureCode> = new Set(['not_logged_in', 'suite_lost', 'terminal_closed']);
/** Failures about a payee, shown where its number was typed. */
const ABOUT_PAYEE: ReadonlySet<FailureCode> = new Set(['account_not_found', 'same_account', 'rate_limited']);

export function failed(flow: Flow, failure: FlowFailure): Flow {
  const wrongPin = wrongPinOf(failure);
  switch (flow.at) {
    case 'checking':
      if (wrongPin === null) return { at: 'refused', failure };
      return { at: 'pin', account: flow.account, digits: '', notice: wrongPin };
    case 'leaving':
      return { at: 'refused', failure };
    case 'finding':
    case 'counting':
    case 'working':
    case 'statement':
    case 'changing-pin': {
      if (SESSION_GONE.has(failure.code) || failure.triesLeft === 0) return { at: 'refused', failure };
      const visit = visitOf(flow);
      if (flow.at === 'changing-pin' && wrongPin !== null) {
        return { at: 'new-pin', ...visit, step: { name: 'old' }, digits: '', notice: wrongPin };
      }
      const back = wayBack(flow);
      if (back.at === 'recipient' && ABOUT_PAYEE.has(failure.code)) {
        return { ...back, ...visit, notice: { why: 'refused', failure } };
      }
      return { at: 'problem', ...visit, failure, back };
    }
    default:
      return flow;
  }
}

/** null: it was not the PIN, or the account is locked now. */
function wrongPinOf({ code, triesLeft }: FlowFailure): Notice | null {
  if (code !== 'authentication_failed' || triesLeft === 0) return null;
  return { why: 'wrong-pin', triesLeft: triesLeft ?? null };
}

/** Where a customer goes on after a problem: to the entry that caused it, so that another value can be tried. */
function wayBack(flow: At<'finding' | 'counting' | 'working' | 'statement' | 'changing-pin'>): Inside {
  const entry = { digits: '', notice: null } as const;
  switch (flow.at) {
    case 'finding':
      return { at: 'recipient', digits: flow.to, stale: true, notice: null };
    case 'counting':
      return { at: 'amount', kind: 'withdrawal', to: null, ...entry };
    case 'working': {
      const { operation } = flow;
      if (operation.kind === 'transfer') return { at: 'recipient', digits: operation.to, stale: true, notice: null };
      return { at: 'amount', kind: operation.kind, to: null, ...entry };
    }
    case 'statement':
      return { at: 'menu', notice: null };
    case 'changing-pin':
      return { at: 'new-pin', step: { name: 'old' }, ...entry };
  }
}
