import { type Flow, START, type Step, show, visitOf } from './states.ts';
import { putAway } from './take.ts';

/** The key Cancel: out of the operation, or off a screen that is only read. On the menu it ends the visit (step.ts). */
export function cancelled(flow: Flow): Step {
  switch (flow.at) {
    case 'card':
    case 'pin':
    case 'refused':
    case 'ended':
    case 'farewell':
      return show(START);
    case 'checking':
    case 'leaving':
    case 'working':
    case 'changing-pin':
      return show(flow);
    // What was paid can't be given up.
    case 'card-first':
    case 'notes':
    case 'last-notes':
      return show(flow);
    case 'receipt':
    case 'last-receipt':
      return show(putAway(flow));
    case 'problem':
      return show({ ...flow.back, ...visitOf(flow) });
    default:
      return show({ at: 'menu', ...visitOf(flow), notice: null });
  }
}

/** One screen back where there is one within the operation, with what was typed there; else out of the operation. */
export function steppedBack(flow: Flow): Step {
  if (flow.at === 'not-payable') {
    return show({ at: 'amount', ...visitOf(flow), kind: 'withdrawal', to: null, digits: '', notice: null });
  }
  if (flow.at === 'amount' && flow.to !== null) {
    return show({ at: 'recipient', ...visitOf(flow), digits: flow.to, stale: true, notice: null });
  }
  return cancelled(flow);
}
