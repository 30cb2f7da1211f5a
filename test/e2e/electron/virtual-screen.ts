import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findProgram } from '../../../shared/find-program.mjs';

/** A screen that only exists in memory, with a window manager: windows get the focus, fill the screen and have titles. */
export interface VirtualScreen {
  /** What the environment's DISPLAY must be. */
  readonly display: string;
  /** Presses keys as a keyboard would, into whatever window has the focus. @param keys as xdotool names them */
  press(keys: string): void;
  /** The title of the window that has the focus. @throws Error while none has it */
  active(): string;
  /** The titles of all windows, dialogs included. */
  titles(): readonly string[];
  close(): Promise<void>;
}

/** Whether such screens can be made here. */
export function virtualScreensThere(): boolean {
  return ['Xvfb', 'openbox', 'xdotool'].every((name) => findProgram([name]) !== undefined);
}

export async function openVirtualScreen(): Promise<VirtualScreen> {
  // Xvfb takes a display that is free, and says on the fourth descriptor which.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    (server.stdio[3] as Readable).once('data', (said) => resolve(String(said).trim()));
  });
  const display = `:${number}`;
  const env = { ...process.env, DISPLAY: display };
  const manager = spawn('openbox', [], { stdio: 'ignore', env });
  const hand = (...args: readonly string[]) => execFileSync('xdotool', args, { env, encoding: 'utf8' });
  return {
    display,
    active: () => hand('getactivewindow', 'getwindowname').trim(),
    press: (keys) => void hand('key', '--clearmodifiers', keys),
    titles() {
      const windows = hand('search', '--onlyvisible', '--name', '.').trim().split('\n');
      return windows.map((window) => hand('getwindowname', window).trim());
    },
    async close() {
      await end(manager);
      await end(server);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}
