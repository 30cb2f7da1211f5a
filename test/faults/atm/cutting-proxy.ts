import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export type Direction = 'to-bank' | 'to-atm';

interface Cut {
  readonly direction: Direction;
  readonly afterBytes: number;
  /** With a reset, as of a crash, instead of an orderly end. */
  readonly reset: boolean;
  readonly done: () => void;
  passed: number;
}

/** A TCP proxy in front of the bank that cuts a connection after so many bytes of one direction. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #bankPort: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<(direction: Direction, bytes: Buffer) => void>();
  #cut: Cut | null = null;
  /** While set, whoever comes is turned away. */
  down = false;
  /** While set, bytes go nowhere. */
  swallow = false;

  static async start(bankPort: () => number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(bankPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(bankPort: () => number) {
    this.#bankPort = bankPort;
    this.#server = createServer((atm) => this.#pair(atm));
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /**
   * Cuts once, counting from now.
   * @param stayDown whether whoever comes after the cut is turned away, until `down` is unset
   * @returns whether it has been done
   */
  arm(direction: Direction, afterBytes: number, reset: boolean, stayDown = false): { readonly cut: () => boolean } {
    let happened = false;
    const done = (): void => {
      happened = true;
      if (stayDown) this.down = true;
    };
    this.#cut = { direction, afterBytes, reset, done, passed: 0 };
    return { cut: () => happened };
  }

  disarm(): void {
    this.#cut = null;
  }

  /** Sees all bytes that come in, before they are passed on, until the returned function is called. */
  onBytes(listener: (direction: Direction, bytes: Buffer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From the bytes to an ATM on that have this in them, all go nowhere: what it asked for is done, and it isn't told. */
  swallowAnswer(having: string): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onBytes((direction, bytes) => {
        if (direction !== 'to-atm' || !bytes.includes(having)) return;
        stop();
        this.swallow = true;
        resolve();
      });
    });
  }

  /** Cuts all connections and turns away whoever comes, until `down` is unset. */
  cutAll(): void {
    this.down = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pair(atm: Socket): void {
    atm.on('error', () => {});
    if (this.down) {
      atm.destroy();
      return;
    }
    const bank = connect(this.#bankPort(), '127.0.0.1');
    bank.on('error', () => atm.destroy());
    for (const [from, to, direction] of [
      [atm, bank, 'to-bank'],
      [bank, atm, 'to-atm'],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => this.#pass(bytes, from, to, direction));
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  #pass(bytes: Buffer, from: Socket, to: Socket, direction: Direction): void {
    for (const listener of this.#listeners) listener(direction, bytes);
    if (this.swallow) return;
    const cut = this.#cut;
    if (cut === null || cut.direction !== direction || cut.passed + bytes.length < cut.afterBytes) {
      if (cut?.direction === direction) cut.passed += bytes.length;
      to.write(bytes);
      return;
    }
    this.#cut = null;
    cut.done();
    const end = (): void => {
      if (cut.reset) to.resetAndDestroy();
      else to.destroy();
    };
    from.removeAllListeners('data');
    from.destroy();
    // `from` closing destroys `to`: the last bytes must be with the system before.
    to.write(bytes.subarray(0, cut.afterBytes - cut.passed), end);
  }
}
