import { Failure } from '../contract/failure.ts';

/** Runs pieces of work one after the other, in the order in which they were asked for, until it is closed. */
export class TurnQueue {
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * @returns what the work gives, or what it throws; either way the next one follows
   * @throws Failure `terminal_closed` if it was closed before its turn came
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(() => {
      if (this.#closed) throw terminalClosed();
      return work();
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** As `run`, for what nobody waits for: a Failure is left for the next time. */
  inBackground(work: () => Promise<void>): void {
    this.run(work).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
    });
  }

  /** Starts nothing any more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }
}

export function terminalClosed(): Failure {
  return new Failure('terminal_closed', 'This ATM has been closed.');
}
