import { parseAmount } from '../../src-main/contract/money.ts';
import { answered, failed } from './outcome.ts';
import {
  type Ask,
  type Flow,
  type FlowEvent,
  hasSession,
  type Inside,
  type Key,
  type MenuOption,
  type Operation,
  type PinStep,
  type Step,
} from './screens.ts';

/**
 * What the ATM's screen shows and what makes it change, as a pure function. Money, the PIN's rightness and the
 * session's end are the bank's to decide: they arrive as answers and as `AtmState`.
 *
 *   card ─▶ pin ─▶ checking ─▶ menu ─▶ amount ─▶ confirm ─▶ working ─▶ receipt ─▶ menu …
 *    ▲               │ wrong PIN                                                   │
 *    └── farewell ◀── leaving ◀────────────────────────────────────────────────────┘
 *
 * A failure that leaves the session open is a `problem` with the screen to go back to; one that ends it is `ended`.
 */

export const START: Flow = { at: 'card', digits: '' };
/** Longest account number and PIN that the terminal protocol takes (contract/terminal.ts). */
const ACCOUNT_DIGITS = 16;
const PIN_DIGITS = 12;
const SHORTEST_PIN = 3;
/** Enough for the largest amount of one operation with its decimals: 1000000.00. */
const AMOUNT_CHARS = 10;

interface Owned {
  readonly account: string;
}

const stay = (flow: Flow): Step => ({ flow, ask: null });

/** The next screen, and what to ask the suite, if anything. Events that mean nothing on a screen change nothing. */
export function step(flow: Flow, event: FlowEvent): Step {
  switch (event.type) {
    case 'key':
      return pressed(flow, event.key);
    case 'back':
      return steppedBack(flow);
    case 'card':
      return flow.at === 'card' ? stay({ at: 'pin', account: event.account, digits: '', wrong: false }) : stay(flow);
    case 'menu':
      return hasMenu(flow) ? chosen(flow.account, event.option) : stay(flow);
    case 'amount':
      if (flow.at === 'amount') return amountEntered(flow, flow.account, event.cents);
      if (flow.at === 'not-payable') return countNotes(flow.account, event.cents);
      return stay(flow);
    case 'more': {
      if (flow.at !== 'statement' || flow.loading || !flow.statement?.more) return stay(flow);
      const before = flow.statement.transfers.at(-1)?.sequence;
      return { flow: { ...flow, loading: true }, ask: { call: 'atm.statement', argument: { before } } };
    }
    case 'answered':
      return stay(answered(flow, event.answer));
    case 'failed':
      return stay(failed(flow, event.failure));
    case 'ended':
      // What is being asked gets its own answer, and words that were not read yet are not swept away.
      if (!hasSession(flow) || flow.at === 'working') return stay(flow);
      if (flow.at === 'problem') return stay({ at: 'refused', failure: flow.failure });
      // Whoever has been idle for that long has left, and a receipt is nobody else's business.
      if (flow.at === 'receipt' && event.reason !== 'idle') return stay({ ...flow, over: event.reason });
      return stay({ at: 'ended', reason: event.reason });
  }
}

/** The screens that offer what the menu does: all of it, or to leave. */
function hasMenu(flow: Flow): flow is Extract<Inside, { at: 'menu' | 'balance' | 'receipt' | 'problem' }> & Owned {
  if (flow.at === 'receipt') return flow.over === null;
  return flow.at === 'menu' || flow.at === 'balance' || flow.at === 'problem';
}

function chosen(account: string, option: MenuOption): Step {
  switch (option) {
    case 'balance':
      return stay({ at: 'balance', account });
    case 'deposit':
      return stay({ at: 'amount', account, kind: 'deposit', to: null, digits: '' });
    case 'withdraw':
      return stay({ at: 'amount', account, kind: 'withdrawal', to: null, digits: '' });
    case 'transfer':
      return stay({ at: 'recipient', account, digits: '' });
    case 'statement':
      return {
        flow: { at: 'statement', account, statement: null, loading: true },
        ask: { call: 'atm.statement', argument: {} },
      };
    case 'change-pin':
      return stay({ at: 'new-pin', account, step: { name: 'old' }, digits: '', differ: false });
    case 'leave':
      return { flow: { at: 'leaving' }, ask: { call: 'atm.leave', argument: {} } };
  }
}

function pressed(flow: Flow, key: Key): Step {
  if (key === 'cancel') return cancelled(flow);
  if (key === 'enter') return entered(flow);
  switch (flow.at) {
    case 'card':
    case 'recipient':
      return stay({ ...flow, digits: typed(flow.digits, key, ACCOUNT_DIGITS, false) });
    case 'pin':
      return stay({ ...flow, digits: typed(flow.digits, key, PIN_DIGITS, false), wrong: false });
    case 'new-pin':
      return stay({ ...flow, digits: typed(flow.digits, key, PIN_DIGITS, false), differ: false });
    case 'amount':
      return stay({ ...flow, digits: typed(flow.digits, key, AMOUNT_CHARS, true) });
    default:
      return stay(flow);
  }
}

