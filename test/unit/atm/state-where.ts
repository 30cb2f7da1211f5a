import type { Terminal } from '../../../src-main/atm/terminal.ts';
import type { AtmState } from '../../../src-main/contract/windows.ts';

/** The first state of the ATM, now or later, that fits. */
export function stateWhere(terminal: Terminal, fits: (state: AtmState) => boolean): Promise<AtmState> {
  return new Promise((resolve) => {
    const look = (state: AtmState): void => {
      if (!fits(state)) return;
      stop();
      resolve(state);
    };
    const stop = terminal.onState(look);
    look(terminal.state);
  });
}
