import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What becomes of the next commit that a bank sends:
 * - `lost`: the link is cut before the server has it;
 * - `unanswered`: the server gets it, and the link is cut before its answer;
 * - `late`: the bank's link is cut, and the server gets it only when `release` is called.
 */
export type Cut = 'lost' | 'unanswered' | 'late';

/** In a Bind message, how the name of a statement that writes a batch begins; before it stands an empty portal. */
const WRITE = '\0write';

/** A TCP proxy before a PostgreSQL server that can cut a connection in the middle of a commit, and be cut off itself. */
export class DatabaseProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next: { readonly cut: Cut; readonly at: string } | undefined;
  #isDown = false;
  #cut = Promise.withResolvers<void>();
  #held: (() => void) | undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(target: number): Promise<DatabaseProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    const proxy = new DatabaseProxy(server, address.port);
    server.on('connection', (bank) => proxy.#join(bank, connect(target, '127.0.0.1')));
    return proxy;
  }

  /** Cuts the next commit, or where else a client sends this. @returns resolved once it has been */
  cutNext(cut: Cut, at = WRITE): Promise<void> {
    this.#next = { cut, at };
    this.#cut = Promise.withResolvers();
    return this.#cut.promise;
  }

  /** Lets the server have what was held back. */
  release(): void {
    this.#held?.();
    this.#held = undefined;
  }

  /** From now on nothing gets through, either way, and nobody is told. @returns lets it all through */
  goSilent(): () => void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.pause();
    return () => {
      this.#isDown = false;
      for (const socket of this.#sockets) socket.resume();
    };
  }

  /** Ends all connections, and every new one at once. @returns takes them again */
  goDown(): () => void {
    const refuse = (socket: Socket) => socket.destroy();
    this.#server.prependListener('connection', refuse);
    for (const socket of this.#sockets) socket.destroy();
    return () => void this.#server.off('connection', refuse);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(bank: Socket, database: Socket): void {
    const end = () => {
      bank.destroy();
      database.destroy();
    };
    for (const socket of [bank, database]) {
      this.#sockets.add(socket);
      socket
        .setNoDelay(true)
        .on('error', () => {})
        .on('close', () => this.#sockets.delete(socket));
    }
    let answers = true;
    database.on('data', (chunk) => {
      if (answers) bank.write(chunk);
      else end();
    });
    database.on('close', end);
    if (this.#isDown) for (const socket of [bank, database]) socket.pause();
    let cut: Cut | undefined;
    bank.on('close', () => {
      if (cut !== 'late') end();
    });
    bank.on('data', (chunk: Buffer) => {
      if (this.#next === undefined || !chunk.includes(this.#next.at)) {
        database.write(chunk);
        return;
      }
      cut = this.#next.cut;
      this.#next = undefined;
      if (cut === 'lost') end();
      if (cut === 'unanswered') {
        answers = false;
        database.write(chunk);
      }
      if (cut === 'late') {
        this.#held = () => database.end(chunk);
        bank.destroy();
      }
      this.#cut.resolve();
    });
  }
}
