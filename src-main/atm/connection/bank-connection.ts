import type { Socket } from 'node:net';
import { z } from 'zod';
import {
  TERMINAL_VERSION,
  type TerminalEvent,
  type TerminalOperation,
  type TerminalReplies,
  type TerminalRequest,
  terminalErrorSchema,
  terminalEventSchema,
  terminalReplySchemas,
} from '../../contract/terminal.ts';
import type { TerminalOptions } from '../terminal.ts';
import type { Timing } from '../timing.ts';
import { BankRefusal, LinkFailure } from './bank-failure.ts';
import { LineDecoder } from './line-decoder.ts';
import { openSocket } from './open-socket.ts';

type Request<Op extends TerminalOperation> = Extract<TerminalRequest, { op: Op }>;
export type Asked<Op extends TerminalOperation> = Omit<Request<Op>, 'id' | 'op'>;
export type Answer<Op extends TerminalOperation> = TerminalReplies[Op];

interface Waiting {
  readonly id: number;
  readonly op: TerminalOperation;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (failure: BankRefusal | LinkFailure) => void;
  readonly timer: NodeJS.Timeout;
}

const OPENING_BRACE = 0x7b;

const envelopeSchema = z.union([
  z.object({ event: z.string() }).transform(() => 'event' as const),
  z.object({ ok: z.literal(false) }).transform(() => 'error' as const),
  z.object({ ok: z.literal(true), id: z.number().int() }).transform(({ id }) => id),
]);

/**
 * One TCP connection to the bank, from connect to close, never reused: frames out, frames in, replies matched to
 * requests by id, everything parsed. The first failure ends it, rejects what waits and is told once to `onClosed`.
 */
export class BankConnection {
  readonly #socket: Socket;
  readonly #where: string;
  readonly #timing: Timing;
  readonly #decoder = new LineDecoder();
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: { event: (event: TerminalEvent) => void; closed: (failure: LinkFailure) => void };
  #nextId = 1;
  #failure: LinkFailure | null = null;
  #session = '';
  #books = '';
  /** When the bank's hello came, performance.now(). */
  #begun = 0;

  /**
   * Connects and agrees on the version.
   * @throws LinkFailure if the bank can't be reached or talks nonsense, BankRefusal if it turns the terminal away.
   */
  static async open(
    options: Pick<TerminalOptions, 'host' | 'port' | 'name' | 'tls'>,
    timing: Timing,
    onEvent: (event: TerminalEvent) => void,
    onClosed: (failure: LinkFailure) => void,
  ): Promise<BankConnection> {
    const where = `${options.host}:${options.port}`;
    const end = performance.now() + timing.connect;
    const socket = await openSocket(options, where, timing.connect);
    const connection = new BankConnection(socket, where, timing, onEvent, onClosed);
    try {
      const fields = { version: TERMINAL_VERSION, terminal: options.name };
      const hello = await connection.#ask('hello', fields, Math.max(1, end - performance.now()));
      connection.#session = hello.session;
      connection.#books = hello.books;
      connection.#begun = performance.now();
      return connection;
    } catch (error) {
      connection.end();
      throw error;
    }
  }

