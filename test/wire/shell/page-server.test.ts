import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { channelMessageSchema } from '../../../src-main/contract/window-channel.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { type PageServer, servePages } from '../../../src-main/shell/browser/page-server.ts';
import { PROOF_HEADER, proofOf } from '../../../src-main/shell/second-start/proof.ts';
import { Suite } from '../../../src-main/shell/suite.ts';

/** Proves over real sockets who is let in to the browser shell, and that whatever a page sends is answered or refused. */
let suite: Suite;
let server: PageServer;
let host: string;
let cookie: string;

beforeAll(async () => {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-pages-')));
  suite = new Suite({ data, bank: { ports: { teletype: 0, terminal: 0 } }, node: process.execPath });
  await suite.openBank();
  server = await servePages(suite, { port: 0, version: '0' });
  host = `127.0.0.1:${server.port}`;
  const entered = await get(new URL(server.entrance('clock')).pathname + new URL(server.entrance('clock')).search, {});
  cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  await suite.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** Sends the path as it stands: fetch would tidy it up. */
function get(path: string, headers: Record<string, string>, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('pages', () => {
  test('the printed URL is exchanged for a cookie that scripts and other sites can not use', async () => {
    const url = new URL(server.entrance('clock'));
    const answer = await get(url.pathname + url.search, {});
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/clock/');
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^lobby-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  });

  test('a ticket, which stands on a command line for all to read, is good once', async () => {
    const url = new URL(server.ticket('clock'));
    expect(url.search).not.toBe(new URL(server.entrance('clock')).search);
    expect((await get(url.pathname + url.search, {})).headers).toMatchObject({ location: '/clock/' });
    expect((await get(url.pathname + url.search, {})).status).toBe(403);
  });

  test.each([
    ['without the secret', '/clock/', {}, 403],
    ['with a wrong secret', '/clock/?secret=wrong', {}, 403],
    ['with a wrong cookie', '/clock/', { cookie: 'lobby-1=x' }, 403],
    ['under a foreign name (DNS rebinding)', '/clock/', { host: 'evil.example' }, 421],
    ['of another port', '/clock/', { host: '127.0.0.1:1' }, 421],
  ])('a page %s is refused', async (_name, path, headers, status) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test('a browser without the secret gets a page that helps, in both languages, and that may load nothing', async () => {
    const { status, headers, body } = await get('/clock/', { accept: 'text/html,*/*' });
    expect(status).toBe(403);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body).toContain('needs its secret');
    expect(body).toMatch(/<section lang="ar" dir="rtl">.*الرمز السري/);
    expect(body).not.toContain(server.secret);
    expect((await get('/clock/', { accept: 'application/json' })).body).toMatch(/^Open Lobby with the URL/);
  });

  test('a page under a foreign name is refused even with the cookie', async () => {
    expect((await get('/clock/', { cookie, host: 'evil.example' })).status).toBe(421);
  });

  test.each(['/../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/nothing'])(
    '%s is not found with the right cookie either',
    async (path) => {
      expect((await get(path, { cookie })).status).toBe(404);
    },
  );

  test('nothing can be sent to a page', async () => {
    expect((await get('/clock/', { cookie }, 'POST')).status).toBe(405);
  });

  test('the way in never leads to another host', async () => {
    const { search } = new URL(server.entrance('clock'));
    const answer = await get(`//evil.example/${search}`, {});
    expect(answer.headers['location']).toBe('/evil.example/');
  });
});

function open(headers: Record<string, string>, path = '/channel?window=clock'): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://${host}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
    socket.once('error', reject);
  });
}

async function page(): Promise<WebSocket> {
  const socket = await open({ cookie, origin: `http://${host}` });
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));

/** The next message that answers a call. */
function answer(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => {
    const listen = (data: Buffer) => {
      const message = channelMessageSchema.parse(JSON.parse(data.toString('utf8')));
      if (!('id' in message)) return;
      socket.off('message', listen);
      resolve(message);
    };
    socket.on('message', listen);
  });
}

