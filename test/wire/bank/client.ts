import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** The longest a test waits for anything, ms. */
const PATIENCE_MS = 20_000;

/** A plain TCP client that keeps all it is told. */
export class Client {
  readonly socket: Socket;
  /** Resolved when the connection is gone, with all that was received. */
  readonly closed: Promise<string>;
  output = '';
  #waiters: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.output += chunk.toString('utf8');
      this.#wake();
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve(this.output);
        this.#wake();
      });
    });
  }

  static async open(port: number, host = '127.0.0.1'): Promise<Client> {
    const client = new Client(connect(port, host));
    await once(client.socket, 'connect');
    return client;
  }

  static async openTls(port: number, options: ConnectionOptions): Promise<Client> {
    const socket = connectTls({ port, host: '127.0.0.1', ...options });
    const client = new Client(socket);
    await once(socket, 'secureConnect');
    return client;
  }

  send(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** Waits until what was received satisfies the condition. */
  async until(condition: (output: string) => boolean, what = 'the expected output'): Promise<string> {
    const end = Date.now() + PATIENCE_MS;
    while (!condition(this.output)) {
      if (this.socket.closed || Date.now() > end) {
        throw new Error(`${what} did not come; received: ${JSON.stringify(this.output.slice(-2_000))}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.output;
  }

  /** Waits until the text was received (again, if it was before) and forgets everything up to its end. */
  async take(text: string): Promise<string> {
    await this.until((output) => output.includes(text), JSON.stringify(text));
    const end = this.output.indexOf(text) + text.length;
    const taken = this.output.slice(0, end);
    this.output = this.output.slice(end);
    return taken;
  }

  /** Logs in on the teletype port. */
  async logIn(account = '1999', pin = '999'): Promise<void> {
    this.send(`${account}\n${pin}\n`);
    await this.take('Choose an option: ');
  }

  /** The next message on the terminal port. */
  async message(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.take('\n')) as Record<string, unknown>;
  }

  /** Sends a message on the terminal port and gives the next one that comes. */
  async ask(message: object): Promise<Record<string, unknown>> {
    this.send(`${JSON.stringify(message)}\n`);
    return this.message();
  }

  /** Says hello and logs in on the terminal port. */
  async enter(account = '1999', pin = '999'): Promise<void> {
    await this.ask({ id: 1, op: 'hello', version: 1, terminal: 'test' });
    const reply = await this.ask({ id: 2, op: 'login', account, pin });
    if (reply['ok'] !== true) throw new Error(`log-in refused: ${JSON.stringify(reply)}`);
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
