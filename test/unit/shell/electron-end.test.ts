import type { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BankStatus } from '../../../src-main/contract/board.ts';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { servePages } from '../../../src-main/shell/browser/page-server.ts';
import { runElectronShell } from '../../../src-main/shell/electron/electron-shell.ts';
import { handOver, publishAddress } from '../../../src-main/shell/second-start/hand-over.ts';
import { Suite } from '../../../src-main/shell/suite.ts';
import { openPort } from '../../wire/bank/running-bank.ts';
import { call, windowOf } from './electron-page.ts';
import * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));
electron.startAnew();

/** Proves how the Electron shell ends: when it is quit, and at once where Lobby runs already with its data folder. */
const start = (data: string, ...more: string[]) =>
  runElectronShell(['--data', data, '--port', '0', '--terminal-port', '0', ...more]);

/** Whether something listens there. */
function connected(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('error', () => resolve(false))
      .on('connect', () => {
        socket.destroy();
        resolve(true);
      });
  });
}

const forgetListeners = electron.keepListeners();

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'lobby-electron-'));
  electron.app.locked = true;
  electron.app.ended = Promise.withResolvers();
  // The app of an earlier test would open links and end, too.
  electron.app.removeAllListeners();
  forgetListeners();
  electron.BrowserWindow.all.splice(0);
});
afterAll(forgetListeners);

test('quitting waits until the bank has closed', async () => {
  await start(data);
  const outcome = await call(windowOf('lobby'), 'bank.status', {});
  const status = (outcome.ok ? outcome.value : undefined) as BankStatus;
  if (status.state !== 'listening') throw new Error(status.state);
  let ended = false;
  void electron.app.ended.promise.then(() => {
    ended = true;
  });
  electron.app.quit();
  electron.app.quit();
  expect(ended).toBe(false);
  // Meanwhile somebody starts it again: nothing opens in the app that closes, and another comes after it.
  const before = electron.BrowserWindow.all.length;
  electron.app.emit('second-instance', {}, [], '', { windows: ['atm'] });
  expect(electron.BrowserWindow.all).toHaveLength(before);
  expect(electron.app.relaunches).toEqual([{ execPath: process.execPath, args: process.argv.slice(1) }]);
  await electron.app.ended.promise;
  expect(await connected(openPort(status, 'teletype'))).toBe(false);
});

test('an AppImage that is started while it closes is run anew from its file', async () => {
  const file = join(data, 'Lobby.AppImage');
  writeFileSync(file, '');
  vi.stubEnv('APPIMAGE', file);
  vi.stubEnv('APPDIR', dirname(process.execPath));
  try {
    await start(data);
    electron.app.relaunches.length = 0;
    electron.app.quit();
    electron.app.emit('second-instance', {}, [], '', { windows: [] });
    await electron.app.ended.promise;
    expect(electron.app.relaunches).toEqual([{ execPath: file, args: process.argv.slice(1) }]);
  } finally {
    vi.unstubAllEnvs();
  }
});

