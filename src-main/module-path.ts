import { fileURLToPath } from 'node:url';

/**
 * The files that run as threads or processes of their own, by name, relative to this folder. The Electron build
 * makes an entry of each (electron.vite.config.ts reads this table), so that they lie flat beside the bundle.
 */
export const MODULES = {
  'session-thread': 'bank/session/session-thread.ts',
  'ledger-thread': 'bank/ledger/ledger-thread.ts',
  'crowd-thread': 'crowd/crowd-thread.ts',
  'camera-process': 'camera/process/camera-process.ts',
} as const;

const inSource = import.meta.url.endsWith('.ts');

/** Absolute path of a file of the checkout, e.g. `models`; from the source tree as well as from the bundle in out/. */
export function checkoutPath(path: string): string {
  return fileURLToPath(new URL(`${inSource ? '..' : '../..'}/${path}`, import.meta.url));
}

/** Absolute path of such a file, in the source tree or in the Electron bundle, whichever is running. */
export function modulePath(name: keyof typeof MODULES): string {
  return fileURLToPath(new URL(inSource ? `./${MODULES[name]}` : `./${name}.js`, import.meta.url));
}
