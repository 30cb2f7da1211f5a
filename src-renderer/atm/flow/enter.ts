import { MAX_AMOUNT_CENTS } from '../../../src-main/contract/limits.ts';
import {
  type Ask,
  type At,
  type Facts,
  type Flow,
  type Notice,
  type Operation,
  type PinStep,
  START,
  type Step,
  show,
  visitOf,
} from './states.ts';
import { putAway, taken } from './take.ts';

const SHORTEST_PIN = 3;

/** The key Enter. It always answers: it leads on, or a notice says why it does not. */
export function entered(flow: Flow, facts: Facts): Step {
  switch (flow.at) {
    case 'card':
      if (flow.digits === '') return show({ ...flow, notice: { why: 'no-account' } });
      return show({ at: 'pin', account: flow.digits, digits: '', notice: null });
    case 'pin':
      if (flow.digits.length < SHORTEST_PIN) return show({ ...flow, notice: { why: 'short-pin' } });
      return {
        flow: { at: 'checking', account: flow.account },
        ask: { call: 'atm.login', argument: { account: flow.account, pin: flow.digits } },
      };
    case 'refused':
    case 'ended':
    case 'farewell':
      return show(START);
    case 'menu':
    case 'not-payable':
      return show({ ...flow, notice: { why: 'choose' } });
    case 'recipient':
      if (flow.digits === '') return show({ ...flow, notice: { why: 'no-account' } });
      return {
        flow: { at: 'finding', ...visitOf(flow), to: flow.digits, digits: '', entered: false },
        ask: { call: 'atm.check-payee', argument: { to: flow.digits } },
      };
    case 'amount':
      return amountEntered(flow, centsOf(flow.digits), facts);
    case 'confirm': {
      if (flow.paper === null) return show({ at: 'ask-receipt', ...visitOf(flow), operation: flow.operation });
      return order(flow, flow.paper);
    }
    case 'ask-receipt':
      return order(flow, true);
    case 'card-first':
    case 'notes':
    case 'last-notes':
      return taken(flow);
    case 'receipt':
    case 'last-receipt':
      return show(putAway(flow));
    case 'new-pin':
      return newPinEntered(flow);
    case 'balance':
    case 'statement':
    case 'pin-changed':
      return show({ at: 'menu', ...visitOf(flow), notice: null });
    case 'problem':
      return show({ ...flow.back, ...visitOf(flow) });
    case 'finding':
      return show({ ...flow, entered: flow.digits !== '' });
    case 'checking':
    case 'leaving':
    case 'counting':
    case 'working':
    case 'changing-pin':
      return show(flow);
  }
}

/** What was typed (see typing.ts) in cents; 0 for nothing. So few digits are exact. */
function centsOf(digits: string): number {
  return Math.round(Number(digits) * 100);
}

/** Checks the amount before the customer is asked to confirm it. */
export function amountEntered(flow: At<'amount' | 'not-payable'>, amount: number, facts: Facts): Step {
  const kind = flow.at === 'amount' ? flow.kind : 'withdrawal';
  const notice = objection(kind, amount, facts);
  if (notice !== null) return show({ ...flow, notice });
  const visit = visitOf(flow);
  if (kind === 'withdrawal') {
    return { flow: { at: 'counting', ...visit, amount }, ask: { call: 'atm.payable', argument: { amount } } };
  }
  if (kind === 'deposit') return show({ at: 'confirm', ...visit, operation: { kind, amount } });
  const to = flow.at === 'amount' ? flow.to : null;
  if (to === null) return show({ at: 'recipient', ...visit, digits: '', stale: false, notice: null });
  return show({ at: 'confirm', ...visit, operation: { kind, amount, to } });
}

function objection(kind: Operation['kind'], amount: number, { available }: Facts): Notice | null {
  if (amount === 0) return { why: 'no-amount' };
  if (amount > MAX_AMOUNT_CENTS) return { why: 'over-limit', most: MAX_AMOUNT_CENTS };
  if (kind === 'deposit' || available === null || amount <= available) return null;
  return { why: 'not-enough', available };
}

/** Has the operation done. @param paper whether a receipt is wanted, of this one and of those that follow */
export function order(flow: At<'confirm' | 'ask-receipt'>, paper: boolean): Step {
  const { account, operation } = flow;
  return { flow: { at: 'working', account, paper, operation }, ask: asked(operation) };
}

function asked(operation: Operation): Ask {
  const { amount } = operation;
  switch (operation.kind) {
    case 'deposit':
      return { call: 'atm.deposit', argument: { amount } };
    case 'withdrawal':
      return { call: 'atm.withdraw', argument: { amount } };
    case 'transfer':
      return { call: 'atm.transfer', argument: { amount, to: operation.to } };
  }
}

function newPinEntered(flow: At<'new-pin'>): Step {
  const { step: at, digits } = flow;
  if (digits.length < SHORTEST_PIN) return show({ ...flow, notice: { why: 'short-pin' } });
  const next = (step: PinStep, notice: Notice | null = null): Step => show({ ...flow, step, digits: '', notice });
  switch (at.name) {
    case 'old':
      return next({ name: 'new', old: digits });
    case 'new':
      return next({ name: 'repeat', old: at.old, chosen: digits });
    case 'repeat':
      if (digits !== at.chosen) return next({ name: 'new', old: at.old }, { why: 'pins-differ' });
      return {
        flow: { at: 'changing-pin', ...visitOf(flow) },
        ask: { call: 'atm.change-pin', argument: { pin: at.old, newPin: digits } },
      };
  }
}
