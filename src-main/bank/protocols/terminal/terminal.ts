import { LOGIN_TRIES, SETTLE_MISSES, TERMINAL_LINE_BYTES } from '../../../contract/limits.ts';
import type { Cents } from '../../../contract/money.ts';
import { TERMINAL_VERSION, type TerminalEvent, type TerminalRequest } from '../../../contract/terminal.ts';
import type { AccountNumber, LedgerRequest, Refused, Transfer } from '../../ledger/request.ts';
import { LineMachine } from '../line-machine.ts';
import type { SessionMachine, SessionPort, TimeOut } from '../protocol.ts';
import { type Accepted, type CustomerRequest, isRefused, ledgerRequest, replyFields } from './ledger-requests.ts';
import { BEGINNING, readTerminalMessage } from './message.ts';
import { MessageWriter } from './message-writer.ts';

/**
 * silent ──hello──▶ greeted ──login──▶ entering ──▶ member ──leave──▶ ended
 *                       ◀──── refused ────┘
 * While a request waits for the ledger (`pending`) the state stays and later messages wait.
 * From everywhere: ended, by time-out, a line too long, a cut connection, the bank closing.
 */
type State =
  | { readonly at: 'silent' }
  | { readonly at: 'greeted' }
  /** A PIN is being checked. */
  | { readonly at: 'entering'; readonly unwatch: () => void }
  | { readonly at: 'member'; readonly account: AccountNumber; readonly unwatch: () => void }
  | { readonly at: 'ended' };

type Of<Op extends TerminalRequest['op']> = Extract<TerminalRequest, { op: Op }>;

/** The terminal protocol of port 9998 (contract/terminal.ts, docs/terminal-protocol.md). */
export class Terminal extends LineMachine implements SessionMachine {
  pending = false;
  terminal: string | null = null;
  /** Only a newline ends a message. */
  readonly endsBySilence = false;
  protected readonly takesUnfinished = false;
  #state: State = { at: 'silent' };
  readonly #writer: MessageWriter;
  #begun = 0; // when hello was answered, ms of the steady clock
  /** Reservations that the bank does not know and this client wanted to end. */
  #misses = 0;
  /** Log-ins refused in a row on this connection. */
  #wrongLogIns = 0;
  /** How the session is to end as soon as nothing is pending. */
  #end: (() => TerminalEvent) | undefined;

  constructor(port: SessionPort) {
    super(port, TERMINAL_LINE_BYTES - 1, 'utf8');
    this.#writer = new MessageWriter(this.out);
  }

  get account(): AccountNumber | null {
    return this.#state.at === 'member' ? this.#state.account : null;
  }

  protected get ended(): boolean {
    return this.#state.at === 'ended';
  }

  /** The client speaks first. */
  open(): void {}

  silence(): void {}

  timeOut(reason: TimeOut): void {
    this.#writer.event(this.#endedBy(reason));
    this.end();
  }

  warn(ms: number): void {
    if (this.#state.at !== 'member') return;
    this.#writer.event({ event: 'session-ending', inMs: ms });
    this.out.send();
  }

  closing(): void {
    this.#endBy(() => ({ event: 'closing' }));
  }

  pinChanged(): void {
    this.#endBy(() => this.#endedBy('pin-changed'));
  }

  refuse(): void {
    this.#writer.fail(null, 'too_many_sessions');
    this.end();
  }

  /** No reply: the client asks again under the same key, and learns the outcome. */
  lost(): void {
    if (this.pending) this.end();
  }

  protected leave(): void {
    if ('unwatch' in this.#state) this.#state.unwatch();
    this.#state = { at: 'ended' };
    this.pending = false;
  }

  #endedBy(reason: Extract<TerminalEvent, { event: 'session-ended' }>['reason']): TerminalEvent {
    const balance = this.account === null ? undefined : this.port.balance(this.account);
    return balance === undefined ? { event: 'session-ended', reason } : { event: 'session-ended', reason, balance };
  }

  /** Who tries a PIN here. */
  get #from(): string {
    return `${this.port.host} ${this.terminal ?? ''}`;
  }

  protected tellTooLong(): void {
    this.#writer.fail(null, 'bad_message', `A message is at most ${TERMINAL_LINE_BYTES} bytes long.`);
    this.#writer.event({ event: 'session-ended', reason: 'line' });
  }

  protected take(line: Buffer): void {
    const message = readTerminalMessage(line);
    this.port.heard(message.transcript, message.shown);
    if (message.ok) {
      this.#handle(message.request);
      return;
    }
    const begun = this.#state.at !== 'silent';
    this.#writer.fail(message.id, 'bad_message', begun ? message.words : `${message.words} ${BEGINNING}`);
    // Whoever begins like this is no terminal. A web page that a person visits can post to any port of the machine:
    // the lines of its request come after HTTP's own, and must never be obeyed.
    if (!begun) this.end();
  }

