import { LineFramer } from './line-framer.ts';
import { Outbox } from './outbox.ts';
import type { SessionPort, TextEncoding } from './protocol.ts';

/**
 * Lines that are taken before other sessions of the thread have their turn. A thousand sessions that have all sent as
 * much as they may then delay each other, and who has just come, by a third of a second; without it by half a minute.
 */
const LINES_A_TURN = 64;

/**
 * What protocols of text lines have in common: they take lines one after the other, none while a request is pending or
 * the client does not read, and what they have to say leaves in few writes.
 */
export abstract class LineMachine {
  messages = 0;
  protected readonly port: SessionPort;
  protected readonly out: Outbox;
  readonly #framer: LineFramer;
  #finished = false;
  /** Whether a turn is on its way. */
  #inTurn = false;

  /**
   * @param longest bytes of a line without its end
   * @param encoding of what is sent
   */
  constructor(port: SessionPort, longest: number, encoding: TextEncoding) {
    this.port = port;
    this.out = new Outbox(port, encoding);
    this.#framer = new LineFramer(longest);
  }

  abstract readonly pending: boolean;
  /** Nothing is taken or said any more. */
  protected abstract readonly ended: boolean;
  /** Whether a line that the client has not finished counts when it will send no more. */
  protected abstract readonly takesUnfinished: boolean;
  protected abstract take(line: Buffer): void;
  /** Says that a line is longer than allowed. */
  protected abstract tellTooLong(): void;
  /** Becomes `ended`. */
  protected abstract leave(): void;

  get partial(): boolean {
    return this.#framer.partial;
  }

  get held(): number {
    return this.#framer.held;
  }

  receive(chunk: Uint8Array): void {
    if (this.ended) return;
    this.#framer.push(chunk);
    this.run();
    this.#framer.keep();
  }

  resume(): void {
    this.run();
  }

  flush(): void {
    this.out.send();
  }

  finish(): void {
    this.#finished = true;
    this.run();
  }

  cut(): void {
    this.leave();
    this.#framer.clear();
    this.out.clear();
  }

  /** Takes the unfinished line as if its end had come. */
  protected endLine(): void {
    this.#framer.endPartial();
    this.run();
  }

  /** Takes what can be taken now. */
  protected run(): void {
    for (let lines = 0; !this.pending && !this.ended && !this.port.blocked; lines++) {
      if (lines === LINES_A_TURN) {
        this.out.send();
        this.#goOn();
        return;
      }
      const line = this.#framer.next();
      if (line === undefined) {
        if (!this.#finished || !this.partial || !this.takesUnfinished) break;
        this.#framer.endPartial();
        continue;
      }
      if (line === 'too-long') {
        this.tellTooLong();
        this.end();
        return;
      }
      this.messages++;
      this.take(line);
      this.out.sendIfFull();
    }
    if (this.pending || this.ended) return;
    // What is gathered while the ledger is asked leaves with its reply, in one write.
    this.out.send();
    if (this.#finished && !this.port.blocked) this.end();
  }

  /** Takes the next lines when the others had their turn. */
  #goOn(): void {
    if (this.#inTurn) return;
    this.#inTurn = true;
    this.port.soon(() => {
      this.#inTurn = false;
      this.run();
    });
  }

  /** Says what there is to say, and closes the connection. */
  protected end(): void {
    this.leave();
    this.#framer.clear();
    this.out.send();
    this.port.end();
  }
}
