import type { Terminal } from '../../../src-main/atm/terminal.ts';
import type { MachineState } from '../../../src-main/contract/atm.ts';

export type Customer = Extract<MachineState, { at: 'customer' }>;
export type Vacant = Exclude<MachineState, { at: 'customer' }>;

/** The first state of the ATM, now or later, that fits. */
export function stateWhere(terminal: Terminal, fits: (state: MachineState) => boolean): Promise<MachineState> {
  return first(terminal, (state) => (fits(state) ? state : undefined));
}

/** The first state, now or later, in which a customer is logged in and that fits. */
export function customerWhere(terminal: Terminal, fits: (state: Customer) => boolean = () => true): Promise<Customer> {
  return first(terminal, (state) => (state.at === 'customer' && fits(state) ? state : undefined));
}

/** The first state, now or later, in which nobody is logged in. */
export function vacant(terminal: Terminal): Promise<Vacant> {
  return first(terminal, (state) => (state.at === 'customer' ? undefined : state));
}

function first<State>(terminal: Terminal, look: (state: MachineState) => State | undefined): Promise<State> {
  return new Promise((resolve) => {
    const see = (state: MachineState): void => {
      const found = look(state);
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const stop = terminal.onState(see);
    see(terminal.state);
  });
}
