/** One window that shows the camera. */
export interface Watcher {
  /** Says that the frame with this index is on the screen: the next one may come. */
  shown(index: number): void;
  unwatch(): void;
}

interface Watching {
  readonly listener: (packet: Uint8Array<ArrayBuffer>) => void;
  /** Index of the frame that was sent and not shown yet. */
  inFlight: number | null;
  /** The newest frame that came in the meantime. Older ones are forgotten: nothing queues up. */
  newest: { readonly index: number; readonly packet: Uint8Array<ArrayBuffer> } | null;
}

/**
 * Hands frames to those who watch: one in flight for each, the newest wins, so that a slow window gets fewer frames
 * and never late ones, and a fast one is not held up by it.
 */
export class Watchers {
  readonly #all = new Set<Watching>();
  readonly #onWatched: (watched: boolean) => void;

  /** @param onWatched called when the first watcher comes and when the last one leaves. */
  constructor(onWatched: (watched: boolean) => void) {
    this.#onWatched = onWatched;
  }

  get watched(): boolean {
    return this.#all.size > 0;
  }

  add(listener: (packet: Uint8Array<ArrayBuffer>) => void): Watcher {
    const watching: Watching = { listener, inFlight: null, newest: null };
    this.#all.add(watching);
    if (this.#all.size === 1) this.#onWatched(true);
    return {
      shown: (index) => {
        if (watching.inFlight !== index) return;
        watching.inFlight = null;
        const next = watching.newest;
        watching.newest = null;
        if (next !== null && this.#all.has(watching)) send(watching, next);
      },
      unwatch: () => {
        if (this.#all.delete(watching) && this.#all.size === 0) this.#onWatched(false);
      },
    };
  }

  offer(index: number, packet: Uint8Array<ArrayBuffer>): void {
    for (const watching of this.#all) {
      if (watching.inFlight === null) send(watching, { index, packet });
      else watching.newest = { index, packet };
    }
  }

  /** Forgets what waits: no frame from before may turn up. */
  forget(): void {
    for (const watching of this.#all) {
      watching.newest = null;
      watching.inFlight = null;
    }
  }
}

function send(watching: Watching, frame: { readonly index: number; readonly packet: Uint8Array<ArrayBuffer> }): void {
  watching.inFlight = frame.index;
  watching.listener(frame.packet);
}
