/** Names that the preload and the main process share. */
export const IPC = {
  call: 'lobby:call',
  event: 'lobby:event',
  frame: 'lobby:frame',
  openWindow: 'lobby:open-window',
} as const;

/** Where the pages live: a scheme of their own instead of file://. */
export const SCHEME = 'lobby';

/**
 * The host of each window's page. Chromium has a process for each host (electron-shell.ts): the windows that are at rest
 * until somebody does something share one, and those that draw all the time have their own, so that none waits for them.
 */
export const HOSTS = { lobby: 'app', atm: 'app', clock: 'app', camera: 'camera', lab: 'lab' } as const;
