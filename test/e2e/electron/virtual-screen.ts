import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { findProgram } from '../../../shared/find-program.mjs';
import { type Pixels, readWindowDump } from './framebuffer.ts';

/** A screen that only exists in memory, with a window manager: windows get the focus, fill the screen and have titles. */
export interface VirtualScreen {
  /** What the environment's DISPLAY must be. */
  readonly display: string;
  /** Presses keys as a keyboard would, into whatever window has the focus. @param keys as xdotool names them */
  press(keys: string): void;
  /** Clicks there, in pixels from the upper left. */
  click(x: number, y: number): void;
  /** Clicks there twice, as fast as people do. */
  doubleClick(x: number, y: number): void;
  /** The title of the window that has the focus. @throws Error while none has it */
  active(): string;
  /** The titles of all windows, dialogs included. */
  titles(): readonly string[];
  /** What it shows now. */
  pixels(): Pixels;
  close(): Promise<void>;
}

/** Between the two clicks. */
const DOUBLE_CLICK_MS = 80;
/** How often in a row a window may close while all are looked through. */
const LOOKS = 10;

/** Whether such screens can be made here. */
export function virtualScreensThere(): boolean {
  return ['Xvfb', 'openbox', 'xdotool'].every((name) => findProgram([name]) !== undefined);
}

export async function openVirtualScreen(): Promise<VirtualScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-screen-'));
  // Xvfb takes a display that is free, and says on the fourth descriptor which.
  const options = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-fbdir', folder];
  const server = spawn('Xvfb', options, {
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
    click: (x, y) => void hand('mousemove', String(x), String(y), 'click', '1'),
    doubleClick: (x, y) =>
      void hand('mousemove', String(x), String(y), 'click', '--repeat', '2', '--delay', String(DOUBLE_CLICK_MS), '1'),
    titles: () =>
      untilNoneGoes(() => {
        const windows = hand('search', '--onlyvisible', '--name', '.').trim().split('\n');
        return windows.map((window) => hand('getwindowname', window).trim());
      }),
    pixels: () => readWindowDump(readFileSync(join(folder, 'Xvfb_screen0'))),
    async close() {
      await end(manager);
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** xdotool fails as a whole when one of the windows that it walks through closes meanwhile: then it looks again. */
function untilNoneGoes<Found>(look: () => Found): Found {
  for (let tries = 1; ; tries++) {
    try {
      return look();
    } catch (error) {
      if (tries === LOOKS || !String(error).includes('BadWindow')) throw error;
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}
