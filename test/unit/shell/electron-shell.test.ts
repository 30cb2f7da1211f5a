import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { runElectronShell } from '../../../src-main/shell/electron/electron-shell.ts';
import { call, findWindow, windowOf } from './electron-page.ts';
import * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));
electron.startAnew();

/**
 * Proves the wiring of the Electron shell: the real shell, suite and bank, with only the `electron` module stood in
 * for. What Electron itself does with it is shown by test/e2e where its binary is there.
 */
const data = mkdtempSync(join(tmpdir(), 'lobby-electron-'));

const platform = process.platform;
function pretend(other: NodeJS.Platform) {
  Object.defineProperty(process, 'platform', { value: other });
}
afterEach(() => pretend(platform));

const config = mkdtempSync(join(tmpdir(), 'lobby-config-'));
const AUTOSTART = join(config, 'autostart', 'lobby.desktop');

/** What stood there before anything was chosen. */
const atFirst = { autostart: true, loginItem: {} };

// After all else, so named first.
afterAll(electron.keepListeners());
beforeAll(async () => {
  vi.stubEnv('XDG_CONFIG_HOME', config);
  await runElectronShell(['--data', data, '--port', '0', '--terminal-port', '0', '--open', 'clock']);
  Object.assign(atFirst, { autostart: existsSync(AUTOSTART), loginItem: electron.app.loginItem });
});
afterAll(async () => {
  electron.app.quit();
  await electron.app.ended.promise;
  vi.unstubAllEnvs();
});

test('the lock, the sandbox for all and the scheme come before the app is ready', () => {
  expect(electron.log.slice(0, 5)).toEqual(['lock', 'sandbox', 'schemes', 'no default menu', 'ready']);
  expect(electron.app.paths['userData']).toBe(join(data, 'electron'));
});

test('the Lobby window and those asked for open, isolated and sandboxed', () => {
  for (const kind of ['lobby', 'clock'] as const) {
    // All there is: nothing that Electron's checklist warns of can be set beside it.
    expect(windowOf(kind).options['webPreferences']).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      preload: expect.stringMatching(/preload\.cjs$/),
    });
    // Dark, as the system says: no white flash.
    expect(windowOf(kind).options).toMatchObject({ show: false, backgroundColor: '#0e1211' });
  }
});

describe('IPC', () => {
  test('a page of ours is answered by the real bank', async () => {
    const outcome = await call(windowOf('lobby'), 'bank.status', {});
    expect(outcome).toMatchObject({ ok: true, value: { state: 'listening' } });
  });

  test.each([
    ['a page of another origin', { url: 'https://evil.example/' }],
    ['a page whose address begins alike', { url: 'lobby://app.evil/lobby/index.html' }],
    ['a frame inside of a page', { url: 'lobby://app/lobby/index.html' }],
    ['a frame that is gone', null],
  ])('%s is refused', async (_name, frame) => {
    const window = windowOf('lobby');
    if (frame !== null && frame.url !== 'lobby://app/lobby/index.html') {
      // Even as the main frame.
      const before = window.webContents.mainFrame.url;
      window.webContents.mainFrame.url = frame.url;
      expect(await call(window, 'bank.status', {})).toMatchObject({ ok: false, error: { code: 'refused' } });
      window.webContents.mainFrame.url = before;
    }
    expect(await call(window, 'bank.status', {}, frame)).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(readFileSync(join(data, 'lobby.log'), 'utf8')).toContain(
      `Refused 'lobby:call' from ${frame?.url ?? 'a frame'}`,
    );
  });

  test.each([
    ['a name that is none', 7, {}, 'refused'],
    ['a call there is not', 'bank.rob', {}, 'unknown_call'],
    ['an argument that is wrong', 'atm.deposit', { amount: 'all' }, 'bad_argument'],
  ])('%s is refused', async (_name, name, argument, code) => {
    expect(await call(windowOf('lobby'), name as string, argument)).toMatchObject({ ok: false, error: { code } });
  });

  test('a page can open windows, but only those there are', () => {
    const listener = electron.ipcMain.listeners.get('lobby:open-window') as unknown as (...values: unknown[]) => void;
    const { webContents } = windowOf('lobby');
    const before = electron.BrowserWindow.all.length;
    listener({ sender: webContents, senderFrame: webContents.mainFrame }, 'safe');
    listener({ sender: webContents, senderFrame: { url: 'https://evil.example/' } }, 'atm');
    expect(electron.BrowserWindow.all.length).toBe(before);
    listener({ sender: webContents, senderFrame: webContents.mainFrame }, 'atm');
    listener({ sender: webContents, senderFrame: webContents.mainFrame }, 'atm');
    expect(electron.BrowserWindow.all.length).toBe(before + 2);
  });
});

