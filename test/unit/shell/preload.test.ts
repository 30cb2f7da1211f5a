import { beforeAll, expect, test, vi } from 'vitest';
import type { WindowChannel } from '../../../src-main/contract/window-channel.ts';
import * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));
electron.startAnew();

/** Proves that the preload gives a page the channel and nothing else of Electron. */
let channel: WindowChannel;
beforeAll(async () => {
  await import('../../../src-main/shell/electron/preload.ts');
  channel = electron.contextBridge.exposed['lobby'] as WindowChannel;
});

test('a page gets one object with the channel’s functions', () => {
  expect(Object.keys(electron.contextBridge.exposed)).toEqual(['lobby']);
  expect(Object.keys(channel).sort()).toEqual(['onConnection', 'onEvent', 'onFrame', 'openWindow', 'request', 'shell']);
});

test('a page can choose the call, never the channel', async () => {
  await channel.request('lobby:open-window', { any: 'thing' });
  channel.openWindow('atm');
  expect(electron.ipcRenderer.sent).toEqual([
    ['lobby:call', 'lobby:open-window', { any: 'thing' }],
    ['lobby:open-window', 'atm'],
  ]);
});

test('events and frames arrive without Electron’s event object, until the page stops listening', () => {
  const heard: unknown[][] = [];
  const stops = [
    channel.onEvent((...values) => heard.push(values)),
    channel.onFrame((...values) => heard.push(values)),
    channel.onConnection((...values) => heard.push(values)),
  ];
  const sender = { sender: electron.ipcRenderer };
  electron.ipcRenderer.emit('lobby:event', sender, 'settings', { theme: 'dark' });
  electron.ipcRenderer.emit('lobby:frame', sender, new Uint8Array([1, 2]));
  for (const stop of stops) stop();
  electron.ipcRenderer.emit('lobby:event', sender, 'settings', { theme: 'light' });
  expect(heard).toEqual([[true], ['settings', { theme: 'dark' }], [new Uint8Array([1, 2])]]);
});
