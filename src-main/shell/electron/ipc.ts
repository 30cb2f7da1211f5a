import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { CallOutcome, WindowKind } from '../../contract/windows.ts';
import { windowKindSchema } from '../../contract/windows.ts';
import { HOSTS, IPC, SCHEME } from './names.ts';

/** What may be asked over IPC, once the sender is known to be one of our pages. */
export interface IpcHandlers {
  call(sender: WebContents, name: string, argument: unknown): Promise<CallOutcome>;
  openWindow(kind: WindowKind): void;
}

/**
 * The only place that touches ipcMain. A message counts only if it comes from the main frame of a page of our own
 * origin: a frame or a page that got in some other way is refused loudly.
 * @returns the function that stops listening
 */
export function listenToPages(handlers: IpcHandlers, complain: (words: string) => void): () => void {
  const refused = (event: IpcMainEvent | IpcMainInvokeEvent, what: string): boolean => {
    const frame = event.senderFrame;
    if (frame !== null && frame === event.sender.mainFrame && isOwnUrl(frame.url)) return false;
    complain(`Refused '${what}' from ${frame?.url ?? 'a frame that is gone'}.`);
    return true;
  };
  ipcMain.handle(IPC.call, (event, name: unknown, argument: unknown): Promise<CallOutcome> | CallOutcome => {
    if (refused(event, IPC.call) || typeof name !== 'string') {
      return { ok: false, error: { code: 'refused', message: 'This page may not ask anything of Lobby.' } };
    }
    return handlers.call(event.sender, name, argument);
  });
  ipcMain.on(IPC.openWindow, (event, kind: unknown) => {
    if (refused(event, IPC.openWindow)) return;
    const parsed = windowKindSchema.safeParse(kind);
    if (parsed.success) handlers.openWindow(parsed.data);
  });
  return () => {
    ipcMain.removeHandler(IPC.call);
    ipcMain.removeAllListeners(IPC.openWindow);
  };
}

const OWN_HOSTS: ReadonlySet<string> = new Set(Object.values(HOSTS));

/** Whether the URL is a page of ours. Parsed, not compared as text: `lobby://app.evil/` begins alike. */
export function isOwnUrl(url: string): boolean {
  const parsed = URL.parse(url);
  // URL.origin is 'null' for schemes that the URL standard doesn't know.
  return parsed?.protocol === `${SCHEME}:` && OWN_HOSTS.has(parsed.host);
}
