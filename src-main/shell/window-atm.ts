import { isDeepStrictEqual } from 'node:util';
import type { BankEndpoint, Terminal } from '../atm/terminal.ts';
import type { AtmState } from '../contract/atm.ts';
import { Failure, failureFields } from '../contract/failure.ts';
import type { Atm, Suite } from './suite.ts';

/**
 * One window's ATM:
 *
 * ```
 *          connect                    there are banks
 * not asked for ──▶ out of service ◀────────────────▶ a terminal, which reconnects by itself
 *                                       there are none
 * ```
 *
 * It connects to nothing but the bank of this suite, and to banks on the same books that prove themselves by their
 * certificates. When the suite's bank can't open because another program has its port, an ATM that tried the port all
 * the same would hand its customers' PINs to that program.
 */
export class WindowAtm {
  readonly #suite: Suite;
  readonly #tell: (state: AtmState) => void;
  #wanted = false;
  #atm: Atm | null = null;
  /** Those that the ATM was told of. */
  #banks: readonly BankEndpoint[] = [];
  #stopListening: (() => void) | null = null;

  /** @param tell told each state that the page has not asked for */
  constructor(suite: Suite, tell: (state: AtmState) => void) {
    this.#suite = suite;
    this.#tell = tell;
  }

  /** Opens the ATM if it isn't open and there is a bank for it. @throws Failure `journal` */
  connect(): AtmState {
    this.#wanted = true;
    this.#open();
    return this.#state();
  }

  /** @throws Failure `bank_unreachable` as long as it is out of service, `journal` */
  terminal(): Terminal {
    this.connect();
    if (this.#atm === null) throw new Failure('bank_unreachable', "The bank isn't open. Nothing has moved.");
    return this.#atm.terminal;
  }

  /** The bank's status changed: an ATM that has no bank any more is closed, and others are told of the banks there are. */
  follow(): void {
    if (!this.#wanted) return;
    const banks = this.#suite.atmBanks();
    if (this.#atm !== null && banks.length > 0) {
      if (isDeepStrictEqual(this.#banks, banks)) return;
      this.#banks = banks;
      this.#atm.terminal.setBanks(banks);
      return;
    }
    void this.close();
    try {
      this.#open();
      this.#tell(this.#state());
    } catch (error) {
      this.#tell({ at: 'shut', ...failureFields(error) });
    }
  }

  async close(): Promise<void> {
    this.#stopListening?.();
    this.#stopListening = null;
    const atm = this.#atm;
    this.#atm = null;
    await atm?.close();
  }

  #open(): void {
    if (this.#atm !== null) return;
    this.#banks = this.#suite.atmBanks();
    this.#atm = this.#suite.openAtm();
    this.#stopListening = this.#atm?.terminal.onState(this.#tell) ?? null;
  }

  #state(): AtmState {
    if (this.#atm !== null) return this.#atm.terminal.state;
    const status = this.#suite.status();
    if (status.state !== 'failed') return { at: 'opening' };
    const { state: _, ...reason } = status;
    return { at: 'shut', ...reason };
  }
}
