import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { type BrowserShell, startBrowserShell } from '../../../src-main/shell/browser/browser-shell.ts';
import { handOver } from '../../../src-main/shell/second-start/hand-over.ts';
import { Suite } from '../../../src-main/shell/suite.ts';

/**
 * Proves when the browser shell ends by itself: with the last window that it has opened, and not before. A program
 * that only waits or leaves takes the place of the browser, so that a test can end it when it likes; the windows'
 * connections are real.
 */
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const each of opened.splice(0).reverse()) await each.close();
});

const HEADLESS = { port: 0, version: '0', open: false, windows: [] } as const;

/** @param script what the browser does, in sh; `$0.pid` is where it leaves its process id */
async function shellWithBrowser(
  script: string,
  windows: readonly WindowKind[] = [],
): Promise<{
  readonly shell: BrowserShell;
  readonly pidFile: string;
  readonly data: DataFolder;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-browser-'));
  const browser = join(folder, 'stand-in');
  writeFileSync(browser, `#!/bin/sh\necho $$ > "$0.pid"\n${script}\n`);
  chmodSync(browser, 0o755);
  vi.stubEnv('CHROMIUM', browser);
  const suite = new Suite({ data: openDataFolder(folder), bank: {}, node: process.execPath });
  const shell = await startBrowserShell(suite, { ...HEADLESS, open: true, windows });
  opened.push(suite, shell);
  return { shell, pidFile: `${browser}.pid`, data: suite.data };
}

