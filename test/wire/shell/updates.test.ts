import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UpdateState } from '../../../src-main/contract/administration/updates.ts';
import { Failure } from '../../../src-main/contract/failure.ts';
import { SettingsFile } from '../../../src-main/settings-file.ts';
import { newestRelease } from '../../../src-main/shell/updates/release-feed.ts';
import { Updates } from '../../../src-main/shell/updates/updates.ts';

/**
 * Proves what is asked of a feed of releases, over real HTTP: nothing while the setting is off; nothing that tells who
 * asks; and that no answer, however odd, is taken for a release.
 */
const PAGE = 'https://example.org/lobby/releases/0.2.0';
const release = (version: string) => JSON.stringify({ tag_name: `v${version}`, html_url: PAGE, assets: [] });

let server: Server;
let feed: string;
let asked: IncomingMessage[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  feed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases/latest`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('the feed', () => {
  const ask = (limits?: { ms: number; bytes: number }) => newestRelease(feed, new AbortController().signal, limits);
  const refused = async (limits?: { ms: number; bytes: number }) => {
    const error = await ask(limits).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  };

  test('is told nothing of the machine, the person or this version', async () => {
    answer = (response) => response.end(release('0.2.0'));
    expect(await ask()).toEqual({ version: '0.2.0', page: PAGE, files: new Map() });
    const [request] = asked;
    expect([request?.method, request?.url]).toEqual(['GET', '/releases/latest']);
    const { host: _host, connection: _connection, ...headers } = request?.headers ?? {};
    expect(headers).toEqual({
      accept: 'application/json',
      'user-agent': 'Lobby',
      'accept-encoding': expect.any(String),
      'accept-language': '*',
      'sec-fetch-mode': 'cors',
    });
  });

  test.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['another shape', '{"version":"0.2.0"}'],
    ['a preview', JSON.stringify({ tag_name: 'v0.2.0-rc.1', html_url: PAGE })],
    ['a version that is a command', JSON.stringify({ tag_name: '0.2.0;reboot', html_url: PAGE })],
    ['a page that is no web page', JSON.stringify({ tag_name: '0.2.0', html_url: 'file:///etc/passwd' })],
    ['a page that is read in the clear', JSON.stringify({ tag_name: '0.2.0', html_url: 'http://example.org/' })],
  ])('that answers with %s is not believed', async (_what, text) => {
    answer = (response) => response.end(text);
    expect((await refused()).code).toBe('release_feed');
  });

  test('that has no release is not believed', async () => {
    answer = (response) => response.writeHead(404).end(release('0.2.0'));
    expect((await refused()).cause).toMatchObject({ message: 'HTTP 404' });
  });

  test('that sends to another address is not followed', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end(release('9.9.9'));
    });
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    answer = (response) => response.writeHead(302, { location }).end();
    await refused();
    expect(elsewhere).toEqual([]);
    other.close();
  });

  test('that is slow is given up, also in the middle of its answer', async () => {
    answer = () => {};
    expect((await refused({ ms: 100, bytes: 1000 })).cause).toMatchObject({ name: 'TimeoutError' });
    answer = (response) => response.write('{');
    expect((await refused({ ms: 100, bytes: 1000 })).cause).toMatchObject({ name: 'TimeoutError' });
  });

  test('that never ends is given up once its answer is too long', async () => {
    const gone = Promise.withResolvers<void>();
    answer = (response) => {
      response.on('close', gone.resolve);
      const more = () => void response.write('x'.repeat(1000), (error) => (error ? undefined : more()));
      more();
    };
    expect((await refused({ ms: 60_000, bytes: 5000 })).cause).toMatchObject({
      message: 'an answer of more than 5000 bytes',
    });
    await gone.promise;
  });
});

describe('the setting', () => {
  let folder: string;
  let settings: SettingsFile;
  let updates: Updates;
  const follow = (version = '0.1.0', from: string | null = feed) => {
    const command = (newer: string) => `install ${newer}`;
    const installation = { version, feed: from, command };
    updates = new Updates({ installation, selfUpdate: null, settings, log: pino({ enabled: false }), firstMs: 0 });
  };
  /** The next state that is such a one. */
  const becomes = (state: UpdateState['state']): Promise<UpdateState> =>
    new Promise((resolve) => {
      const stop = updates.onState((now) => {
        if (now.state !== state) return;
        stop();
        resolve(now);
      });
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lobby-updates-'));
    settings = new SettingsFile(join(folder, 'settings.json'));
    answer = (response) => response.end(release('0.2.0'));
  });
  afterEach(() => {
    updates.close();
    rmSync(folder, { recursive: true });
  });

  test('is off by default: nobody is asked until it is on', async () => {
    follow();
    settings.change({ theme: 'dark' });
    const { host } = new URL(feed);
    expect(updates.state).toEqual({ state: 'off', feed: host });
    // What would have been asked at the start has come before what is asked now.
    const newer = becomes('newer');
    settings.change({ checkForUpdates: true });
    expect(await newer).toEqual({
      state: 'newer',
      feed: host,
      version: '0.2.0',
      running: '0.1.0',
      page: PAGE,
      command: 'install 0.2.0',
      selfUpdate: null,
    });
    expect(asked.length).toBe(1);
  });

  test.each([
    ['the same version', '0.2.0', 'current'],
    ['a later version', '0.10.0', 'current'],
    ['an earlier version', '0.1.9', 'newer'],
  ] as const)('of %s asks at the start, and says that it is %s: %s', async (_what, version, state) => {
    settings.change({ checkForUpdates: true });
    follow(version);
    expect((await becomes(state)).state).toBe(state);
  });

  test('a feed that fails is a state, and leaves the rest alone', async () => {
    answer = (response) => response.writeHead(500).end();
    settings.change({ checkForUpdates: true });
    follow();
    expect((await becomes('failed')).state).toBe('failed');
  });

  test('that is switched off while the feed is asked leaves no answer', async () => {
    const closed = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    answer = (response) => {
      response.on('close', closed.resolve);
      arrived.resolve();
    };
    settings.change({ checkForUpdates: true });
    follow();
    await arrived.promise;
    settings.change({ checkForUpdates: false });
    await closed.promise;
    expect(updates.state.state).toBe('off');
  });

  test('does nothing for a Lobby that has nobody to ask', () => {
    settings.change({ checkForUpdates: true });
    follow('0.1.0', null);
    expect(updates.state).toEqual({ state: 'without-feed' });
  });
});
