import { app, type BaseWindow, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Settings } from '../../contract/settings.ts';
import type { WindowKind } from '../../contract/windows.ts';
import type { Launch } from './launch.ts';
import { type NativeWords, nativeWords } from './native-words.ts';

/** Keys are the same in all languages, so that they can be learned once. */
const KEYS: Readonly<Record<WindowKind, string>> = {
  lobby: 'CommandOrControl+1',
  atm: 'CommandOrControl+N',
  clock: 'CommandOrControl+2',
  camera: 'CommandOrControl+3',
  lab: 'CommandOrControl+4',
};

/** Chromium's zoom levels: 0 is the actual size, each step is 1.2 times larger. */
const ZOOM_STEP = 0.5;
const MOST_ZOOM = 5;
const LEAST_ZOOM = -3;

/** Electron makes one of its own where there is none when the app is ready. */
export function noDefaultMenu(): void {
  Menu.setApplicationMenu(null);
}

/**
 * Sets the native menu, the dock's on macOS and the task bar's on Windows. On Linux that one is in the desktop entry.
 * Every item has a label of ours: Electron translates none.
 * @param launch how the task bar starts Lobby, which then hands over to this one
 */
export function setMenu(language: Settings['language'], launch: Launch, open: (kind: WindowKind) => void): void {
  const words = nativeWords(language);
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [appMenu(words)] : []),
      fileMenu(words, mac, open),
      editMenu(words),
      viewMenu(words),
      windowMenu(words, mac),
    ]),
  );
  app.dock?.setMenu(Menu.buildFromTemplate([{ label: words.atm, click: () => open('atm') }]));
  if (process.platform === 'win32') {
    const args = [...launch.args, '--open=atm'].map((word) => `"${word.replaceAll('"', '')}"`).join(' ');
    const { program } = launch;
    const looks = { title: words.atm, description: words.atm, iconPath: program, iconIndex: 0 };
    app.setUserTasks([{ program, arguments: args, ...looks }]);
  }
}

const SEPARATOR = { type: 'separator' } as const;

/** The first menu on macOS, which is named for the app by the system. */
function appMenu(words: NativeWords): MenuItemConstructorOptions {
  return {
    label: words.lobby,
    submenu: [
      { role: 'about', label: words.about },
      SEPARATOR,
      { role: 'services', label: words.services },
      SEPARATOR,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      SEPARATOR,
      { role: 'quit', label: words.quit },
    ],
  };
}

function fileMenu(words: NativeWords, mac: boolean, open: (kind: WindowKind) => void): MenuItemConstructorOptions {
  const item = (kind: WindowKind): MenuItemConstructorOptions => ({
    label: words[kind],
    accelerator: KEYS[kind],
    click: () => open(kind),
  });
  const last: MenuItemConstructorOptions = mac
    ? { role: 'close', label: words.close }
    : { role: 'quit', label: words.quit, accelerator: 'CommandOrControl+Q' };
  return {
    label: words.file,
    submenu: [item('lobby'), item('atm'), item('clock'), item('camera'), item('lab'), SEPARATOR, last],
  };
}

function editMenu(words: NativeWords): MenuItemConstructorOptions {
  return {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      SEPARATOR,
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      SEPARATOR,
      { role: 'selectAll', label: words.selectAll },
    ],
  };
}

function viewMenu(words: NativeWords): MenuItemConstructorOptions {
  const actualSize = (_item: unknown, window: BaseWindow | undefined) => zoom(window, () => 0);
  const zoomIn = (_item: unknown, window: BaseWindow | undefined) => zoom(window, (level) => level + ZOOM_STEP);
  const zoomOut = (_item: unknown, window: BaseWindow | undefined) => zoom(window, (level) => level - ZOOM_STEP);
  return {
    label: words.view,
    submenu: [
      { label: words.actualSize, accelerator: 'CommandOrControl+0', click: actualSize },
      { label: words.zoomIn, accelerator: 'CommandOrControl+=', click: zoomIn },
      { label: words.zoomOut, accelerator: 'CommandOrControl+-', click: zoomOut },
      // An item has one key; these are the others that people press: with Shift, and on the keypad.
      { label: words.zoomIn, accelerator: 'CommandOrControl+Plus', click: zoomIn, visible: false },
      { label: words.zoomIn, accelerator: 'CommandOrControl+numadd', click: zoomIn, visible: false },
      { label: words.zoomOut, accelerator: 'CommandOrControl+numsub', click: zoomOut, visible: false },
      { label: words.actualSize, accelerator: 'CommandOrControl+num0', click: actualSize, visible: false },
      SEPARATOR,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  };
}

function windowMenu(words: NativeWords, mac: boolean): MenuItemConstructorOptions {
  return {
    label: words.window,
    // macOS lists the open windows there.
    ...(mac ? { role: 'window' as const } : {}),
    submenu: [
      { role: 'minimize', label: words.minimize },
      ...(mac ? [{ role: 'zoom' as const, label: words.maximize }, SEPARATOR] : []),
      ...(mac ? [{ role: 'front' as const, label: words.toFront }] : [{ role: 'close' as const, label: words.close }]),
    ],
  };
}

/** Zooms one window; the others keep their size, because their zoom is isolated (app-windows.ts). */
function zoom(window: BaseWindow | undefined, change: (level: number) => number): void {
  if (!(window instanceof BrowserWindow)) return;
  const { webContents } = window;
  webContents.setZoomLevel(Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, change(webContents.getZoomLevel()))));
}
