import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What a scripted bank is asked, unparsed: tests say what they need of it. */
export type Heard = { readonly id: number; readonly op: string } & Record<string, unknown>;

export interface ScriptedBank {
  readonly port: number;
  /** Every request so far, over all connections. */
  readonly heard: readonly Heard[];
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/**
 * A real TCP server that greets terminals and answers the rest as the test says: an object is sent as a line, a
 * string as it is, undefined sends nothing. It is for what no real bank would do.
 */
export async function startScriptedBank(
  answer: (request: Heard, socket: Socket) => object | string | undefined,
  port = 0,
): Promise<ScriptedBank> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const lines = createInterface({ input: socket });
    lines.on('error', () => {});
    lines.on('line', (line) => {
      const request: Heard = JSON.parse(line);
      heard.push(request);
      const reply = answer(request, socket) ?? (request.op === 'hello' ? greeting(request) : undefined);
      if (reply !== undefined) socket.write(typeof reply === 'string' ? reply : `${JSON.stringify(reply)}\n`);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    heard,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The answer to a hello. @param books their name */
export function greeting({ id }: Heard, books = 'scripted'): object {
  return { id, ok: true, version: 1, bank: 'Scripted', books, session: `s${id}` };
}

export const loggedIn = ({ id, account }: Heard, balance: number): object => ({ id, ok: true, account, balance });

export function movedReply(request: Heard, balance: number, sequence: number): object {
  const transfer = {
    sequence,
    kind: request.op,
    debit: '1998',
    credit: 'cash',
    amount: request['amount'] ?? 0,
    key: request['key'],
    refers: null,
    at: 1,
    hash: 'ab',
  };
  return { id: request.id, ok: true, transfer, balance, repeated: false };
}
