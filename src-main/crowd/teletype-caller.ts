import { connect, type Socket } from 'node:net';
import { BankRefusal, LinkFailure } from '../atm/connection/bank-failure.ts';
import { TIMING } from '../atm/timing.ts';
import type { CrowdAccount } from '../contract/crowd.ts';
import { formatDollars } from '../contract/money.ts';
import type { Caller, Gone } from './caller.ts';

/** What the bank says, as far as a client needs to know it (the protocol of port 9999). */
const ASK_ACCOUNT = 'Enter account number: ';
const ASK_PIN = 'Enter PIN: ';
const MENU_END = 'Choose an option: ';
const DONE = /^(?:Your balance is: |Enter amount to (?:deposit: Deposit|withdraw: Withdrawal) successful\.)/;

export interface TeletypeAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Logs in on the teletype port.
 * @throws LinkFailure if the bank can't be reached, BankRefusal `authentication_failed`, `account_locked` or
 *   `too_many_sessions`
 */
export async function callTeletype(
  address: TeletypeAddress,
  { number, pin }: CrowdAccount,
  gone: Gone,
): Promise<Caller> {
  const line = new TeletypeLine(address, gone);
  try {
    await line.until(ASK_ACCOUNT);
    await line.say(`${number}\n`, ASK_PIN);
    await line.say(`${pin}\n`, MENU_END);
  } catch (error) {
    line.close();
    throw refusalIn(line.heard) ?? error;
  }
  return {
    async perform(request) {
      if (request.op === 'transfer') throw new TypeError('the teletype protocol has no transfers');
      const words = request.op === 'balance' ? '1\n' : answers(request.op, formatDollars(request.amount));
      return DONE.test(await line.say(words, MENU_END)) ? 'done' : 'refused';
    },
    async leave() {
      await line.say('4\n', /^Your final balance is: .*\n$/);
    },
    close: () => line.close(),
  };
}

/** Option and amount in one write: the bank takes answers that come before it asks. */
function answers(op: 'deposit' | 'withdraw', amount: string): string {
  return `${op === 'deposit' ? '2' : '3'}\n${amount}\n`;
}

function refusalIn(heard: string): BankRefusal | null {
  if (heard.startsWith('Authentication failed.')) return new BankRefusal('authentication_failed');
  if (heard.startsWith('Account locked.')) return new BankRefusal('account_locked');
  if (heard.startsWith('The bank is full.')) return new BankRefusal('too_many_sessions');
  return null;
}

/** A connection on which one thing is said and its answer waited for. */
class TeletypeLine {
  readonly #socket: Socket;
  readonly #where: string;
  readonly #gone: Gone;
  #heard = '';
  #failure: LinkFailure | null = null;
  #waiting: {
    readonly end: string | RegExp;
    readonly timer: NodeJS.Timeout;
    readonly resolve: (heard: string) => void;
    readonly reject: (failure: LinkFailure) => void;
  } | null = null;

  constructor({ host, port }: TeletypeAddress, gone: Gone) {
    this.#where = `${host}:${port}`;
    this.#gone = gone;
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#hear(text));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.message));
    this.#socket.on('close', () => this.#fail('the bank closed it'));
  }

  /** What was heard since something was said last. */
  get heard(): string {
    return this.#heard;
  }

  /** @throws LinkFailure */
  say(text: string, end: string | RegExp): Promise<string> {
    this.#heard = '';
    if (this.#failure === null) this.#socket.write(text, 'latin1');
    return this.until(end);
  }

  /** Waits for what the bank says to end so. @throws LinkFailure */
  until(end: string | RegExp): Promise<string> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(`no answer in ${TIMING.reply / 1000} s`), TIMING.reply);
      this.#waiting = { end, timer, resolve, reject };
      this.#hear('');
    });
  }

  close(): void {
    this.#fail('this client closed it');
  }

  #hear(text: string): void {
    this.#heard += text;
    const waiting = this.#waiting;
    if (waiting === null) return;
    const { end } = waiting;
    if (typeof end === 'string' ? !this.#heard.endsWith(end) : !end.test(this.#heard)) return;
    this.#waiting = null;
    clearTimeout(waiting.timer);
    waiting.resolve(this.#heard);
  }

  #fail(how: string): void {
    if (this.#failure !== null) return;
    this.#failure = new LinkFailure(
      'connection_lost',
      `The connection to the bank at ${this.#where} was lost (${how}).`,
    );
    this.#socket.destroy();
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) clearTimeout(waiting.timer);
    waiting?.reject(this.#failure);
    this.#gone(this.#failure);
  }
}
