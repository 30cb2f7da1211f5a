import { TELETYPE_LINE_BYTES } from '../../../contract/limits.ts';
import { type Cents, parseAmount } from '../../../contract/money.ts';
import { ALL_REFUSALS } from '../../../contract/refusals.ts';
import { accountSchema } from '../../../contract/terminal.ts';
import type { AccountNumber, LedgerReplies } from '../../ledger/request.ts';
import { hidden } from '../hidden.ts';
import { LineMachine } from '../line-machine.ts';
import type { SessionMachine, SessionPort, TimeOut } from '../protocol.ts';
import * as texts from './texts.ts';

/**
 * account ──▶ pin ──▶ checking ──▶ menu ◀──▶ amount ──▶ moving ──▶ menu
 *                        │           └──▶ asking (a balance that only the ledger knows) ──▶ menu or ended
 *                        └──▶ ended
 * From everywhere: ended, by time-out, a line too long, a cut connection, the bank closing.
 */
type State =
  | { readonly at: 'account' }
  | { readonly at: 'pin'; readonly account: string }
  | { readonly at: 'checking'; readonly account: AccountNumber }
  | { readonly at: 'menu'; readonly account: AccountNumber }
  | { readonly at: 'amount'; readonly account: AccountNumber; readonly op: 'deposit' | 'withdraw' }
  | { readonly at: 'moving'; readonly account: AccountNumber; readonly op: 'deposit' | 'withdraw' }
  | { readonly at: 'asking'; readonly account: AccountNumber; readonly why: 'balance' | 'final' }
  | { readonly at: 'ended' };

/** Digits of a PIN, at least. */
const SHORTEST_PIN = 3;

/** The teletype protocol of port 9999. */
export class Teletype extends LineMachine implements SessionMachine {
  readonly terminal = null;
  #state: State = { at: 'account' };
  /** The sentence by which the session is to end as soon as nothing is pending. */
  #end: string | undefined;

  constructor(port: SessionPort) {
    super(port, TELETYPE_LINE_BYTES, 'latin1');
  }

  get account(): AccountNumber | null {
    const state = this.#state;
    return state.at === 'account' || state.at === 'pin' || state.at === 'checking' || state.at === 'ended'
      ? null
      : state.account;
  }

  get pending(): boolean {
    const { at } = this.#state;
    return at === 'checking' || at === 'moving' || at === 'asking';
  }

  protected get ended(): boolean {
    return this.#state.at === 'ended';
  }

  /**
   * Beyond loopback a packet can be lost and come again after the silence: an amount that has no newline by then may be
   * half of one, and half an amount must not move. Any other answer does no harm when it is cut in two.
   */
  get endsBySilence(): boolean {
    return this.port.local || this.#state.at !== 'amount';
  }

  /** An amount may have been cut off by whatever ended the client: half an amount must not move. */
  protected get takesUnfinished(): boolean {
    return this.#state.at !== 'amount';
  }

  open(): void {
    this.out.add(texts.ASK_ACCOUNT);
    this.out.send();
  }

  silence(): void {
    // The silence may have begun before what arrived made it an amount.
    if (this.endsBySilence) this.endLine();
  }

  timeOut(_reason: TimeOut): void {
    this.#endWith(texts.TIMED_OUT);
  }

  /** This protocol has no way to say something between an answer and its reply. */
  warn(): void {}

  closing(): void {
    this.#endOnceAnswered(ALL_REFUSALS.closing.teletype);
  }

  pinChanged(): void {
    this.#endOnceAnswered(texts.PIN_CHANGED);
  }

  refuse(): void {
    this.out.add(texts.refusalLine('too_many_sessions'));
    this.end();
  }

  lost(): void {
    if (!this.pending) return;
    this.out.add(texts.OUTCOME_UNKNOWN);
    this.end();
  }

  protected leave(): void {
    this.#state = { at: 'ended' };
  }

  protected tellTooLong(): void {
    this.out.add(texts.LINE_TOO_LONG);
  }

  protected take(line: Buffer): void {
    const state = this.#state;
    switch (state.at) {
      case 'account': {
        const account = texts.typedText(line);
        // Who types both in one line has typed a PIN.
        if (accountSchema.safeParse(account).success) this.port.heard(account, line);
        else this.port.heard(`(${line.length} bytes that are no account number)`, hidden(line));
        this.out.add(texts.ASK_PIN);
        this.#state = { at: 'pin', account };
        return;
      }
      case 'pin':
        this.port.heard('***', hidden(line));
        this.#state = { at: 'checking', account: state.account };
        this.port.ask(
          { op: 'authenticate', account: state.account, pin: texts.typedText(line), from: this.port.host },
          this.#authenticated,
        );
        return;
      case 'menu':
        this.#choose(state.account, line);
        return;
      case 'amount':
        this.#move(state.account, state.op, line);
        return;
      case 'checking':
      case 'moving':
      case 'asking':
      case 'ended':
        throw new Error(`teletype: an answer was taken while ${state.at}`);
    }
  }

