import type { SessionPort } from './protocol.ts';

/** Answers to pipelined requests are gathered up to this many characters before they are sent. */
const GATHER = 16_384;

/** What a machine has to say, gathered so that it leaves in few writes. */
export class Outbox {
  readonly #port: SessionPort;
  #text = '';

  constructor(port: SessionPort) {
    this.#port = port;
  }

  add(text: string): void {
    this.#text += text;
  }

  /** Sends if so much is gathered that more would only take room. */
  sendIfFull(): void {
    if (this.#text.length > GATHER) this.send();
  }

  /** Sends all that is gathered, as one write. */
  send(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#port.send(text);
  }

  /** The connection is gone: nobody hears it any more. */
  clear(): void {
    this.#text = '';
  }
}