describe('before the first page has loaded', () => {
  beforeEach(() => {
    electron.pages.load = false;
  });
  afterEach(() => {
    electron.pages.load = true;
  });

  test('there are the settings but no bank; what is asked of that is answered once there is one', async () => {
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ theme: 'dark' }));
    const started = start(data);
    await vi.waitFor(() => windowOf('lobby'));
    const lobby = windowOf('lobby');
    const status = call(lobby, 'bank.status', {});
    expect(await call(lobby, 'settings.get', {})).toMatchObject({ ok: true, value: { theme: 'dark' } });
    expect(existsSync(join(data, 'ledger.db'))).toBe(false);
    lobby.webContents.emit('dom-ready');
    expect(await status).toMatchObject({ ok: true });
    await started;
    expect(existsSync(join(data, 'ledger.db'))).toBe(true);
    electron.app.quit();
    await electron.app.ended.promise;
  });

  test('a page that asked for its settings only is told of their changes', async () => {
    const started = start(data, '--open', 'clock');
    await vi.waitFor(() => windowOf('clock'));
    await call(windowOf('clock'), 'settings.get', {});
    windowOf('lobby').webContents.emit('dom-ready');
    await started;
    await call(windowOf('lobby'), 'settings.change', { theme: 'light' });
    expect(windowOf('clock').webContents.sent.map(({ values }) => values[0])).toContain('settings');
    electron.app.quit();
    await electron.app.ended.promise;
  });

  test('a suite that can’t be made is told once, whatever the windows have asked', async () => {
    mkdirSync(join(data, 'lobby.log'));
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const started = start(data, '--open', 'clock');
    const failed = expect(started).rejects.toMatchObject({ code: 'log_unwritable' });
    await vi.waitFor(() => windowOf('clock'));
    await call(windowOf('clock'), 'settings.get', {});
    windowOf('lobby').webContents.emit('dom-ready');
    await failed;
    windowOf('clock').close();
    // Promises that nobody has caught are told of after those that were.
    await new Promise((resolve) => setImmediate(resolve));
    // By main.ts, which isn't here, and by nobody else.
    expect(said.mock.calls).toEqual([]);
    said.mockRestore();
  });

  test('a Lobby whose last window is closed opens no bank', async () => {
    const started = start(data);
    await vi.waitFor(() => windowOf('lobby'));
    windowOf('lobby').close();
    electron.app.emit('window-all-closed');
    await electron.app.ended.promise;
    await started;
    expect(existsSync(join(data, 'ledger.db'))).toBe(false);
  });
});

test('a Lobby whose bank could not open can be quit', async () => {
  const taker = createServer();
  await new Promise<void>((resolve) => taker.listen(0, '127.0.0.1', resolve));
  const { port } = taker.address() as AddressInfo;
  await runElectronShell(['--data', data, '--port', String(port), '--terminal-port', '0']);
  const outcome = await call(windowOf('lobby'), 'bank.status', {});
  expect(outcome).toMatchObject({ ok: true, value: { state: 'failed', code: 'port_in_use' } });
  electron.app.quit();
  await electron.app.ended.promise;
  taker.close();
});

describe('a bug', () => {
  afterEach(() => {
    electron.app.isPackaged = false;
  });

  test.each([
    ['uncaughtException', false],
    ['unhandledRejection', true],
  ] as const)('%s is logged and told in one sentence, the ledger is closed, the code is 1', async (event, packaged) => {
    await start(data);
    electron.app.isPackaged = packaged;
    const outcome = await call(windowOf('lobby'), 'bank.status', {});
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    // The newest is the one of this start.
    const bugs: EventEmitter = process;
    const met = bugs.listeners(event).at(-1) as (error: unknown) => void;
    met(new Error('a bug on purpose'));
    // What breaks while closing is no end of its own.
    met(new Error('another one'));
    await electron.app.ended.promise;
    const words = `Lobby closes because of an unexpected error: a bug on purpose. What the bank has confirmed is safe. The log says more: ${join(data, 'lobby.log')}`;
    expect(said.mock.calls.map(([text]) => text)).toEqual([`${words}\n`]);
    said.mockRestore();
    expect(electron.app.exitCode).toBe(1);
    expect(electron.log.includes(`Lobby: ${words}`)).toBe(packaged);
    // Who waits before the dialog keeps no other start away.
    expect(electron.log).toContain('lock released');
    const log = readFileSync(join(data, 'lobby.log'), 'utf8');
    expect(log).toContain('a bug on purpose');
    expect(log).toContain('another one');
    expect(log).toContain('"msg":"stopped"');
    const status = (outcome.ok ? outcome.value : undefined) as BankStatus;
    expect(await connected(openPort(status, 'teletype'))).toBe(false);
  });
});

test('without a sandbox, as root has to run it, none is asked for all processes', async () => {
  const before = electron.log.length;
  electron.app.switches.set('no-sandbox', '');
  await start(data);
  electron.app.switches.delete('no-sandbox');
  expect(electron.log.slice(before)).not.toContain('sandbox');
  expect(windowOf('lobby').options['webPreferences']).toMatchObject({ sandbox: true });
  electron.app.quit();
  await electron.app.ended.promise;
});

