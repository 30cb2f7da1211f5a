/** Proves that connections that are read into one buffer are sockets like any other: paused, ended, cut off. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ReadBuffer } from '../../../src-main/bank/session/read-buffer.ts';

interface Pair {
  readonly client: Socket;
  /** The other end, and what has come there. */
  readonly socket: Socket;
  readonly came: () => string;
}

/** Connections that are read into the same buffer. */
async function connected(count: number): Promise<Pair[]> {
  const buffer = new ReadBuffer();
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [accepted] = (await once(server, 'connection')) as [Socket];
    let text = '';
    const socket = buffer.connect(accepted, (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    onTestFinished(() => {
      client.destroy();
      socket.destroy();
    });
    pairs.push({ client, socket, came: () => text });
  }
  return pairs;
}

const written = (client: Socket, text: string) => new Promise<void>((resolve) => client.write(text, () => resolve()));

test('each gives what its own client has sent', async () => {
  const pairs = await connected(5);
  for (const { socket } of pairs) socket.resume();
  for (const piece of ['a', 'b', 'c']) {
    await Promise.all(pairs.map(({ client }, index) => written(client, `${piece}${index} `)));
  }
  for (const [index, { came }] of pairs.entries()) {
    await expect.poll(came).toBe(`a${index} b${index} c${index} `);
  }
});

test('nothing is read before it is resumed, nor while it is paused, and nothing is lost by that', async () => {
  const [{ client, socket, came }, other] = (await connected(2)) as [Pair, Pair];
  other.socket.resume();
  const otherHears = async (text: string) => {
    await written(other.client, text);
    await expect.poll(other.came).toContain(text);
  };
  await written(client, 'one ');
  await otherHears('1');
  expect([socket.isPaused(), came()]).toEqual([true, '']);
  socket.resume();
  await expect.poll(came).toBe('one ');
  socket.pause();
  await written(client, 'two');
  await otherHears('2');
  await nextTurn();
  expect([socket.isPaused(), came()]).toEqual([true, 'one ']);
  socket.resume();
  await expect.poll(came).toBe('one two');
});

test('a client that has sent its last can still be answered', async () => {
  const [{ client, socket, came }] = (await connected(1)) as [Pair];
  const ended = once(socket, 'end');
  socket.resume();
  client.end('last');
  await ended;
  expect(came()).toBe('last');
  socket.end('answer');
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toBe('answer');
});

test('a reset closes it', async () => {
  const [{ client, socket }] = (await connected(1)) as [Pair];
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  client.resetAndDestroy();
  await closed;
  expect(socket.destroyed).toBe(true);
});
