/** What one session is told of its account by the ledger, whichever ledger that is. */
export class AccountWatch {
  #watch: (() => () => void) | undefined;
  #unwatch: (() => void) | undefined;

  /** @param watch begins to watch at the ledger of the moment @returns a function that ends it */
  start(watch: () => () => void): () => void {
    this.#watch = watch;
    this.#unwatch = watch();
    return () => {
      this.#unwatch?.();
      this.#watch = undefined;
      this.#unwatch = undefined;
    };
  }

  /** Another ledger took the place of a lost one. */
  renew(): void {
    if (this.#watch !== undefined) this.#unwatch = this.#watch();
  }
}
