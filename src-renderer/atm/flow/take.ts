import { type At, type Flow, type Step, show, visitOf } from './states.ts';

/** What lies in a slot is taken: first the card, then the notes, then the paper. */
export function taken(flow: Flow): Step {
  switch (flow.at) {
    case 'card-first': {
      const { receipt, paper, over } = flow;
      // With the card, the customer has ended the session; where it is over already there is nothing to end.
      if (over !== null) return show({ ...flow, at: 'notes' });
      return {
        flow: { at: 'last-notes', receipt, paper: paper === true, balance: receipt.balance },
        ask: { call: 'atm.leave', argument: {} },
      };
    }
    case 'notes':
      return show(flow.paper === true ? { ...flow, at: 'receipt' } : putAway({ ...flow, at: 'receipt' }));
    case 'last-notes': {
      const { receipt, balance } = flow;
      return show(flow.paper ? { at: 'last-receipt', receipt, balance } : { at: 'farewell', balance, cardTaken: true });
    }
    default:
      return show(flow);
  }
}

/** What follows a receipt. */
export function putAway(flow: At<'receipt'> | Extract<Flow, { at: 'last-receipt' }>): Flow {
  if (flow.at === 'last-receipt') return { at: 'farewell', balance: flow.balance, cardTaken: true };
  if (flow.over !== null) return { at: 'ended', reason: flow.over };
  return { at: 'menu', ...visitOf(flow), notice: null };
}
