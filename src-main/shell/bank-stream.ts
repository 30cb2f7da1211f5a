import type { Bank } from '../bank/bank.ts';

/** What a bank tells as long as somebody listens, over banks that come and go: each is listened to by all who do. */
export class BankStream<Payload> {
  readonly #subscribe: (bank: Bank, listener: (payload: Payload) => void) => () => void;
  /** Each listener with what stops it at the bank of the moment. */
  readonly #listeners = new Map<(payload: Payload) => void, () => void>();
  #bank: Bank | null = null;

  constructor(subscribe: (bank: Bank, listener: (payload: Payload) => void) => () => void) {
    this.#subscribe = subscribe;
  }

  listen(listener: (payload: Payload) => void): () => void {
    this.#listeners.set(listener, this.#start(listener));
    return () => {
      this.#listeners.get(listener)?.();
      this.#listeners.delete(listener);
    };
  }

  /** @param bank null: there is none now */
  follow(bank: Bank | null): void {
    for (const stop of this.#listeners.values()) stop();
    this.#bank = bank;
    for (const listener of this.#listeners.keys()) this.#listeners.set(listener, this.#start(listener));
  }

  #start(listener: (payload: Payload) => void): () => void {
    return this.#bank === null ? () => {} : this.#subscribe(this.#bank, listener);
  }
}
