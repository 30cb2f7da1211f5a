import type { HostAndPort } from '../contract/addresses/host-and-port.ts';
import type { MachineState, Notes, Payable, Withdrawal } from '../contract/atm.ts';
import type { Cents } from '../contract/money.ts';
import type { Balance, MoneyMoved, Statement } from '../contract/terminal.ts';
import type { Cassette } from './cash/cassette.ts';

/** How the link to the bank is secured, for a terminal port beyond loopback. */
export interface TlsOptions {
  /**
   * SHA-256 fingerprint of the bank's own certificate, hex with or without colons: only that certificate is
   * trusted. Absent: the certificate must be vouched for by an authority that this machine trusts.
   */
  readonly fingerprint?: string;
}

/** Where a bank's terminal port is, and how the link to it is secured; without `tls` it is plain. */
export interface BankEndpoint extends HostAndPort {
  readonly tls?: TlsOptions;
  /** The name of the books that it must have, where that is known: with others it is not used. */
  readonly books?: string;
}

export interface TerminalOptions extends BankEndpoint {
  /** Other banks on the same books, tried in this order where the first can't be reached or was lost. */
  readonly others?: readonly BankEndpoint[];
  /** DataFolder.atm: where the machine's journal and its cassettes are kept. Any number of machines share it. */
  readonly folder: string;
  /** What the machine is called on the live board, at most 60 characters; also says which journal is its own. */
  readonly name?: string;
}

/**
 * One ATM: a real TCP client of the bank's terminal port that reconnects by itself.
 *
 * Every promise rejects only with a Failure: the bank's refusals under their own codes (contract/refusals.ts), and
 * - `bank_unreachable`: there is no link, nothing was asked;
 * - `other_bank_books`: nor is there one, and a bank that could be reached has other books than it must;
 * - `connection_lost`: the link broke before the answer (reads only: nothing has moved);
 * - `outcome_unknown`: a money request whose outcome could not be learned in time; it stays in `state.unsettled`
 *   and is settled by itself: a withdrawal as soon as the bank can be reached, all else once the same account logs in
 *   again; either is told at that log-in;
 * - `not_logged_in`, `already_logged_in`: asked out of turn;
 * - `not_payable`, `nothing_paid`: the notes in the machine don't make the amount, or the cassettes gave none;
 * - `terminal_closed`: after `close`.
 */
export interface Terminal {
  readonly state: MachineState;
  /** Told each change of state until the returned function is called. The state now is not told: read `state`. */
  onState(listener: (state: MachineState) => void): () => void;
  login(account: string, pin: string): Promise<Balance>;
  balance(): Promise<Balance>;
  deposit(amount: Cents): Promise<MoneyMoved>;
  /** Reserves, pays notes, books what was really paid. */
  withdraw(amount: Cents): Promise<Withdrawal>;
  /** Whether the notes there are make the amount. */
  payable(amount: Cents): Payable;
  transfer(to: string, amount: Cents): Promise<MoneyMoved>;
  /** Resolves if money can be sent to that account; asked at a bounded rate. */
  checkPayee(to: string): Promise<void>;
  /** Newest first; `before` goes on from the oldest sequence seen. */
  statement(page?: { readonly before?: number | undefined; readonly limit?: number }): Promise<Statement>;
  changePin(pin: string, newPin: string): Promise<void>;
  /** Asks for more time before the session ends. */
  stay(): Promise<void>;
  /** Ends the session with the final balance and connects anew for the next customer. */
  leave(): Promise<Balance>;
  /** Puts these cassettes in, full ones by default. */
  replenish(cassettes?: readonly Cassette[]): Notes;
  /**
   * Takes other banks than before, in the order in which they are tried. A customer who is logged in stays where the
   * connection is, as long as that lasts; a machine without one goes to the first bank that answers.
   */
  setBanks(banks: readonly BankEndpoint[]): void;
  /** Ends the connection and lets go of the journal; what is unsettled stays on disk. */
  close(): Promise<void>;
}
