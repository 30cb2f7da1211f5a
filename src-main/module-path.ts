import { fileURLToPath } from 'node:url';

/**
 * The files that run as threads or processes of their own, by name, relative to this folder. The Electron build
 * makes an entry of each (electron.vite.config.ts reads this table), so that they lie flat beside the bundle.
 */
export const MODULES = {
  'session-thread': 'bank/session/threads/session-thread.ts',
  'ledger-thread': 'bank/ledger-thread/thread.ts',
  'history-thread': 'bank/history-thread/thread.ts',
  'audit-thread': 'bank/audit-thread/thread.ts',
  'crowd-thread': 'crowd/crowd-thread.ts',
  'camera-process': 'camera/process/camera-process.ts',
} as const;

const inSource = import.meta.url.endsWith('.ts');

/**
 * Where the files are that plain Node runs and reads, as a URL: the checkout, or in a packaged app the folder `plain`
 * beside the archive, which only Electron itself can read (scripts/package puts it there).
 * @param module URL of this module, in the source tree, in the bundle out/main, or in the archive's out/main
 */
export function filesFolder(module: string): string {
  const root = new URL(module.endsWith('.ts') ? '../' : '../../', module).href;
  return root.replace(/\/app\.asar\/$/, '/plain/');
}

/**
 * Absolute path of a file of the checkout, e.g. `models`; from the source tree, the bundle in out/ and a packaged app
 * alike.
 */
export function checkoutPath(path: string): string {
  return fileURLToPath(new URL(path, filesFolder(import.meta.url)));
}

/** Absolute path of such a file, in the source tree or in the bundle, whichever is running. */
export function modulePath(name: keyof typeof MODULES): string {
  return checkoutPath(inSource ? `src-main/${MODULES[name]}` : `out/main/${name}.js`);
}