/** The text after a key; a key that would make it too long or no amount does nothing. */
function typed(text: string, key: Exclude<Key, 'enter' | 'cancel'>, longest: number, money: boolean): string {
  if (key === 'clear') return '';
  if (key === 'erase') return text.slice(0, -1);
  if (!money) return key !== '.' && text.length + key.length <= longest ? text + key : text;
  const next = key === '.' && text === '' ? '0.' : text + key;
  const amount = next.replace(/^0+(?=\d)/, '');
  return amount.length <= longest && /^\d+(\.\d{0,2})?$/.test(amount) ? amount : text;
}

function cancelled(flow: Flow): Step {
  switch (flow.at) {
    case 'card':
    case 'pin':
    case 'refused':
    case 'ended':
    case 'farewell':
      return stay(START);
    case 'menu':
      return chosen(flow.account, 'leave');
    case 'checking':
    case 'leaving':
    case 'working':
    case 'changing-pin':
      return stay(flow);
    case 'receipt':
      return putAway(flow);
    case 'problem':
      return stay({ ...flow.back, account: flow.account });
    default:
      return stay({ at: 'menu', account: flow.account });
  }
}

function putAway({ account, over }: Extract<Inside, { at: 'receipt' }> & Owned): Step {
  return stay(over === null ? { at: 'menu', account } : { at: 'ended', reason: over });
}

/** One screen back where there is one within the operation, with what was typed there; else out of the operation. */
function steppedBack(flow: Flow): Step {
  if (flow.at === 'not-payable') {
    return stay({ at: 'amount', account: flow.account, kind: 'withdrawal', to: null, digits: '' });
  }
  if (flow.at === 'amount' && flow.to !== null) {
    return stay({ at: 'recipient', account: flow.account, digits: flow.to });
  }
  return cancelled(flow);
}

function entered(flow: Flow): Step {
  switch (flow.at) {
    case 'card':
      return flow.digits === '' ? stay(flow) : stay({ at: 'pin', account: flow.digits, digits: '', wrong: false });
    case 'pin':
      if (flow.digits.length < SHORTEST_PIN) return stay(flow);
      return {
        flow: { at: 'checking', account: flow.account },
        ask: { call: 'atm.login', argument: { account: flow.account, pin: flow.digits } },
      };
    case 'refused':
    case 'ended':
    case 'farewell':
      return stay(START);
    case 'recipient':
      if (flow.digits === '') return stay(flow);
      return stay({ at: 'amount', account: flow.account, kind: 'transfer', to: flow.digits, digits: '' });
    case 'amount': {
      const cents = parseAmount(flow.digits);
      return cents === undefined ? stay(flow) : amountEntered(flow, flow.account, cents);
    }
    case 'confirm':
      return { flow: { at: 'working', account: flow.account, operation: flow.operation }, ask: order(flow.operation) };
    case 'new-pin':
      return newPinEntered(flow, flow.account);
    case 'receipt':
      return putAway(flow);
    case 'balance':
    case 'statement':
    case 'pin-changed':
      return stay({ at: 'menu', account: flow.account });
    case 'problem':
      return stay({ ...flow.back, account: flow.account });
    default:
      return stay(flow);
  }
}

function amountEntered(flow: Extract<Inside, { at: 'amount' }>, account: string, amount: number): Step {
  if (flow.kind === 'withdrawal') return countNotes(account, amount);
  if (flow.kind === 'deposit') return stay({ at: 'confirm', account, operation: { kind: 'deposit', amount } });
  if (flow.to === null) return stay({ at: 'recipient', account, digits: '' });
  return stay({ at: 'confirm', account, operation: { kind: 'transfer', amount, to: flow.to } });
}

function countNotes(account: string, amount: number): Step {
  return { flow: { at: 'counting', account, amount }, ask: { call: 'atm.payable', argument: { amount } } };
}

function order(operation: Operation): Ask {
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

function newPinEntered(flow: Extract<Inside, { at: 'new-pin' }>, account: string): Step {
  const { step: at, digits } = flow;
  if (digits.length < SHORTEST_PIN) return stay({ ...flow, account });
  switch (at.name) {
    case 'old':
      return stay({ at: 'new-pin', account, step: { name: 'new', old: digits }, digits: '', differ: false });
    case 'new': {
      const next: PinStep = { name: 'repeat', old: at.old, chosen: digits };
      return stay({ at: 'new-pin', account, step: next, digits: '', differ: false });
    }
    case 'repeat':
      if (digits !== at.chosen) {
        return stay({ at: 'new-pin', account, step: { name: 'new', old: at.old }, digits: '', differ: true });
      }
      return {
        flow: { at: 'changing-pin', account },
        ask: { call: 'atm.change-pin', argument: { pin: at.old, newPin: digits } },
      };
  }
}