test.each([
  ['ar', 'rtl'],
  ['en', 'ltr'],
  ['system', undefined],
])('with the language %s the menus are laid out %s', async (language, direction) => {
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ language }));
  electron.app.switches.delete('force-ui-direction');
  await start(data);
  expect(electron.app.switches.get('force-ui-direction')).toBe(direction);
  electron.app.quit();
  await electron.app.ended.promise;
});

test('a start of the browser shell has its windows opened here, until the app quits', async () => {
  await start(data);
  const folder = openDataFolder(data);
  const lobby = windowOf('lobby');
  const before = lobby.focused;
  expect(await handOver(folder, 'electron', ['lobby', 'clock'])).toMatchObject({ opened: true });
  expect(lobby.focused).toBe(before + 1);
  windowOf('clock');
  electron.app.quit();
  await electron.app.ended.promise;
  expect(await handOver(folder, 'electron', ['lobby'])).toBeUndefined();
  expect(existsSync(join(data, 'electron-shell.json'))).toBe(false);
});

test('a second start ends at once and opens nothing', async () => {
  electron.app.locked = false;
  // As the first has made it (Chromium's process_singleton_posix.cc).
  mkdirSync(join(data, 'electron'));
  symlinkSync('machine-1', join(data, 'electron', 'SingletonLock'));
  await start(data);
  await electron.app.ended.promise;
  expect(electron.BrowserWindow.all).toEqual([]);
});

describe('a lock that could not be made', () => {
  afterEach(() => {
    delete electron.app.paths['temp'];
  });

  test('is told in a sentence', async () => {
    electron.app.locked = false;
    electron.app.paths['temp'] = join(data, 'nowhere');
    await expect(start(data)).rejects.toMatchObject({
      code: 'temporary_folder',
      message: `Lobby can't start: the folder for temporary files, ${join(data, 'nowhere')}, can't be written (ENOENT). Set TMPDIR to one that can.`,
    });
    expect(electron.BrowserWindow.all).toEqual([]);
  });

  test('because another Lobby was just ending is no fault of the folder', async () => {
    electron.app.locked = false;
    electron.app.paths['temp'] = data;
    await start(data);
    await electron.app.ended.promise;
  });
});

describe('beside a browser shell with the same data folder', () => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });

  /** @param opens whether it can open windows by itself */
  async function browserShell(opens: boolean) {
    const suite = new Suite({ data: openDataFolder(data), bank: {}, node: process.execPath });
    const server = await servePages(suite, { port: 0, version: '0' });
    const withdrawAddress = publishAddress(suite.data, 'browser', { port: server.port, secret: server.secret });
    const asked: WindowKind[] = [];
    server.onStart((windows) => {
      asked.push(...windows);
      return opens;
    });
    closings.push(async () => {
      withdrawAddress();
      await server.close();
      await suite.close();
    });
    return { asked, url: server.entrance('lobby') };
  }

  test('a start has the windows opened there, and ends', async () => {
    const { asked, url } = await browserShell(true);
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const started = start(data, '--open', 'clock');
    // macOS gives the link that the start is for once there is an app.
    electron.app.emit('open-url', new electron.Preventable(), 'lobby://open?windows=camera');
    await started;
    await electron.app.ended.promise;
    expect(said).toHaveBeenCalledWith(`Lobby runs already with this data folder, and has opened its window: ${url}\n`);
    said.mockRestore();
    expect(asked).toEqual(['lobby', 'clock', 'camera']);
    expect(electron.BrowserWindow.all).toEqual([]);
  });

  test.each([false, true])(
    'that opens no windows, a start says where it is and what to do (packaged: %s)',
    async (packaged) => {
      const { url } = await browserShell(false);
      const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      electron.app.isPackaged = packaged;
      await start(data);
      electron.app.isPackaged = false;
      await electron.app.ended.promise;
      const words = `Lobby runs already with this data folder, in the browser shell. Open ${url} in a browser, or stop that Lobby and start again.`;
      expect(said).toHaveBeenCalledWith(`${words}\n`);
      said.mockRestore();
      // Who has no terminal reads it in a window.
      expect(electron.log.includes(`Lobby: ${words}`)).toBe(packaged);
      expect(electron.BrowserWindow.all).toEqual([]);
    },
  );
});