test('an ATM window has a session of its own, which ends with its page', async () => {
  electron.Menu.current
    .flatMap(({ submenu }) => submenu ?? [])
    .find(({ accelerator }) => accelerator === 'CommandOrControl+N')
    ?.click?.();
  const window = windowOf('atm');
  const loggedIn = await call(window, 'atm.login', { account: '1999', pin: '999' });
  expect(loggedIn).toMatchObject({ ok: true, value: { balance: 500_000 } });
  expect(window.webContents.sent.map(({ values }) => values[0])).toContain('atm.state');
  window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  expect(await call(window, 'atm.statement', {})).toMatchObject({ ok: false });
});

test('a page that crashed is loaded again, at most three times in a minute', () => {
  const { webContents } = windowOf('clock');
  const crash = () => webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  // Without a fraction, of which adding a minute could round some off.
  const begun = Math.floor(performance.now());
  const clock = vi.spyOn(performance, 'now').mockReturnValue(begun);
  try {
    for (let times = 0; times < 5; times += 1) crash();
    expect(webContents.reloads).toBe(3);
    clock.mockReturnValue(begun + 59_999);
    crash();
    expect(webContents.reloads).toBe(3);
    clock.mockReturnValue(begun + 60_000);
    crash();
    expect(webContents.reloads).toBe(4);
  } finally {
    clock.mockRestore();
  }
});