describe('a second start', () => {
  const TARGET = '/start?windows=atm&nonce=n';
  const proof = (...[secret, prover, target]: Parameters<typeof proofOf>) => ({
    [PROOF_HEADER]: proofOf(secret, prover, target),
  });
  const right = (target = TARGET) => proof(server.secret, 'start', target);

  test.each([
    ['without a proof', () => ({})],
    ['with the proof of another secret', () => proof('x'.repeat(43), 'start', TARGET)],
    ['with the proof of another request', () => right('/start?windows=clock&nonce=n')],
    ['with the proof that only the shell gives', () => proof(server.secret, 'running', TARGET)],
    ['with the secret itself', () => ({ [PROOF_HEADER]: server.secret, authorization: `Bearer ${server.secret}` })],
    ['with the cookie of a page', () => ({ cookie })],
    ['from a page, even with the proof', () => ({ ...right(), origin: `http://${host}` })],
    ['under a foreign name', () => ({ ...right(), host: 'evil.example' })],
  ])('is refused %s', async (_name, headers) => {
    let opened = 0;
    server.onStart(() => {
      opened += 1;
      return true;
    });
    const sent: Record<string, string> = headers();
    expect((await get(TARGET, sent, 'POST')).status).toBe(403);
    expect(opened).toBe(0);
  });

  test('opens what there is, and nothing else', async () => {
    const opened: string[] = [];
    server.onStart((windows) => {
      opened.push(...windows);
      return true;
    });
    const target = '/start?windows=atm,safe,../etc,clock&nonce=n';
    const answer = await get(target, right(target), 'POST');
    expect(answer).toMatchObject({ status: 200, headers: proof(server.secret, 'running', target) });
    expect(opened).toEqual(['atm', 'clock']);
    expect((await get(TARGET, right())).status).toBe(403);
    expect(opened).toHaveLength(2);
  });
});

describe('channels', () => {
  test.each([
    ['without the cookie', () => ({ origin: `http://${host}` }), undefined],
    ['from another site', () => ({ cookie, origin: 'https://evil.example' }), undefined],
    ['without an origin', () => ({ cookie }), undefined],
    ['under a foreign name', () => ({ cookie, origin: `http://${host}`, host: 'evil.example' }), undefined],
    ['at another path', () => ({ cookie, origin: `http://${host}` }), '/other?window=clock'],
    ['for a window there is not', () => ({ cookie, origin: `http://${host}` }), '/channel?window=safe'],
  ])('a channel %s is refused', async (_name, headers, path) => {
    expect(await open(headers(), path)).toBe(403);
  });

  test('who is refused a channel and stays is cut off', async () => {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.write(`GET /channel HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
    await new Promise((resolve) => socket.resume().once('end', resolve));
    // A side that is still open takes more; one that is gone answers with a reset.
    const talking = setInterval(() => socket.write('more'), 20);
    await cut;
    clearInterval(talking);
  });

  test('a call is answered under its id', async () => {
    const socket = await page();
    socket.send(JSON.stringify({ id: 7, call: 'bank.status', argument: {} }));
    expect(await answer(socket)).toMatchObject({ id: 7, outcome: { ok: true, value: { state: 'listening' } } });
    socket.close();
  });

  test.each([
    ['a call there is not', 'bank.rob', {}, 'unknown_call'],
    ['a name of every object', 'toString', {}, 'unknown_call'],
    ['an argument that is wrong', 'atm.deposit', { amount: -5 }, 'bad_argument'],
    ['an argument with more than is asked for', 'settings.change', { theme: 'dark', path: '/etc' }, 'bad_argument'],
    ['no argument', 'settings.change', undefined, 'bad_argument'],
  ])('%s is refused in words', async (_name, call, argument, code) => {
    const socket = await page();
    socket.send(JSON.stringify({ id: 1, call, argument }));
    expect(await answer(socket)).toMatchObject({ id: 1, outcome: { ok: false, error: { code } } });
    socket.close();
  });

  test.each([
    ['no JSON', 'hello', 1008],
    ['JSON of another form', '{"id":"x"}', 1008],
    ['bytes', Buffer.from([1, 2, 3]), 1008],
    ['too much at once', JSON.stringify({ id: 1, call: 'x', argument: 'y'.repeat(70_000) }), 1009],
  ])('a page that sends %s is cut off', async (_name, message, code) => {
    const socket = await page();
    const end = closed(socket);
    socket.send(message);
    expect(await end).toBe(code);
  });

  test('a change of settings reaches every window', async () => {
    const [one, other] = [await page(), await page()];
    const told = new Promise<string>((resolve) => other.once('message', (data: Buffer) => resolve(data.toString())));
    one.send(JSON.stringify({ id: 1, call: 'settings.change', argument: { clock: { colour: 'red' } } }));
    expect(JSON.parse(await told)).toMatchObject({ event: 'settings', payload: { clock: { colour: 'red' } } });
    one.close();
    other.close();
  });

  test('an ATM leaves the bank when its window closes', async () => {
    const sessions = () =>
      new Promise<number>((resolve) => {
        const stop = suite.onBoard((board) => {
          stop();
          resolve(board.open);
        });
      });
    const socket = await page();
    const gone = closed(socket);
    socket.send(JSON.stringify({ id: 1, call: 'atm.login', argument: { account: '1999', pin: '999' } }));
    expect(await answer(socket)).toMatchObject({ outcome: { ok: true, value: { balance: 500_000 } } });
    expect(await sessions()).toBe(1);
    socket.close();
    await gone;
    await expect.poll(sessions).toBe(0);
  });
});

test('a broken request does not disturb the others', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /clock/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resetAndDestroy();
  expect((await get('/clock/', {})).status).toBe(403);
});
