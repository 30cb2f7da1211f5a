import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { WindowChannel } from '../../contract/window-channel.ts';
import { IPC } from './names.ts';

/**
 * All that a page is given: four fixed channels, no ipcRenderer, no Node. What it says is checked in the main process
 * (ipc.ts), never here.
 */
function listen<Arguments extends unknown[]>(channel: string, listener: (...values: Arguments) => void): () => void {
  const inner = (_event: IpcRendererEvent, ...values: unknown[]) => listener(...(values as Arguments));
  ipcRenderer.on(channel, inner);
  return () => {
    ipcRenderer.off(channel, inner);
  };
}

const channel: WindowChannel = {
  shell: 'electron',
  request: (name, argument) => ipcRenderer.invoke(IPC.call, name, argument),
  onEvent: (listener) => listen<[string, unknown]>(IPC.event, listener),
  onFrame: (listener) => listen<[Uint8Array<ArrayBuffer>]>(IPC.frame, listener),
  // The main process is the suite: while there is a window, it answers.
  onConnection(listener) {
    listener(true);
    return () => {};
  },
  openWindow: (kind) => ipcRenderer.send(IPC.openWindow, kind),
};

contextBridge.exposeInMainWorld('lobby', channel);
