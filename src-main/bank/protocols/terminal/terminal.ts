import { RESERVE_MS, SETTLE_MISSES, TERMINAL_LINE_BYTES } from '../../../contract/limits.ts';
import { ALL_REFUSALS } from '../../../contract/refusals.ts';
import {
  TERMINAL_VERSION,
  type TerminalErrorCode,
  type TerminalEvent,
  type TerminalRequest,
} from '../../../contract/terminal.ts';
import type { AccountNumber, LedgerReply, LedgerRequest, Refused, Transfer } from '../../ledger/request.ts';
import { LineMachine } from '../line-machine.ts';
import type { SessionMachine, SessionPort, TimeOut } from '../protocol.ts';
import { readTerminalMessage } from './message.ts';

/**
 * silent ──hello──▶ greeted ──login──▶ member ──leave──▶ ended
 * While a request waits for the ledger (`pending`) the state stays and later messages wait.
 * From everywhere: ended, by time-out, a line too long, a cut connection, the bank closing.
 */
type State =
  | { readonly at: 'silent' }
  | { readonly at: 'greeted' }
  | { readonly at: 'member'; readonly account: AccountNumber; readonly unwatch: () => void }
  | { readonly at: 'ended' };

type Of<Op extends TerminalRequest['op']> = Extract<TerminalRequest, { op: Op }>;

/** For people who try the port by hand. */
const BEGINNING = 'A connection begins with hello: docs/terminal-protocol.md has an example of each message.';

/** The terminal protocol of port 9998 (contract/terminal.ts, docs/terminal-protocol.md). */
export class Terminal extends LineMachine implements SessionMachine {
  pending = false;
  terminal: string | null = null;
  readonly endsBySilence = false;
  /** Only a newline ends a message. */
  protected readonly takesUnfinished = false;
  #state: State = { at: 'silent' };
  /** Keys of this session's newest money requests: their own effect is no news to it. */
  #ownKeys: readonly string[] = [];
  /** Reservations that the bank does not know and this client wanted to end. */
  #misses = 0;
  #closing = false;

  constructor(port: SessionPort) {
    super(port, TERMINAL_LINE_BYTES - 1, 'utf8');
  }

  get account(): AccountNumber | null {
    return this.#state.at === 'member' ? this.#state.account : null;
  }

  protected get ended(): boolean {
    return this.#state.at === 'ended';
  }

  /** The client speaks first. */
  open(): void {}

  /** Only a newline ends a message. */
  silence(): void {}