  private constructor(
    socket: Socket,
    where: string,
    timing: Timing,
    onEvent: (event: TerminalEvent) => void,
    onClosed: (failure: LinkFailure) => void,
  ) {
    this.#socket = socket;
    this.#where = where;
    this.#timing = timing;
    this.#listeners = { event: onEvent, closed: onClosed };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#lost(error.code ?? error.message));
    socket.on('end', () => this.#lost('the bank closed it'));
    socket.on('close', () => this.#lost('closed'));
  }

  /** The bank's name for this connection. */
  get session(): string {
    return this.#session;
  }

  /** The bank's name for its books. */
  get books(): string {
    return this.#books;
  }

  /**
   * That moment as a request on this connection says until when it is valid. The bank counts from its own hello, which
   * was before it came here: it is never later there than here.
   * @param moment performance.now()
   */
  until(moment: number): number {
    return Math.max(0, Math.floor(moment - this.#begun));
  }

  get open(): boolean {
    return this.#failure === null;
  }

  /**
   * @throws BankRefusal for the bank's no; LinkFailure if the connection ended before the answer: then what was
   * asked may or may not have been done.
   * @param heard is handed the answer before the message behind it is read: for what must keep the bank's order.
   */
  ask<Op extends TerminalOperation>(
    op: Op,
    fields: Asked<Op>,
    heard?: (answer: Answer<Op>) => void,
  ): Promise<Answer<Op>> {
    return this.#ask(op, fields, this.#timing.reply, heard);
  }

  /** @param withinMs how long the answer may take */
  #ask<Op extends TerminalOperation>(
    op: Op,
    fields: Asked<Op>,
    withinMs: number,
    heard?: (answer: Answer<Op>) => void,
  ): Promise<Answer<Op>> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#lost(`no answer in ${Math.ceil(withinMs / 1000)} s`), withinMs);
      const answered = (reply: unknown): void => {
        const answer = reply as Answer<Op>; // parsed with the schema of `op`
        heard?.(answer);
        resolve(answer);
      };
      this.#waiting.set(id, { id, op, resolve: answered, reject, timer });
      this.#socket.write(`${JSON.stringify({ id, op, ...fields })}\n`);
    });
  }

  /** Closes at once; what waits is rejected. */
  end(): void {
    this.#lost('this ATM closed it');
  }

  #receive(chunk: Buffer): void {
    let lines: readonly string[];
    try {
      lines = this.#decoder.push(chunk);
      // A bank's line starts with a brace. What starts otherwise is no bank and might never end its line.
      const first = this.#decoder.pending[0];
      if (first !== undefined && first !== OPENING_BRACE) throw new SyntaxError('no JSON object');
    } catch (cause) {
      this.#nonsense(cause);
      return;
    }
    for (const line of lines) {
      if (this.#failure !== null) return;
      let deliver: () => void;
      try {
        deliver = this.#read(JSON.parse(line));
      } catch (cause) {
        this.#nonsense(cause);
        return;
      }
      // Not caught: a bug in the receiver must not be taken for a malformed message.
      deliver();
    }
  }

  /**
   * @returns what hands the message on.
   * @throws ZodError or RangeError for what no bank says.
   */
  #read(message: unknown): () => void {
    const kind = envelopeSchema.parse(message);
    if (kind === 'event') {
      const event = terminalEventSchema.parse(message);
      return () => this.#listeners.event(event);
    }
    if (kind === 'error') {
      const { id, error } = terminalErrorSchema.parse(message);
      // Without an id it answers the connection itself (full, or closing): all that waits has this answer.
      const answered = id === null ? [...this.#waiting.keys()] : [this.#waitingFor(id).id];
      return () => {
        for (const one of answered) this.#take(one).reject(new BankRefusal(error.code, error));
      };
    }
    const waiting = this.#waitingFor(kind);
    const reply = terminalReplySchemas[waiting.op].parse(message);
    return () => this.#take(waiting.id).resolve(reply);
  }

  /** @throws RangeError for an id that nothing waits for. */
  #waitingFor(id: number): Waiting {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new RangeError(`a reply to nothing: ${id}`);
    return waiting;
  }

  #take(id: number): Waiting {
    const waiting = this.#waitingFor(id);
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    return waiting;
  }

  #nonsense(cause: unknown): void {
    this.#fail(
      new LinkFailure(
        'bank_nonsense',
        `What answers at ${this.#where} does not speak the bank's terminal protocol. Check host and port (the terminal port is 9998 unless chosen otherwise).`,
        { cause },
      ),
    );
  }

  #lost(how: string): void {
    this.#fail(
      new LinkFailure(
        'connection_lost',
        `The connection to the bank at ${this.#where} was lost (${how}). It is being made again.`,
      ),
    );
  }

  #fail(failure: LinkFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#socket.destroy();
    for (const id of [...this.#waiting.keys()]) this.#take(id).reject(failure);
    this.#listeners.closed(failure);
  }
}