  #choose(account: AccountNumber, line: Buffer): void {
    const option = texts.typedText(line);
    // Who is a step behind may type the PIN here.
    if (option.length < SHORTEST_PIN) this.port.heard(option, line);
    else this.port.heard(`(${line.length} bytes that are no option)`, hidden(line));
    switch (option) {
      case '1':
        this.#tellBalance(account, 'balance');
        return;
      case '2':
        this.out.add(texts.ASK_DEPOSIT);
        this.#state = { at: 'amount', account, op: 'deposit' };
        return;
      case '3':
        this.out.add(texts.ASK_WITHDRAWAL);
        this.#state = { at: 'amount', account, op: 'withdraw' };
        return;
      case '4':
        this.#tellBalance(account, 'final');
        return;
      default:
        this.out.add(texts.INVALID_OPTION + texts.MENU);
    }
  }

  #tellBalance(account: AccountNumber, why: 'balance' | 'final'): void {
    const balance = this.port.balance(account);
    if (balance === undefined) {
      this.#state = { at: 'asking', account, why };
      this.port.ask({ op: 'balance', account }, this.#balanceKnown);
      return;
    }
    this.port.counted('balance');
    this.#say(balance, why);
  }

  #say(balance: Cents, why: 'balance' | 'final'): void {
    if (why === 'balance') {
      this.out.add(texts.balanceLine(balance) + texts.MENU);
      return;
    }
    this.out.add(texts.finalBalanceLine(balance));
    this.end();
  }

  #move(account: AccountNumber, op: 'deposit' | 'withdraw', line: Buffer): void {
    const text = texts.typedText(line);
    this.port.heard(text, line);
    const amount = parseAmount(text);
    if (amount === undefined) {
      this.out.add(texts.refusalLine('invalid_amount') + texts.MENU);
      this.#state = { at: 'menu', account };
      return;
    }
    this.#state = { at: 'moving', account, op };
    this.port.ask({ op, account, amount, key: this.port.newKey() }, this.#moved);
  }

  readonly #authenticated = (reply: LedgerReplies['authenticate']): void => {
    const state = this.#state;
    if (state.at !== 'checking') return;
    if (!reply.ok) {
      this.out.add(texts.refusalLine(reply.refusal));
      this.end();
      return;
    }
    this.out.add(texts.AUTHENTICATED + texts.MENU);
    this.#backToMenu(state.account);
  };

  readonly #moved = (reply: LedgerReplies['deposit']): void => {
    const state = this.#state;
    if (state.at !== 'moving') return;
    if (!reply.ok && reply.refusal === 'account_locked') {
      this.out.add(texts.refusalLine(reply.refusal));
      this.end();
      return;
    }
    if (!reply.ok) this.out.add(texts.refusalLine(reply.refusal));
    else this.out.add(state.op === 'deposit' ? texts.DEPOSITED : texts.WITHDRAWN);
    this.out.add(texts.MENU);
    this.#backToMenu(state.account);
  };

  readonly #balanceKnown = (reply: LedgerReplies['balance']): void => {
    const state = this.#state;
    if (state.at !== 'asking') return;
    this.#state = { at: 'menu', account: state.account };
    if (reply.ok) this.#say(reply.balance, state.why);
    else this.out.add(texts.refusalLine(reply.refusal) + texts.MENU);
    if (this.account !== null) this.#backToMenu(state.account);
  };

  #backToMenu(account: AccountNumber): void {
    this.#state = { at: 'menu', account };
    if (this.#end !== undefined) this.#endWith(this.#end);
    else this.run();
  }

  #endOnceAnswered(sentence: string): void {
    this.#end = sentence;
    if (!this.pending) this.#endWith(sentence);
  }

  /** Ends the session with a sentence, and the balance where there is one to tell. */
  #endWith(sentence: string): void {
    if (this.#state.at === 'ended') return;
    const balance = this.account === null ? undefined : this.port.balance(this.account);
    this.out.add(balance === undefined ? `${sentence}\n` : `${sentence} ${texts.finalBalanceLine(balance)}`);
    this.end();
  }
}