describe('guards', () => {
  test.each(['https://evil.example/', 'file:///etc/passwd', 'lobby://other/lobby/index.html', 'javascript:alert(1)'])(
    'a page can not go to %s',
    (url) => {
      const { webContents } = windowOf('lobby');
      for (const way of ['will-navigate', 'will-redirect']) {
        const event = Object.assign(new electron.Preventable(), { url });
        webContents.emit(way, event);
        expect(event.prevented).toBe(true);
      }
      expect(webContents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' });
    },
  );

  test('frames and webviews are not to be had', () => {
    const { webContents } = windowOf('lobby');
    const frame = Object.assign(new electron.Preventable(), { isMainFrame: false });
    webContents.emit('will-frame-navigate', frame);
    const webview = new electron.Preventable();
    webContents.emit('will-attach-webview', webview);
    expect([frame.prevented, webview.prevented]).toEqual([true, true]);
  });

  test.each([
    ['fullscreen', 'lobby://app/clock/index.html', true],
    ['clipboard-sanitized-write', 'lobby://app/lobby/index.html', true],
    ['fullscreen', 'https://evil.example/', false],
    ['media', 'lobby://camera/camera/index.html', false],
    ['geolocation', 'lobby://app/clock/index.html', false],
    ['notifications', 'lobby://app/lobby/index.html', false],
  ])('%s for %s: %s', (permission, url, granted) => {
    const { ask, lookUp, device } = electron.session.defaultSession;
    const answers: boolean[] = [];
    ask?.(null, permission, (answer) => answers.push(answer), { requestingUrl: url });
    expect(answers).toEqual([granted]);
    expect(lookUp?.(null, permission, url)).toBe(granted);
    expect(device?.()).toBe(false);
  });
});

describe('the scheme', () => {
  test('is standard and secure, and no more', () => {
    expect(electron.protocol.schemes).toEqual([
      { scheme: 'lobby', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });
  test('serves pages with the policy, and nothing from other hosts', async () => {
    const serve = electron.protocol.handlers.get('lobby');
    const page = await serve?.(new Request('lobby://app/clock/index.html'));
    expect(page?.status).toBe(200);
    expect(page?.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(await page?.text()).toContain('<html');
    const head = await serve?.(new Request('lobby://app/clock/index.html', { method: 'HEAD' }));
    expect([head?.status, head?.headers.get('Content-Type'), await head?.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ]);
    const post = new Request('lobby://app/clock/index.html', { method: 'POST' });
    expect((await serve?.(post))?.status).toBe(405);
    expect((await serve?.(new Request('lobby://other/clock/index.html')))?.status).toBe(404);
    expect((await serve?.(new Request('lobby://app/..%2f..%2fpackage.json')))?.status).toBe(404);
  });
});

test('the menu opens the windows by keys, and the theme and language follow the settings', async () => {
  const [file] = electron.Menu.current;
  expect(file?.submenu?.map(({ accelerator }) => accelerator).filter((key) => key !== undefined)).toEqual([
    'CommandOrControl+1',
    'CommandOrControl+N',
    'CommandOrControl+2',
    'CommandOrControl+3',
    'CommandOrControl+4',
    'CommandOrControl+Q',
  ]);
  await call(windowOf('lobby'), 'settings.change', { theme: 'light', language: 'ar' });
  expect(electron.nativeTheme.themeSource).toBe('light');
  expect(electron.Menu.current.map(({ label }) => label)).toContain('ملف');
});

test('the menu has the language that the pages choose from the same system', async () => {
  // There is no catalogue for French; pages take the next one.
  electron.app.systemLanguages = ['fr', 'ar-EG', 'en-GB'];
  await call(windowOf('lobby'), 'settings.change', { language: 'system' });
  expect(electron.Menu.current.map(({ label }) => label)).toContain('ملف');
  electron.app.systemLanguages = ['en-GB'];
});

test('a second start brings the Lobby window forward and opens what it was asked to', () => {
  findWindow('camera')?.close();
  const before = electron.BrowserWindow.all.length;
  const focused = windowOf('lobby').focused;
  electron.app.emit('second-instance', {}, [], '', { windows: ['clock', 'camera'] });
  expect(windowOf('lobby').focused).toBe(focused + 1);
  // The clock was open already.
  expect(electron.BrowserWindow.all.length).toBe(before + 1);
  electron.app.emit('second-instance', {}, [], '', { windows: ['/etc/passwd'] });
  expect(electron.BrowserWindow.all.length).toBe(before + 1);
});

test.each<[string, readonly WindowKind[]]>([
  ['lobby://open?windows=camera', ['lobby', 'camera']],
  ['lobby://open', ['lobby']],
])('the link %s brings forward %j', (url, kinds) => {
  electron.app.emit('second-instance', {}, [], '', { windows: kinds });
  const before = new Map(kinds.map((kind) => [kind, windowOf(kind).focused]));
  const event = new electron.Preventable();
  electron.app.emit('open-url', event, url);
  expect(event.prevented).toBe(true);
  for (const kind of kinds) expect(windowOf(kind).focused).toBe((before.get(kind) ?? 0) + 1);
});

test('a link that is wrong opens nothing and is in the log', () => {
  const before = electron.BrowserWindow.all.length;
  electron.app.emit('open-url', new electron.Preventable(), 'lobby://open?windows=atm&data=/tmp/other');
  expect(electron.BrowserWindow.all.length).toBe(before);
  expect(readFileSync(join(data, 'lobby.log'), 'utf8')).toContain(
    "The link 'lobby://open?windows=atm&data=/tmp/other'",
  );
});

describe('the start at login', () => {
  const choose = (startAtLogin: boolean) => call(windowOf('lobby'), 'settings.change', { startAtLogin });

  test('is off until it is chosen', () => {
    expect(atFirst).toEqual({ autostart: false, loginItem: {} });
  });

  test('is a desktop entry on Linux, which goes when it is not wanted any more', async () => {
    pretend('linux');
    await choose(true);
    const entry = readFileSync(AUTOSTART, 'utf8');
    expect(entry).toContain(`\nExec=${process.execPath} /apps/lobby -- --data ${data}\n`);
    await choose(false);
    expect(existsSync(AUTOSTART)).toBe(false);
  });

  test('is asked of Electron elsewhere, with the command that starts this Lobby', async () => {
    pretend('win32');
    await choose(true);
    expect(electron.app.loginItem).toEqual({
      openAtLogin: true,
      path: process.execPath,
      args: ['/apps/lobby', '--', '--data', data],
    });
    await choose(false);
    expect(electron.app.loginItem).toMatchObject({ openAtLogin: false });
  });

  test('on macOS is of no use to an app that is not packaged', async () => {
    pretend('darwin');
    electron.app.loginItem = {};
    await choose(true);
    expect(electron.app.loginItem).toEqual({});
    expect(readFileSync(join(data, 'lobby.log'), 'utf8')).toContain('macOS starts only packaged apps at login');
    electron.app.isPackaged = true;
    await choose(false);
    await choose(true);
    expect(electron.app.loginItem).toMatchObject({ openAtLogin: true });
    await choose(false);
    electron.app.isPackaged = false;
  });
});

test('the task bar of Windows starts Lobby with a new ATM', async () => {
  pretend('win32');
  await call(windowOf('lobby'), 'settings.change', { language: 'en' });
  expect(electron.app.userTasks).toEqual([
    expect.objectContaining({
      title: 'New ATM',
      program: process.execPath,
      arguments: `"/apps/lobby" "--" "--data" "${data}" "--open=atm"`,
    }),
  ]);
});

test('windows that grow show the ground of the theme that is chosen now', () => {
  for (const [dark, ground] of [
    [false, '#f4f2ed'],
    [true, '#0e1211'],
  ] as const) {
    electron.nativeTheme.shouldUseDarkColors = dark;
    electron.nativeTheme.emit('updated');
    expect(windowOf('lobby').ground).toBe(ground);
  }
});

test('the clock stays above other windows by choice', async () => {
  expect(windowOf('clock').onTop).toBe(false);
  await call(windowOf('clock'), 'settings.change', { clock: { onTop: true } });
  expect(windowOf('clock').onTop).toBe(true);
  expect(windowOf('lobby').onTop).toBe(false);
});

test('a window comes back where it was', () => {
  Object.assign(windowOf('clock'), { bounds: { x: 311, y: 122, width: 640, height: 480 }, maximized: true });
  windowOf('clock').close();
  electron.app.emit('second-instance', {}, [], '', { windows: ['clock'] });
  const clock = windowOf('clock');
  expect(clock.options).toMatchObject({ x: 311, y: 122, width: 640, height: 480 });
  expect([clock.shown, clock.maximized]).toEqual([0, false]);
  clock.emit('ready-to-show');
  expect([clock.shown, clock.maximized]).toEqual([1, true]);
  expect(existsSync(join(data, 'windows.json'))).toBe(true);
});
