/** Names that the preload and the main process share. */
export const IPC = {
  call: 'lobby:call',
  event: 'lobby:event',
  frame: 'lobby:frame',
  openWindow: 'lobby:open-window',
} as const;

/** Where the pages live: a scheme of their own instead of file://, with one host. */
export const SCHEME = 'lobby';
export const ORIGIN = `${SCHEME}://app`;