  timeOut(reason: TimeOut): void {
    const balance = this.account === null ? undefined : this.port.balance(this.account);
    this.#tell(
      balance === undefined ? { event: 'session-ended', reason } : { event: 'session-ended', reason, balance },
    );
    this.end();
  }

  warn(ms: number): void {
    if (this.#state.at !== 'member') return;
    this.#tell({ event: 'session-ending', inMs: ms });
    this.out.send();
  }

  closing(): void {
    this.#closing = true;
    if (this.#state.at === 'ended' || this.pending) return;
    this.#tell({ event: 'closing' });
    this.end();
  }

  refuse(): void {
    this.#fail(null, 'too_many_sessions');
    this.end();
  }

  /** No reply: the client asks again under the same key, and learns the outcome. */
  lost(): void {
    if (this.pending) this.end();
  }

  protected leave(): void {
    if (this.#state.at === 'member') this.#state.unwatch();
    this.#state = { at: 'ended' };
    this.pending = false;
  }

  protected tellTooLong(): void {
    this.#fail(null, 'bad_message', `A message is at most ${TERMINAL_LINE_BYTES} bytes long.`);
    this.#tell({ event: 'session-ended', reason: 'line' });
  }

  protected take(line: Buffer): void {
    const message = readTerminalMessage(line);
    this.port.heard(message.transcript);
    if (message.ok) {
      this.#handle(message.request);
      return;
    }
    const begun = this.#state.at !== 'silent';
    this.#fail(message.id, 'bad_message', begun ? message.words : `${message.words} ${BEGINNING}`);
    // Whoever begins like this is no terminal. A web page that a person visits can post to any port of the machine:
    // the lines of its request come after HTTP's own, and must never be obeyed.
    if (!begun) this.end();
  }

  #handle(request: TerminalRequest): void {
    const state = this.#state;
    if (request.op === 'hello') {
      this.#greet(request);
    } else if (state.at === 'silent' || state.at === 'ended') {
      this.#fail(request.id, 'bad_message', BEGINNING);
    } else if (request.op === 'login') {
      if (state.at === 'member') this.#fail(request.id, 'already_logged_in');
      else this.#logIn(request);
    } else if (request.op === 'settle') {
      this.#settle(request);
    } else if (state.at !== 'member') {
      this.#fail(request.id, 'not_logged_in');
    } else {
      this.#serve(request, state.account);
    }
  }

  #greet(request: Of<'hello'>): void {
    if (this.#state.at !== 'silent') {
      this.#fail(request.id, 'bad_message', 'hello is said once.');
    } else if (request.version !== TERMINAL_VERSION) {
      this.#fail(request.id, 'unsupported_version', `This bank speaks version ${TERMINAL_VERSION}.`);
    } else {
      this.#state = { at: 'greeted' };
      this.terminal = request.terminal ?? null;
      this.#reply(request.id, { version: TERMINAL_VERSION, bank: 'Lobby', session: this.port.session });
    }
  }

  #logIn(request: Of<'login'>): void {
    const { id, account, pin } = request;
    this.#ask(id, { op: 'authenticate', account, pin }, (reply) => {
      const news = (event: TerminalEvent): void => {
        this.#tell(event);
        if (!this.pending) this.out.send();
      };
      const unwatch = this.port.watch(
        account,
        (balance, transfer) => {
          if (!this.#ownKeys.includes(transfer.key))
            news({ event: 'balance', balance, transfer: withoutKey(transfer) });
        },
        () => news({ event: 'account-locked' }),
      );
      this.#state = { at: 'member', account, unwatch };
      this.#reply(id, { account, balance: reply.balance });
    });
  }

  /** Nothing of the transfer is told but its place: who asks need not be its owner. */
  #settle({ id, reservation, paid, key }: Of<'settle'>): void {
    const what = { account: null, reservation, key };
    this.#ask(id, paid === 0 ? { op: 'void', ...what } : { op: 'post', ...what, amount: paid }, (reply) =>
      this.#reply(id, { sequence: reply.transfer.sequence, repeated: reply.repeated }),
    );
  }

  #serve(request: Exclude<TerminalRequest, { op: 'hello' | 'login' | 'settle' }>, account: AccountNumber): void {
    const { id } = request;
    switch (request.op) {
      case 'stay':
        this.#reply(id, {});
        return;
      case 'balance':
        this.#withBalance(id, account, () => {});
        return;
      case 'leave':
        this.#withBalance(id, account, () => this.end());
        return;
      case 'deposit':
      case 'withdraw':
        this.#move(id, { op: request.op, account, amount: request.amount, key: request.key });
        return;
      case 'transfer':
        this.#move(id, { op: 'transfer', account, to: request.to, amount: request.amount, key: request.key });
        return;
      case 'reserve':
        this.#move(id, { op: 'reserve', account, amount: request.amount, key: request.key, expires: RESERVE_MS });
        return;
      case 'post': {
        const { reservation, amount, key } = request;
        this.#move(id, { op: 'post', account, reservation, amount, key });
        return;
      }
      case 'void':
        this.#move(id, { op: 'void', account, reservation: request.reservation, key: request.key });
        return;
      case 'reverse':
        this.#move(id, { op: 'reverse', account, refers: request.refers, key: request.key });
        return;
      case 'change-pin':
        this.#ask(id, { op: 'change-pin', account, pin: request.pin, newPin: request.newPin }, () => {
          this.#reply(id, {});
        });
        return;
      case 'payee':
        this.#ask(id, { op: 'payee', account, to: request.to }, () => this.#reply(id, {}));
        return;
      case 'statement': {
        const page = request.before === undefined ? {} : { before: request.before };
        this.#ask(id, { op: 'statement', account, limit: request.limit, ...page }, (reply) => {
          this.#reply(id, { transfers: reply.transfers.map(withoutKey), more: reply.more, balance: reply.balance });
        });
        return;
      }
      case 'look-up':
        this.#lookUp(request, account);
        return;
    }
  }

  #lookUp({ id, sequence, key }: Of<'look-up'>, account: AccountNumber): void {
    if ((sequence === undefined) === (key === undefined)) {
      this.#fail(id, 'bad_message', 'look-up takes either a sequence or a key.');
      return;
    }
    const by = sequence === undefined ? { key: key ?? '' } : { sequence };
    this.#ask(id, { op: 'look-up', account, by }, ({ transfer }) =>
      this.#reply(id, { transfer: key === undefined ? withoutKey(transfer) : transfer }),
    );
  }

  #move(id: number, request: Extract<LedgerRequest, { key: string }>): void {
    this.#ownKeys = [request.key, ...this.#ownKeys.slice(0, 3)];
    this.#ask(id, request, ({ transfer, balance, repeated }) => this.#reply(id, { transfer, balance, repeated }));
  }

  #withBalance(id: number, account: AccountNumber, then: () => void): void {
    const balance = this.port.balance(account);
    if (balance !== undefined) {
      this.port.counted('balance');
      this.#reply(id, { balance });
      then();
      return;
    }
    this.#ask(id, { op: 'balance', account }, (reply) => {
      this.#reply(id, { balance: reply.balance });
      then();
    });
  }

  #ask<R extends LedgerRequest>(
    id: number,
    request: R,
    succeed: (reply: Exclude<LedgerReply<R['op']>, Refused>) => void,
  ): void {
    this.pending = true;
    this.port.ask(request, (reply) => {
      if (this.#state.at === 'ended') return;
      this.pending = false;
      if (isRefused(reply)) this.#refused(id, reply, request);
      else succeed(reply as Exclude<LedgerReply<R['op']>, Refused>);
      if (this.#closing) this.closing();
      else this.run();
    });
  }

  #refused(id: number, { refusal, retryAfter, triesLeft }: Refused, { op }: LedgerRequest): void {
    this.#fail(id, refusal, ALL_REFUSALS[refusal].message, { retryAfter, triesLeft });
    if (op === 'post' || op === 'void') {
      if (refusal === 'transfer_not_found' && ++this.#misses >= SETTLE_MISSES) this.end();
      return;
    }
    if (refusal !== 'account_locked' || op === 'authenticate') return;
    this.#tell({ event: 'account-locked' });
    this.end();
  }

  #reply(id: number, fields: object): void {
    this.out.add(`${JSON.stringify({ id, ok: true, ...fields })}\n`);
  }

  #fail(id: number | null, code: TerminalErrorCode, message = ALL_REFUSALS[code].message, more: object = {}): void {
    this.out.add(`${JSON.stringify({ id, ok: false, error: { code, message, ...more } })}\n`);
  }

  #tell(event: TerminalEvent): void {
    this.out.add(`${JSON.stringify(event)}\n`);
  }
}

function isRefused(reply: LedgerReply): reply is Refused {
  return !reply.ok;
}

/** As it is told to who has not named its key. */
function withoutKey({ key: _, ...transfer }: Transfer): Omit<Transfer, 'key'> {
  return transfer;
}
