import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { CHANNEL_MESSAGE_BYTES, type ChannelMessage, channelRequestSchema } from '../../contract/window-channel.ts';
import { Listeners } from '../../listeners.ts';
import type { Suite } from '../suite.ts';
import { WindowSession } from '../window-session.ts';

/** A page with this many unread bytes has stopped reading: it is disconnected, and reconnects when it goes on. */
const BACKLOG_BYTES = 16 * 1024 * 1024;
/** Calls of one page that may be under way at once. */
const CALLS_AT_ONCE = 256;

/** WebSocket close codes (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** The open windows of the browser shell: a WebSocket and a WindowSession each. */
export class SocketChannels {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: CHANNEL_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  readonly #open = new Map<WebSocket, WindowSession>();
  readonly #closing = new Set<Promise<void>>();
  readonly #counts = new Listeners<[number]>();
  readonly #suite: Suite;
  readonly #version: string;

  constructor(suite: Suite, version: string) {
    this.#suite = suite;
    this.#version = version;
  }

  /** Takes over an upgrade request that was found to be allowed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#begin(webSocket));
  }

  onCount(listener: (count: number) => void): () => void {
    return this.#counts.add(listener);
  }

  async close(): Promise<void> {
    for (const socket of this.#open.keys()) socket.close(GOING_AWAY);
    for (const session of [...this.#open.values()]) this.#end(session);
    await Promise.all(this.#closing);
    for (const socket of this.#open.keys()) socket.terminate();
    this.#server.close();
  }

  #begin(socket: WebSocket): void {
    const send = (message: ChannelMessage | Uint8Array) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > BACKLOG_BYTES) socket.terminate();
      else socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
    };
    const port = {
      shell: 'browser' as const,
      event: (event: string, payload: unknown) => send({ event, payload }),
      frame: send,
    };
    const session = new WindowSession(this.#suite, port, this.#version);
    let calls = 0;
    socket.on('message', (data, isBinary) => {
      const request = isBinary ? undefined : parseRequest(data);
      if (request === undefined || calls >= CALLS_AT_ONCE) {
        socket.close(POLICY_VIOLATION);
        return;
      }
      calls += 1;
      void session.call(request.call, request.argument).then((outcome) => {
        calls -= 1;
        send({ id: request.id, outcome });
      });
    });
    // A message that is too long or malformed: ws closes the connection after this.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#end(session);
      this.#counts.tell(this.#open.size);
    });
    this.#open.set(socket, session);
    this.#counts.tell(this.#open.size);
  }

  #end(session: WindowSession): void {
    const closing = session.close();
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

function parseRequest(data: RawData) {
  // ws gives text as a Buffer unless told otherwise.
  if (!Buffer.isBuffer(data)) return undefined;
  try {
    return channelRequestSchema.parse(JSON.parse(data.toString('utf8')));
  } catch {
    return undefined;
  }
}
