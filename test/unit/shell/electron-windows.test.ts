import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runElectronShell } from '../../../src-main/shell/electron/electron-shell.ts';
import { call, findWindow, windowOf } from './electron-page.ts';
import * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));
electron.startAnew();

/** Proves how the Electron shell keeps its windows: their places, their zoom, their menus, and who may close what. */
const data = mkdtempSync(join(tmpdir(), 'lobby-electron-'));

const platform = process.platform;
function pretend(other: NodeJS.Platform) {
  Object.defineProperty(process, 'platform', { value: other });
}
afterEach(() => pretend(platform));

// After all else, so named first.
afterAll(electron.keepListeners());
beforeAll(() => runElectronShell(['--data', data, '--port', '0', '--terminal-port', '0', '--open', 'atm,clock']));
afterAll(async () => {
  electron.app.quit();
  await electron.app.ended.promise;
});

const open = (...windows: readonly string[]) => electron.app.emit('second-instance', {}, [], '', { windows });
const placeOf = ({ bounds: { x, y } }: electron.BrowserWindow) => `${x},${y}`;

describe('places', () => {
  test('windows that were never moved do not cover each other', () => {
    open('atm', 'atm');
    const places = electron.BrowserWindow.all.map(placeOf);
    expect(places.length).toBeGreaterThanOrEqual(5);
    expect(new Set(places).size).toBe(places.length);
  });

  test('the bounds of a full screen are not kept as a place', () => {
    open('clock');
    const clock = windowOf('clock');
    clock.bounds = { x: 301, y: 102, width: 640, height: 480 };
    clock.close();
    open('clock');
    const again = windowOf('clock');
    again.fullScreen = true;
    // As some window managers report them.
    again.bounds = { x: 0, y: 0, width: 1920, height: 1080 };
    again.close();
    const places: unknown = JSON.parse(readFileSync(join(data, 'windows.json'), 'utf8'));
    expect(places).toMatchObject({ clock: { x: 301, y: 102, width: 640, height: 480 } });
  });
});

describe('closing', () => {
  test('a window that is asked for while it closes is opened again', () => {
    open('clock');
    const closing = windowOf('clock');
    closing.leave();
    const focused = closing.focused;
    open('clock');
    expect(closing.focused).toBe(focused);
    closing.goAway();
    expect(windowOf('clock')).not.toBe(closing);
  });

  test('a page that went to about:blank is brought back', async () => {
    const { webContents } = windowOf('clock');
    const { url } = webContents.mainFrame;
    webContents.mainFrame.url = 'about:blank';
    webContents.emit('did-navigate', {}, 'about:blank');
    await expect.poll(() => webContents.mainFrame.url).toBe(url);
  });
});

/** All items of the menus, with those that are not shown. */
const items = () => electron.Menu.current.flatMap(({ submenu }) => submenu ?? []);
const press = (key: string, window: electron.BrowserWindow) =>
  items()
    .find(({ accelerator }) => accelerator === `CommandOrControl+${key}`)
    ?.click?.({}, window);

describe('zoom', () => {
  test('is each window’s own, by every key that people press for it', () => {
    const [one, other] = [windowOf('lobby'), windowOf('atm')];
    expect([one.webContents.zoomMode, other.webContents.zoomMode]).toEqual(['isolated', 'isolated']);
    for (const key of ['=', 'Plus', 'numadd']) press(key, one);
    expect([one.webContents.zoomLevel, other.webContents.zoomLevel]).toEqual([1.5, 0]);
    for (const key of ['-', 'numsub']) press(key, one);
    expect(one.webContents.zoomLevel).toBe(0.5);
    for (const key of ['0', 'num0']) {
      press('=', one);
      press(key, one);
      expect(one.webContents.zoomLevel).toBe(0);
    }
    for (let times = 0; times < 50; times += 1) press('=', one);
    expect(one.webContents.zoomLevel).toBe(5);
    for (let times = 0; times < 50; times += 1) press('-', one);
    expect(one.webContents.zoomLevel).toBe(-3);
    press('0', one);
  });
});

describe('menus', () => {
  test.each(['linux', 'win32', 'darwin'] as const)('on %s every item is in the chosen language', async (system) => {
    pretend(system);
    const labels: Record<string, (string | undefined)[]> = {};
    for (const language of ['en', 'ar']) {
      await call(windowOf('lobby'), 'settings.change', { language });
      const named = [...electron.Menu.current, ...items()].filter(({ type }) => type !== 'separator');
      labels[language] = named.map(({ label }) => label);
    }
    expect(labels['en']?.filter((label) => !/^[A-Z][A-Za-z ]+$/.test(label ?? ''))).toEqual([]);
    expect(labels['ar']?.filter((label) => !/^[\p{Script=Arabic}\p{Mark} ]+$/u.test(label ?? ''))).toEqual([]);
    expect(labels['ar']?.length).toBe(labels['en']?.length);
  });

  test('a role that only macOS knows is nowhere else', async () => {
    pretend('linux');
    await call(windowOf('lobby'), 'settings.change', { language: 'en' });
    const roles = items().map(({ role }) => role);
    expect(roles).toContain('minimize');
    for (const role of ['zoom', 'front', 'hide', 'services']) expect(roles).not.toContain(role);
  });
});

test('what is saved has a dialog with a title in the chosen language, not the address of the picture', async () => {
  const asked: unknown[] = [];
  const item = {
    getFilename: () => '../lobby-camera.png',
    setSaveDialogOptions: (options: unknown) => asked.push(options),
  };
  for (const language of ['en', 'ar']) {
    await call(windowOf('lobby'), 'settings.change', { language });
    electron.session.defaultSession.emit('will-download', {}, item);
  }
  const defaultPath = '/people/me/downloads/lobby-camera.png';
  expect(asked).toEqual([
    { title: 'Save File', defaultPath },
    { title: 'حفظ الملف', defaultPath },
  ]);
});

test('nothing opens any more once the app quits', () => {
  findWindow('clock')?.close();
  electron.app.once('will-quit', (event: electron.Preventable) => event.preventDefault());
  electron.app.emit('before-quit');
  const before = electron.BrowserWindow.all.length;
  items()
    .find(({ accelerator }) => accelerator === 'CommandOrControl+2')
    ?.click?.();
  expect(electron.BrowserWindow.all.length).toBe(before);
});