  #handle(request: TerminalRequest): void {
    const state = this.#state;
    if (request.op === 'hello') {
      this.#greet(request);
    } else if (state.at === 'silent' || state.at === 'ended') {
      this.#writer.fail(request.id, 'bad_message', BEGINNING);
    } else if (request.op === 'login') {
      if (state.at === 'member') this.#writer.fail(request.id, 'already_logged_in');
      else this.#logIn(request);
    } else if (request.op === 'settle') {
      this.#settle(request);
    } else if (state.at !== 'member') {
      this.#writer.fail(request.id, 'not_logged_in');
    } else {
      this.#serve(request, state.account);
    }
  }

  #greet(request: Of<'hello'>): void {
    if (this.#state.at !== 'silent') {
      this.#writer.fail(request.id, 'bad_message', 'hello is said once.');
    } else if (request.version !== TERMINAL_VERSION) {
      this.#writer.fail(request.id, 'unsupported_version', `This bank speaks version ${TERMINAL_VERSION}.`);
    } else {
      this.#state = { at: 'greeted' };
      this.terminal = request.terminal ?? null;
      const { books, session } = this.port;
      this.#begun = this.port.steady();
      this.#writer.reply(request.id, { version: TERMINAL_VERSION, bank: 'Lobby', books, session });
    }
  }

  #logIn({ id, account, pin }: Of<'login'>): void {
    // Watched before the PIN is checked: whatever changes the balance after it was read is told.
    const unwatch = this.port.watch(
      account,
      (balance, transfer) => this.#learn(balance, transfer),
      () => this.#learnOfLock(),
    );
    this.#state = { at: 'entering', unwatch };
    this.pending = true;
    const refuse = (say: () => void): void => {
      unwatch();
      this.#state = { at: 'greeted' };
      say();
      if (++this.#wrongLogIns >= LOGIN_TRIES) this.end();
    };
    this.port.ask({ op: 'authenticate', account, pin, from: this.#from }, (reply) => {
      if (isRefused(reply)) {
        this.#answered(() => refuse(() => this.#writer.refusal(id, reply)));
        return;
      }
      // Its balance has all that was learned before.
      this.#writer.forgetNews();
      this.port.enter(account, (entered) => {
        this.#answered(() => {
          if (!entered) return refuse(() => this.#writer.fail(id, 'account_busy'));
          this.#state = { at: 'member', account, unwatch };
          this.#wrongLogIns = 0;
          const balance = this.#writer.news?.balance ?? reply.balance;
          this.#writer.forgetNews();
          this.#writer.reply(id, { account, balance });
        });
      });
    });
  }

  /** Nothing of the transfer is told but its place: who asks need not be its owner. */
  #settle({ id, reservation, paid, key }: Of<'settle'>): void {
    const request = { account: null, reservation, key };
    this.#ask(id, paid === 0 ? { op: 'void', ...request } : { op: 'post', ...request, amount: paid }, (reply) =>
      this.#writer.reply(id, { sequence: reply.transfer.sequence, repeated: reply.repeated }),
    );
  }

  #serve(request: CustomerRequest | Of<'stay' | 'balance' | 'leave'>, account: AccountNumber): void {
    const { id } = request;
    switch (request.op) {
      case 'stay':
        this.#writer.reply(id, {});
        return;
      case 'balance':
        this.#withBalance(id, account, () => {});
        return;
      case 'leave':
        this.#withBalance(id, account, () => this.end());
        return;
      default:
    }
    const named = 'key' in request && request.key !== undefined;
    if (named && request.op !== 'look-up') this.#writer.owns(request.key);
    this.#ask(id, ledgerRequest(request, account, this.#from, this.#begun), (reply) => {
      this.#writer.reply(id, replyFields(reply, named));
    });
  }

  #withBalance(id: number, account: AccountNumber, then: () => void): void {
    const balance = this.port.balance(account);
    if (balance !== undefined) {
      this.port.counted('balance');
      this.#writer.replyBalance(id, balance);
      then();
      return;
    }
    this.#ask(id, { op: 'balance', account }, (reply) => {
      this.#writer.replyBalance(id, reply.balance);
      then();
    });
  }

  #ask<R extends LedgerRequest>(id: number, request: R, succeed: (reply: Accepted<R['op']>) => void): void {
    this.pending = true;
    this.port.ask(request, (reply) => {
      this.#answered(() => {
        if (isRefused(reply)) this.#refused(id, reply, request);
        else succeed(reply as Accepted<R['op']>);
      });
    });
  }

  /** What was waited for is here: says what there is to say, then goes on. */
  #answered(say: () => void): void {
    if (this.#state.at === 'ended') return;
    this.pending = false;
    say();
    if (this.#end !== undefined) this.#endBy(this.#end);
    else this.run();
  }

  #refused(id: number, refused: Refused, { op }: LedgerRequest): void {
    const { refusal } = refused;
    this.#writer.refusal(id, refused);
    if (op === 'post' || op === 'void') {
      if (refusal === 'transfer_not_found' && ++this.#misses >= SETTLE_MISSES) this.end();
      return;
    }
    // Also for the last wrong PIN that may be given where one is changed.
    if (refusal !== 'account_locked' && refused.triesLeft !== 0) return;
    this.#writer.event({ event: 'account-locked' });
    this.end();
  }

  /** Ends the session with an event, once what is pending is answered. */
  #endBy(event: () => TerminalEvent): void {
    this.#end = event;
    if (this.#state.at === 'ended' || this.pending) return;
    this.#writer.event(event());
    this.end();
  }

  /** The balance has changed: told once in this turn of the event loop, however often it changes. */
  #learn(balance: Cents, transfer: Transfer): void {
    const { news } = this.#writer;
    this.#writer.learn(balance, transfer);
    if (news !== undefined || this.#writer.news === undefined) return;
    this.port.soon(() => {
      // The answer to a log-in tells the balance itself.
      if (this.#state.at !== 'member') return;
      this.#writer.writeNews();
      if (!this.pending) this.out.send();
    });
  }

  #learnOfLock(): void {
    if (this.#state.at !== 'member') return;
    this.#writer.event({ event: 'account-locked' });
    if (!this.pending) this.out.send();
  }
}
