import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Attackers against one bank, until it is over. */
export class Attackers {
  readonly random: () => number;
  readonly teletypePort: number;
  readonly terminalPort: number;
  /** Connections that were tried. */
  tried = 0;
  readonly #over: AbortSignal;
  #keys = 0;

  /** @param random gives 0 ≤ x < 1 */
  constructor(ports: { teletypePort: number; terminalPort: number }, random: () => number, over: AbortSignal) {
    this.teletypePort = ports.teletypePort;
    this.terminalPort = ports.terminalPort;
    this.random = random;
    this.#over = over;
  }

  get over(): boolean {
    return this.#over.aborted;
  }

  newKey(): string {
    return `attack-${++this.#keys}-${Math.floor(this.random() * 1e9)}`;
  }

  /** Has so many at once do the same again and again. */
  async crowd(atOnce: number, attack: () => Promise<void>): Promise<void> {
    const attacker = async (): Promise<void> => {
      while (!this.over) await attack();
    };
    await Promise.all(Array.from({ length: atOnce }, attacker));
  }

  /** Opens a connection, hands it over, and resolves when it is gone, at the latest when all is over. */
  async connection(port: number, use: (socket: Socket) => void): Promise<void> {
    this.tried++;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const end = (): void => {
      socket.destroy();
    };
    this.#over.addEventListener('abort', end, { once: true });
    socket.once('connect', () => use(socket));
    await once(socket, 'close');
    this.#over.removeEventListener('abort', end);
  }

  /**
   * Says the greeting on the terminal port, then asks as fast as it is answered.
   * @param window requests that are on the way at once
   */
  async terminal(greeting: readonly object[], request: () => object, window: number): Promise<void> {
    await this.connection(this.terminalPort, (socket) => {
      let id = 0;
      const say = (messages: readonly object[]): void => {
        socket.write(messages.map((message) => `${JSON.stringify({ id: ++id, ...message })}\n`).join(''));
      };
      say([{ op: 'hello', version: 1, terminal: 'attacker' }, ...greeting]);
      let answers = -1 - greeting.length;
      socket.on('data', (chunk: Buffer) => {
        const before = answers;
        for (const byte of chunk) if (byte === 0x0a) answers++;
        if (answers < 0) return;
        const asked = before < 0 ? window : answers - before;
        if (asked > 0) say(Array.from({ length: asked }, request));
      });
    });
  }
}
