import type { SessionPort, TextEncoding } from './protocol.ts';

/** Answers to pipelined requests are gathered up to this many characters before they are sent. */
const GATHER = 16_384;

/** What a machine of a text protocol has to say, gathered so that it leaves in few writes. */
export class Outbox {
  readonly #port: SessionPort;
  readonly #encoding: TextEncoding;
  #text = '';

  constructor(port: SessionPort, encoding: TextEncoding) {
    this.#port = port;
    this.#encoding = encoding;
  }

  add(text: string): void {
    this.#text += text;
  }

  /** Sends if the limit of what is gathered is reached. */
  sendIfFull(): void {
    if (this.#text.length > GATHER) this.send();
  }

  /** Sends all that is gathered, as one write. */
  send(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#port.send(text, this.#encoding);
  }

  /** The connection is gone: nobody hears it any more. */
  clear(): void {
    this.#text = '';
  }
}
