import type { MessagePort } from 'node:worker_threads';
import type { LedgerReply, LedgerRequest, Origin } from '../ledger/request.ts';
import { readReply, type ToLedger, writeRequest } from './message-codec.ts';
import { type Word, WordReader } from './words.ts';

/** A request and whom its reply is for. */
interface Waiting {
  readonly request: LedgerRequest;
  readonly done: (reply: LedgerReply) => void;
}

/**
 * Requests through one port, and their replies, in whatever order they come. All requests of one tick of the event
 * loop leave in one message.
 *
 * Pending requests are kept in a ring, indexed by their id: look-ups are cheap and allocate nothing.
 */
export class RequestChannel {
  readonly #port: MessagePort;
  readonly #leaving: (count: number, first: number) => void;
  /** As many places as a power of two. */
  #ring: (Waiting | undefined)[] = Array.from({ length: 64 });
  #words: Word[] = [];
  /** Of the next request. */
  #nextId = 0;
  /** From this id on they are not sent yet. */
  #firstUnsent = 0;
  /** Before this id all have their replies. */
  #oldest = 0;
  #closed = false;

  /** @param leaving told how many requests are about to be sent, and the number of the first */
  constructor(port: MessagePort, leaving: (count: number, first: number) => void = () => {}) {
    this.#port = port;
    this.#leaving = leaving;
  }

  /** Number of the request that is asked next. */
  get next(): number {
    return this.#nextId;
  }

  get closed(): boolean {
    return this.#closed;
  }

  ask(request: LedgerRequest, origin: Origin, done: Waiting['done']): void {
    if (this.#firstUnsent === this.#nextId) setImmediate(this.#flush);
    const id = this.#nextId++;
    if (id - this.#oldest >= this.#ring.length) this.#grow();
    this.#ring[id & (this.#ring.length - 1)] = { request, done };
    writeRequest(this.#words, id, request, origin);
  }

  /** Gives the replies in these words to those who wait for them. */
  answer(words: readonly Word[]): void {
    const reader = new WordReader(words);
    while (!reader.ended) {
      const place = reader.number() & (this.#ring.length - 1);
      const waiting = this.#ring[place];
      if (waiting === undefined) throw new Error('ledger link: a reply nobody waits for');
      this.#ring[place] = undefined;
      waiting.done(readReply(reader, waiting.request));
    }
    this.#skipAnswered();
  }

  /** The port is closed. @returns what was sent and has no reply, and what was not sent */
  close(): { readonly sent: readonly Waiting[]; readonly unsent: readonly Waiting[] } {
    this.#closed = true;
    const sent = this.#waiting(this.#oldest, this.#firstUnsent);
    const unsent = this.#waiting(this.#firstUnsent, this.#nextId);
    this.#ring = [];
    this.#words = [];
    return { sent, unsent };
  }

  readonly #flush = (): void => {
    if (this.#closed) return;
    const words = this.#words;
    const first = this.#firstUnsent;
    const count = this.#nextId - first;
    this.#words = [];
    this.#firstUnsent = this.#nextId;
    // Before they are sent: none may be answered that was not counted.
    this.#leaving(count, first);
    const message: ToLedger = { type: 'requests', words, sentAt: performance.timeOrigin + performance.now() };
    this.#port.postMessage(message);
  };

  #skipAnswered(): void {
    const mask = this.#ring.length - 1;
    while (this.#oldest < this.#firstUnsent && this.#ring[this.#oldest & mask] === undefined) this.#oldest += 1;
  }

  #grow(): void {
    this.#skipAnswered();
    if (this.#nextId - 1 - this.#oldest < this.#ring.length) return;
    const larger: (Waiting | undefined)[] = Array.from({ length: 2 * this.#ring.length });
    for (let id = this.#oldest; id < this.#nextId - 1; id += 1) {
      larger[id & (larger.length - 1)] = this.#ring[id & (this.#ring.length - 1)];
    }
    this.#ring = larger;
  }

  #waiting(from: number, to: number): Waiting[] {
    const found: Waiting[] = [];
    for (let id = from; id < to; id += 1) {
      const waiting = this.#ring[id & (this.#ring.length - 1)];
      if (waiting !== undefined) found.push(waiting);
    }
    return found;
  }
}
