import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../../../shared/chromium.mjs';

/** Nothing of the browser's own is wanted: no services, no first-run pages, no traffic. */
const QUIET_FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-features=Translate,MediaRouter',
  '--password-store=basic',
];

/** How long the browser may take to put its profile in order and end, ms. */
const CLOSING_MS = 5_000;

/** Opens windows without a browser's frame, in a profile of their own. */
export class Chromium {
  readonly #binary: string;
  readonly #profile: string;
  #first: ChildProcess | null = null;

  private constructor(binary: string, profile: string) {
    this.#binary = binary;
    this.#profile = profile;
  }

  /** @param folder where the profile is kept @returns null where there is no Chromium or Chrome */
  static find(folder: string): Chromium | null {
    const binary = findChromium();
    return binary === undefined ? null : new Chromium(binary, join(folder, 'browser'));
  }

  /** @param onGone called when the browser that was opened first has ended, as it does with its last window */
  open(url: string, onGone: () => void): void {
    mkdirSync(this.#profile, { recursive: true, mode: 0o700 });
    // No --window-size: it would hold for all windows of this browser, whatever they ask for. Pages
    // size themselves (src-renderer/bridge/come-back.ts).
    const flags = [...QUIET_FLAGS, `--user-data-dir=${this.#profile}`];
    // Chromium's sandbox refuses to work for root.
    if (process.getuid?.() === 0) flags.push('--no-sandbox', '--disable-gpu');
    const child = spawn(this.#binary, [...flags, `--app=${url}`], { stdio: 'ignore' });
    if (this.#first !== null && running(this.#first)) {
      // Later ones only hand their URL to the first and leave; one that can't start is a window that doesn't open.
      child.once('error', () => {});
      return;
    }
    this.#first = child;
    child.once('error', onGone);
    child.once('exit', onGone);
  }

  /** Ends the browser, by SIGKILL if it takes too long. */
  async close(): Promise<void> {
    const child = this.#first;
    if (child === null || !running(child)) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSING_MS);
    await gone;
    clearTimeout(timer);
  }
}

function running({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
