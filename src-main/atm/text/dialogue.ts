import type { EndReason, MachineState, Notes, Settled } from '../../contract/atm.ts';
import { Failure } from '../../contract/failure.ts';
import { type Cents, formatDollars, parseAmount } from '../../contract/money.ts';
import type { MoneyMoved } from '../../contract/terminal.ts';
import type { Terminal } from '../terminal.ts';
import type { LineInput } from './line-input.ts';

const MENU = `
  1  Balance       4  Transfer
  2  Deposit       5  Statement
  3  Withdraw      6  Change PIN
  7  Leave
`;

const ENDED: Readonly<Record<EndReason, string>> = {
  idle: 'The session ended because nothing was asked for a while.',
  closing: 'The bank is closing and has ended the session.',
  lost: 'The connection to the bank was lost, and the session with it.',
  locked: 'The account has been locked, and the session is over.',
};

/** Failures after which the same customer can't go on here, whatever is typed. */
const NO_WAY_ON: ReadonlySet<string> = new Set(['journal', 'terminal_closed']);

/** An ATM as a conversation in text. */
export class Dialogue {
  readonly #terminal: Terminal;
  readonly #input: LineInput;
  readonly #say: (line: string) => void;
  #told: readonly Settled[] = [];
  #warned = false;

  constructor(terminal: Terminal, input: LineInput, say: (line: string) => void) {
    this.#terminal = terminal;
    this.#input = input;
    this.#say = say;
  }

  /**
   * Serves until the customer leaves or the input ends.
   * @throws Failure for what a script can't be asked about again: no bank, wrong PIN, a lost session.
   */
  async run(): Promise<void> {
    const stop = this.#terminal.onState((state) => this.#warn(state));
    try {
      await this.#hearFromBank();
      while (await this.#logIn()) {
        if (await this.#serve()) return;
      }
    } finally {
      stop();
    }
  }

  /** Says before anybody types an account number that there is no bank. */
  async #hearFromBank(): Promise<void> {
    const heard = await new Promise<MachineState>((resolve) => {
      const look = (state: MachineState): void => {
        if (state.at === 'connecting') return;
        stop();
        resolve(state);
      };
      const stop = this.#terminal.onState(look);
      look(this.#terminal.state);
    });
    if (heard.at === 'lost') this.#excuse(new Failure('bank_unreachable', heard.message));
  }

  /** @returns false if nobody wants to any more. */
  async #logIn(): Promise<boolean> {
    for (;;) {
      const account = (await this.#input.ask('Account number: '))?.trim();
      if (account === undefined || account === '') return false;
      const pin = await this.#input.ask('PIN: ', true);
      if (pin === null) return false;
      try {
        const { balance } = await this.#terminal.login(account, pin.trim());
        this.#say(`Welcome. Your balance is ${formatDollars(balance)}.`);
        this.#told = [];
        return true;
      } catch (error) {
        this.#excuse(error);
        this.#say('An empty account number ends.');
      }
    }
  }

  /** @returns true if the customer left, false if the session ended otherwise and somebody may log in again. */
  async #serve(): Promise<boolean> {
    for (;;) {
      const { state } = this.#terminal;
      if (state.at !== 'customer') {
        this.#excuse(new Failure('session_over', ENDED[state.ended ?? 'lost']));
        return false;
      }
      this.#tellSettled(state.settled);
      if (this.#input.interactive) this.#say(MENU);
      const choice = await this.#input.ask('Choose: ');
      try {
        if (await this.#choose(choice?.trim() ?? '7')) return true;
      } catch (error) {
        // That a session is over is told above, with the reason.
        if (!(error instanceof Failure && error.code === 'not_logged_in')) this.#excuse(error);
      }
    }
  }

  /** @returns true if the customer left. */
  async #choose(choice: string): Promise<boolean> {
    switch (choice) {
      case '1':
        this.#say(`Your balance is ${formatDollars((await this.#terminal.balance()).balance)}.`);
        return false;
      case '2': {
        const amount = await this.#amount('Amount to deposit: ');
        if (amount !== undefined) this.#receipt('Deposited', amount, await this.#terminal.deposit(amount));
        return false;
      }
      case '3':
        await this.#withdraw();
        return false;
      case '4':
        await this.#transfer();
        return false;
      case '5':
        await this.#statement();
        return false;
      case '6':
        await this.#changePin();
        return false;
      case '7':
        this.#say(`Goodbye. Your final balance is ${formatDollars((await this.#terminal.leave()).balance)}.`);
        return true;
      default:
        this.#say('Choose a number from 1 to 7.');
        return false;
    }
  }

  async #withdraw(): Promise<void> {
    const amount = await this.#amount('Amount to withdraw: ');
    if (amount === undefined) return;
    const withdrawal = await this.#terminal.withdraw(amount);
    this.#say(`Take your notes: ${inWords(withdrawal.notes)}.`);
    if (withdrawal.amount < amount) {
      this.#say(`The machine ran out of notes: ${formatDollars(withdrawal.amount)} was paid, and only that is booked.`);
    }
    this.#receipt('Withdrawn', withdrawal.amount, withdrawal);
    if (!withdrawal.booked) this.#say('The bank has not confirmed it yet; this ATM keeps asking until it has.');
  }

