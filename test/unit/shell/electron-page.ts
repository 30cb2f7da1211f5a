import type { CallOutcome } from '../../../src-main/contract/windows.ts';
import * as electron from './electron-stand-in.ts';

/** The newest open window of a kind; undefined: none is open. */
export function findWindow(kind: string): electron.BrowserWindow | undefined {
  return electron.BrowserWindow.all.findLast(
    ({ webContents }) => webContents.mainFrame.url === `lobby://app/${kind}/index.html`,
  );
}

/** @throws Error if none is open */
export function windowOf(kind: string): electron.BrowserWindow {
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
