import { cancelled, steppedBack } from './back.ts';
import { amountEntered, entered, order } from './enter.ts';
import { answered, failed } from './outcome.ts';
import {
  type Facts,
  type Flow,
  type FlowEvent,
  hasSession,
  type Key,
  MENU,
  type MenuOption,
  START,
  type Step,
  show,
  type Visit,
  visitOf,
} from './states.ts';
import { taken } from './take.ts';
import { typed } from './typing.ts';

/**
 * What the ATM's screen shows and what makes it change, as a pure function. Money, the PIN's rightness and the
 * session's end are the bank's to decide: they arrive as answers and as `AtmState`.
 *
 *   card ─▶ pin ─▶ checking ─▶ menu ─▶ [recipient ─▶ finding] ─▶ amount ─▶ confirm ─▶ [ask-receipt] ─▶ working
 *    ▲               │ wrong PIN        ▲                                                              │
 *    │               ▼                  └─────────────── receipt ◀── notes ◀── stay ─┐                 ▼
 *    └── farewell ◀── last-receipt ◀── last-notes ◀───────────────────────── take ── card-first (withdrawals)
 *
 * A failure that leaves the session open is a notice on the screen that caused it, or a `problem` with the screen to go
 * back to; one that ends it is `refused` or `ended`.
 */

/** The next screen, and what to ask the suite, if anything. Events that mean nothing on a screen change nothing. */
export function step(flow: Flow, event: FlowEvent, facts: Facts): Step {
  switch (event.type) {
    case 'key':
      return pressed(flow, event.key, facts);
    case 'back':
      return steppedBack(flow);
    case 'card':
      return show(flow.at === 'card' ? { at: 'pin', account: event.account, digits: '', notice: null } : flow);
    case 'menu':
      return hasMenu(flow) ? chosen(visitOf(flow), event.option) : show(flow);
    case 'amount':
      return flow.at === 'amount' || flow.at === 'not-payable' ? amountEntered(flow, event.cents, facts) : show(flow);
    case 'paper':
      return flow.at === 'ask-receipt' ? order(flow, event.wanted) : show(flow);
    case 'take':
      return taken(flow);
    case 'stay':
      return show(flow.at === 'card-first' && flow.over === null ? { ...flow, at: 'notes' } : flow);
    case 'more': {
      if (flow.at !== 'statement' || flow.loading || !flow.statement?.more) return show(flow);
      const before = flow.statement.transfers.at(-1)?.sequence;
      return { flow: { ...flow, loading: true }, ask: { call: 'atm.statement', argument: { before } } };
    }
    case 'answered': {
      const next = answered(flow, event.answer);
      // Enter was pressed after the amount while the payee was looked for: it counts once the payee is there.
      return flow.at === 'finding' && flow.entered && next.at === 'amount' ? entered(next, facts) : show(next);
    }
    case 'failed':
      return show(failed(flow, event.failure));
    case 'ended':
      return show(ended(flow, event.reason));
  }
}

function ended(flow: Flow, reason: Extract<FlowEvent, { type: 'ended' }>['reason']): Flow {
  // A request that is under way gets its own answer; outside a session, a message that was not read yet stays.
  if (!hasSession(flow) || flow.at === 'working') return flow;
  if (flow.at === 'problem') return { at: 'refused', failure: flow.failure };
  // A customer who was idle for that long has left, and nobody else may see the receipt.
  if ('receipt' in flow && reason !== 'idle') return { ...flow, over: reason };
  return { at: 'ended', reason };
}

/** The screens that offer what the menu does: all of it, or to leave. */
function hasMenu(flow: Flow): flow is Extract<Flow, { at: 'menu' | 'balance' | 'receipt' | 'problem' }> {
  if (flow.at === 'receipt') return flow.over === null;
  return flow.at === 'menu' || flow.at === 'balance' || flow.at === 'problem';
}

function chosen(visit: Visit, option: MenuOption): Step {
  switch (option) {
    case 'balance':
      return show({ at: 'balance', ...visit });
    case 'deposit':
      return show({ at: 'amount', ...visit, kind: 'deposit', to: null, digits: '', notice: null });
    case 'withdraw':
      return show({ at: 'amount', ...visit, kind: 'withdrawal', to: null, digits: '', notice: null });
    case 'transfer':
      return show({ at: 'recipient', ...visit, digits: '', stale: false, notice: null });
    case 'statement':
      return {
        flow: { at: 'statement', ...visit, statement: null, loading: true },
        ask: { call: 'atm.statement', argument: {} },
      };
    case 'change-pin':
      return show({ at: 'new-pin', ...visit, step: { name: 'old' }, digits: '', notice: null });
    case 'leave':
      return { flow: { at: 'leaving' }, ask: { call: 'atm.leave', argument: {} } };
  }
}

function pressed(flow: Flow, key: Key, facts: Facts): Step {
  if (key === 'cancel') return flow.at === 'menu' ? chosen(visitOf(flow), 'leave') : cancelled(flow);
  if (key === 'enter') return entered(flow, facts);
  switch (flow.at) {
    case 'menu': {
      const option = MENU[Number(key) - 1];
      return option === undefined ? show(flow) : chosen(visitOf(flow), option);
    }
    case 'ask-receipt':
      return key === '1' || key === '2' ? order(flow, key === '1') : show(flow);
    // What is paid is taken with any key: nobody looks for the right one with the card or the notes before them.
    case 'card-first':
    case 'notes':
    case 'last-notes':
      return taken(flow);
    // The next customer need not put away what the one before has read.
    case 'farewell':
    case 'ended':
    case 'refused':
      return show(typed(START, key));
    default:
      return show(typed(flow, key));
  }
}