  async #transfer(): Promise<void> {
    const to = (await this.#input.ask('To account: '))?.trim();
    if (to === undefined || to === '') return;
    const amount = await this.#amount('Amount to transfer: ');
    if (amount !== undefined) this.#receipt('Transferred', amount, await this.#terminal.transfer(to, amount));
  }

  async #statement(): Promise<void> {
    const { state } = this.#terminal;
    const account = state.at === 'customer' ? state.account : null;
    const { transfers, more } = await this.#terminal.statement();
    for (const { at, kind, amount, credit, sequence } of transfers) {
      const sign = credit === account ? '+' : '-';
      const when = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
      this.#say(`${when}  ${kind.padEnd(10)}  ${`${sign}${formatDollars(amount)}`.padStart(14)}  no. ${sequence}`);
    }
    if (more) this.#say(`These are the newest ${transfers.length}.`);
  }

  async #changePin(): Promise<void> {
    const pin = await this.#input.ask('PIN now: ', true);
    const newPin = await this.#input.ask('New PIN: ', true);
    const again = await this.#input.ask('New PIN again: ', true);
    if (pin === null || newPin === null || again === null) return;
    if (newPin !== again) {
      this.#say('The two new PINs differ. Nothing was changed.');
      return;
    }
    await this.#terminal.changePin(pin.trim(), newPin.trim());
    this.#say('The PIN is changed.');
  }

  async #amount(prompt: string): Promise<Cents | undefined> {
    const text = await this.#input.ask(prompt);
    if (text === null) return undefined;
    const amount = parseAmount(text);
    if (amount === undefined) this.#say('This is no amount. Enter dollars, like 40 or 12.50.');
    return amount;
  }

  #receipt(done: string, amount: Cents, { transfer, balance }: MoneyMoved): void {
    this.#say(`${done} ${formatDollars(amount)}. Your balance is ${formatDollars(balance)}.`);
    this.#say(`Receipt no. ${transfer.sequence}, ${transfer.hash.slice(0, 16)}`);
  }

  /** Says a failure where somebody can be asked again, and passes it on where nobody can. */
  #excuse(error: unknown): void {
    if (!(error instanceof Failure) || NO_WAY_ON.has(error.code)) throw error;
    const overForScripts = this.#terminal.state.at !== 'customer';
    if (overForScripts && !this.#input.interactive) throw error;
    this.#say(error.message);
  }

  #tellSettled(settled: readonly Settled[]): void {
    for (const { key, kind, amount, outcome } of settled) {
      if (this.#told.some((one) => one.key === key)) continue;
      const became = outcome === 'done' ? 'did take place' : 'did not take place: nothing was taken or booked';
      this.#say(`Your earlier request is settled: the ${kind} of ${formatDollars(amount)} ${became}.`);
    }
    this.#told = settled;
  }

  #warn(state: MachineState): void {
    const endsAt = state.at === 'customer' ? state.endsAt : null;
    if (endsAt !== null && !this.#warned) {
      const seconds = Math.round((endsAt - Date.now()) / 1000);
      this.#say(
        `${this.#input.interactive ? '\n' : ''}The session ends in ${seconds} seconds unless you choose something.`,
      );
    }
    this.#warned = endsAt !== null;
  }
}

function inWords(notes: Notes): string {
  return notes.map(({ denomination, count }) => `${count} × ${formatDollars(denomination)}`).join(', ');
}