/** The cookie for which the secret is exchanged. */
async function cookieOf(shell: BrowserShell): Promise<string> {
  const { headers } = await fetch(shell.url, { redirect: 'manual' });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Comes in as a window does: with the secret, then over a WebSocket. */
async function openWindow(shell: BrowserShell): Promise<WebSocket> {
  const { origin, host } = new URL(shell.url);
  const cookie = await cookieOf(shell);
  const socket = new WebSocket(`ws://${host}/channel?window=lobby`, { headers: { cookie, origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** The process id that the file holds, or undefined as long as it has not been written: 0 would be this very group. */
function pidIn(pidFile: string): number | undefined {
  return existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) || undefined : undefined;
}

/** Whether the process whose id is in the file has come and gone. */
function hasLeft(pidFile: string): boolean {
  const pid = pidIn(pidFile);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

const hasEnded = (shell: BrowserShell) => Promise.race([shell.done.then(() => true), Promise.resolve(false)]);

test('it ends when the browser has gone with its last window', async () => {
  const { shell, pidFile } = await shellWithBrowser('exec sleep 600');
  const window = await openWindow(shell);
  expect(await hasEnded(shell)).toBe(false);
  const gone = new Promise((resolve) => window.once('close', resolve));
  window.close();
  await gone;
  await expect.poll(() => pidIn(pidFile)).toBeDefined();
  process.kill(pidIn(pidFile) ?? Number.NaN);
  await shell.done;
});

/** As Chromium does it: the first stays, later ones hand their URL over and leave. */
const STAYS_ONCE = '[ -e "$0.urls" ] && first=no; echo "$@" >> "$0.urls"; [ "$first" = no ] || exec sleep 600';

/** The pages that STAYS_ONCE was started with, in their order. */
function urlsOf(pidFile: string) {
  const path = pidFile.replace(/pid$/, 'urls');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  return lines.map((line) => /--app=\S+:\d+(\/\w+\/)\?secret=[\w-]{43}$/.exec(line)?.[1]);
}

test('the windows that are asked for at the start follow the Lobby window, once it is there', async () => {
  const { shell, pidFile } = await shellWithBrowser(STAYS_ONCE, ['clock', 'lobby', 'atm']);
  const urls = () => urlsOf(pidFile);
  await expect.poll(urls).toEqual(['/lobby/']);
  const window = await openWindow(shell);
  await expect.poll(() => urls().slice(1).sort()).toEqual(['/atm/', '/clock/']);
  // What is opened later doesn't bring them again.
  const other = await openWindow(shell);
  expect(urls()).toHaveLength(3);
  for (const each of [window, other]) each.close();
});

test('a second start opens its windows in the same browser', async () => {
  const { pidFile, data } = await shellWithBrowser(STAYS_ONCE);
  const urls = () => urlsOf(pidFile);
  await expect.poll(urls).toEqual(['/lobby/']);
  expect(await handOver(data, 'browser', ['atm'])).toMatchObject({ opened: true });
  await expect.poll(urls).toEqual(['/lobby/', '/atm/']);
  expect(await handOver(data, 'browser', ['lobby'])).toMatchObject({ opened: true });
  await expect.poll(urls).toEqual(['/lobby/', '/atm/', '/lobby/']);
});

test('a browser that does not end when asked to is ended', async () => {
  const deaf =
    "process.on('SIGTERM', () => {}); require('fs').writeFileSync(process.argv[1], ''); setInterval(() => {}, 1e6)";
  const { shell, pidFile } = await shellWithBrowser(`exec "${process.execPath}" -e "${deaf}" "$0.deaf"`);
  await expect.poll(() => existsSync(pidFile.replace(/pid$/, 'deaf'))).toBe(true);
  await shell.close();
  expect(hasLeft(pidFile)).toBe(true);
});

test('a browser that has gone before its first window is opened anew by a second start', async () => {
  const { pidFile, data } = await shellWithBrowser('[ -e "$0.once" ] && exec sleep 600; touch "$0.once"');
  await expect.poll(() => hasLeft(pidFile)).toBe(true);
  expect(await handOver(data, 'browser', ['lobby'])).toMatchObject({ opened: true });
  await expect.poll(() => existsSync(pidFile) && !hasLeft(pidFile)).toBe(true);
  // The hook that closes the shell ends this one too.
});

test('the address of a shell that is gone is no shell', async () => {
  const { shell, data } = await shellWithBrowser('exec sleep 600');
  const word = join(data.path, 'browser-shell.json');
  const text = readFileSync(word, 'utf8');
  expect(statSync(word).mode & 0o077).toBe(0);
  await shell.close();
  expect(existsSync(word)).toBe(false);
  writeFileSync(word, text);
  expect(await handOver(data, 'browser', ['lobby'])).toBeUndefined();
});

describe('after a crash', () => {
  /** A shell that was killed, as far as the next one can see: its word is still there, its port is free. */
  async function crashed(): Promise<{ readonly suite: Suite; readonly port: number; readonly cookie: string }> {
    const suite = new Suite({
      data: openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-crash-'))),
      bank: {},
      node: process.execPath,
    });
    const word = join(suite.data.path, 'browser-shell.json');
    const shell = await startBrowserShell(suite, HEADLESS);
    const text = readFileSync(word, 'utf8');
    const cookie = await cookieOf(shell);
    await shell.close();
    writeFileSync(word, text);
    opened.push(suite);
    return { suite, port: Number(new URL(shell.url).port), cookie };
  }

  test('the next shell has the port of before, where windows come back with the new secret only', async () => {
    const { suite, port, cookie } = await crashed();
    const shell = await startBrowserShell(suite, HEADLESS);
    opened.push(shell);
    expect(Number(new URL(shell.url).port)).toBe(port);
    const page = new URL('/clock/', shell.url);
    expect((await fetch(page, { headers: { cookie } })).status).toBe(403);
    expect((await fetch(page, { headers: { cookie: await cookieOf(shell) } })).status).toBe(200);
  });

  test('a port that another program has taken meanwhile is no hindrance', async () => {
    const { suite, port } = await crashed();
    const taker = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => taker.once('listening', resolve));
    const shell = await startBrowserShell(suite, HEADLESS);
    opened.push(shell, { close: async () => void taker.close() });
    expect(Number(new URL(shell.url).port)).not.toBe(port);
  });

  test('who has taken the port meanwhile learns no secret, and is not believed', async () => {
    const { suite, port } = await crashed();
    const word = readFileSync(join(suite.data.path, 'browser-shell.json'), 'utf8');
    const heard: string[] = [];
    const impostor = createWebServer((request, response) => {
      heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
      // All that it can say: what it was told, and a URL of its own.
      response.writeHead(200, { 'lobby-proof': request.headers['lobby-proof'] ?? '' });
      response.end(JSON.stringify({ url: 'http://evil.example/\u001b[2J', opened: true }));
    }).listen(port, '127.0.0.1');
    await new Promise((resolve) => impostor.once('listening', resolve));
    opened.push({ close: async () => void impostor.close() });
    expect(await handOver(suite.data, 'browser', ['lobby'])).toBeUndefined();
    expect(heard).toHaveLength(1);
    expect(heard.join()).not.toContain(JSON.parse(word).secret);
  });
});

test('a reload is no end', async () => {
  const { shell } = await shellWithBrowser('exec sleep 600');
  const before = await openWindow(shell);
  const gone = new Promise((resolve) => before.once('close', resolve));
  before.close();
  await gone;
  const after = await openWindow(shell);
  expect(await hasEnded(shell)).toBe(false);
  after.close();
});

test('a browser that hands the URL over to another and leaves is no end', async () => {
  const { shell, pidFile } = await shellWithBrowser('exit 0');
  await expect.poll(() => hasLeft(pidFile)).toBe(true);
  const window = await openWindow(shell);
  expect(await hasEnded(shell)).toBe(false);
  const closed = performance.now();
  window.close();
  await shell.done;
  // Not at once: it could have been a reload.
  expect(performance.now() - closed).toBeGreaterThan(1_000);
});
