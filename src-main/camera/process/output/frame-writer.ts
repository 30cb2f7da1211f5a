import type { Writable } from 'node:stream';
import { packetPrefix } from '../framing.ts';

/**
 * Writes frame packets to a stream. A frame that would have to wait behind another one is not queued but replaced by
 * the next (`offer`), unless every frame counts (`deliver`).
 */
export class FrameWriter {
  readonly #stream: Writable;
  #writing = false;
  #newest: Uint8Array | null = null;
  #run = 0;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Frames from now on belong to this run; a waiting frame of another run is dropped. */
  startRun(run: number): void {
    this.#run = run;
    this.#newest = null;
  }

  /** Sends the packet now, or when the one under way is written and no newer one came. */
  offer(packet: Uint8Array): void {
    if (this.#writing) this.#newest = packet;
    else void this.#write(packet);
  }

  /** Resolves when the stream has taken the packet. */
  async deliver(packet: Uint8Array): Promise<void> {
    await this.#write(packet);
  }

  async #write(packet: Uint8Array): Promise<void> {
    this.#writing = true;
    this.#stream.cork();
    this.#stream.write(packetPrefix(packet, this.#run));
    await new Promise<void>((resolve) => {
      // An error means that nobody reads any more; the process ends by its closing input.
      this.#stream.write(packet, () => resolve());
      this.#stream.uncork();
    });
    this.#writing = false;
    const next = this.#newest;
    this.#newest = null;
    if (next !== null) this.offer(next);
  }
}
