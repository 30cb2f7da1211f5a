import type { CallOutcome, WindowKind } from '../../../src-main/contract/windows.ts';
import { HOSTS } from '../../../src-main/shell/electron/names.ts';
import * as electron from './electron-stand-in.ts';

/** The newest open window of a kind; undefined: none is open. */
export function findWindow(kind: WindowKind): electron.BrowserWindow | undefined {
  return electron.BrowserWindow.all.findLast(
    ({ webContents }) => webContents.mainFrame.url === `lobby://${HOSTS[kind]}/${kind}/index.html`,
  );
}

/** @throws Error if none is open */
export function windowOf(kind: WindowKind): electron.BrowserWindow {
  const window = findWindow(kind);
  if (window === undefined) throw new Error(`no ${kind} window is open`);
  return window;
}

/** Calls as the page in that window would, through the real handler. */
export function call(window: electron.BrowserWindow, name: string, argument: unknown, frame: unknown = undefined) {
  const handler = electron.ipcMain.handlers.get('lobby:call') as unknown as (...values: unknown[]) => unknown;
  const { webContents } = window;
  const event = { sender: webContents, senderFrame: frame === undefined ? webContents.mainFrame : frame };
  return Promise.resolve(handler(event, name, argument)) as Promise<CallOutcome>;
}
