/** What the timer asks of the session that it is for. */
export interface SilenceWatch {
  /** Whether nothing is read from the socket now, so that nothing heard is no silence. */
  readonly deaf: () => boolean;
  readonly silent: () => void;
}

/** Finds out that nothing has been received for a while. */
export class SilenceTimer {
  readonly #ms: number;
  readonly #watch: SilenceWatch;
  #timer: NodeJS.Timeout | undefined;
  /** Times that something was received. */
  #chunks = 0;
  #ended = false;

  constructor(ms: number, watch: SilenceWatch) {
    this.#ms = ms;
    this.#watch = watch;
  }

  /** Something was received. */
  heard(): void {
    this.#chunks++;
  }

  /** Waits for silence from now on. */
  start(): void {
    if (this.#ended) return;
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#due(), this.#ms);
    else this.#timer.refresh();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #due(): void {
    // After a stall of this thread the timer is looked at before the socket: what has arrived meanwhile comes first.
    const chunks = this.#chunks;
    setImmediate(() => {
      if (this.#ended || this.#chunks !== chunks) return;
      if (this.#watch.deaf()) this.#timer?.refresh();
      else this.#watch.silent();
    });
  }
}
