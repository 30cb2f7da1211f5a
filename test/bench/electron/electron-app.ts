import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import { WINDOW_SIZES, type WindowKind } from '../../../src-main/contract/windows.ts';
import { type Account, ordinaryAccount } from '../../e2e/electron/account.ts';
import { ELECTRON_VERSION, WITHOUT_ELECTRON } from '../../e2e/electron/electron-driver.ts';
import { openVirtualScreen, type VirtualScreen, virtualScreensThere } from '../../e2e/electron/virtual-screen.ts';
import { Skipped } from '../bench.ts';
import { type DebuggedPage, Devtools, until } from '../windows/devtools.ts';
import { paintedAt } from '../windows/opening.ts';

/** An Electron app with its first window open. */
export interface RunningApp {
  /** The main process, which all others of it come from. */
  readonly pid: number;
  readonly devtools: Devtools;
  /** The first window. */
  readonly page: DebuggedPage;
  /** From the start of its process until its first window's content was painted, ms. */
  readonly usableMs: number;
  stop(): Promise<void>;
}

/** Lobby, or the least that an Electron app can be, each started as an ordinary user starts it on a screen in memory. */
export interface ElectronBench {
  /** E.g. `Electron 45.4.1, drawing by software`. */
  readonly runtime: string;
  /** A folder for what the app is to read. */
  readonly folder: string;
  /** The Lobby window, and more. @param settings what settings.json holds; it stays from one start to the next */
  startLobby(more: readonly WindowKind[], settings?: SettingsPatch): Promise<RunningApp>;
  /** With a blank window of the size of each. */
  startEmpty(windows: readonly WindowKind[]): Promise<RunningApp>;
  close(): Promise<void>;
}

/** @throws Skipped where Electron can't be run */
export async function openElectronBench(): Promise<ElectronBench> {
  if (WITHOUT_ELECTRON !== undefined) throw new Skipped(WITHOUT_ELECTRON);
  if (!virtualScreensThere())
    throw new Skipped('there is no Xvfb with openbox and xdotool: a real screen would be measured too');
  const account = ordinaryAccount(findElectron() ?? '');
  const screen = await openVirtualScreen();
  const folder = mkdtempSync(join(tmpdir(), 'lobby-electron-bench-'));
  const empty = join(folder, 'empty-app');
  cpSync(join(import.meta.dirname, 'empty-app'), empty, { recursive: true });
  account.give(folder);
  const data = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    account.give(path);
    return path;
  };
  return {
    runtime: `Electron ${ELECTRON_VERSION}, drawing by software on a screen in memory${account.sandboxed ? '' : ', without its sandbox'}`,
    folder,
    startLobby(windows, settings) {
      const path = data('lobby');
      if (settings !== undefined) writeFileSync(join(path, 'settings.json'), JSON.stringify(settings));
      account.give(folder);
      const options = ['--data', path, '--port', '0', '--terminal-port', '0', '--open', windows.join(',')];
      return start(account, screen, account.app, options, {
        profile: join(path, 'electron'),
        page: 'lobby://app/lobby',
        content: '.launch',
      });
    },
    startEmpty(windows) {
      const path = data('empty');
      const sizes = windows.map((kind) => `${WINDOW_SIZES[kind].width}x${WINDOW_SIZES[kind].height}`).join(',');
      return start(account, screen, empty, ['--data', path, '--sizes', sizes], {
        profile: path,
        page: 'data:text/html',
        content: 'h1',
      });
    },
    async close() {
      await screen.close();
      account.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface FirstWindow {
  /** Where Chromium writes its DevTools port. */
  readonly profile: string;
  /** What its address begins with. */
  readonly page: string;
  /** Selector of what makes it usable. */
  readonly content: string;
}

async function start(
  account: Account,
  screen: VirtualScreen,
  app: string,
  args: readonly string[],
  first: FirstWindow,
): Promise<RunningApp> {
  rmSync(join(first.profile, 'DevToolsActivePort'), { force: true });
  const flags = ['--disable-gpu', '--remote-debugging-port=0', ...(account.sandboxed ? [] : ['--no-sandbox'])];
  const spawned = Date.now();
  const child = spawn(account.program, [...flags, app, '--', ...args], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...account.env, DISPLAY: screen.display, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null' },
  });
  const ended = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error('Electron could not be started');
  const devtools = await Devtools.connect(first.profile);
  const page = await devtools.page(first.page);
  const painted = await until('the first window', () => paintedAt(page, first.content));
  return {
    pid,
    devtools,
    page,
    usableMs: painted - spawned,
    async stop() {
      devtools.close();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
