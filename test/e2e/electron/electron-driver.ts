import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BrowserWindow } from 'electron';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import type { CallOutcome, WindowKind } from '../../../src-main/contract/windows.ts';
import { collectComplaints, expectDone, PATIENCE_MS, type RunningSuite, type Shell } from '../suite-fixture.ts';
import { type Account, ordinaryAccount, ownAccount } from './account.ts';
import { openVirtualScreen, type VirtualScreen, virtualScreensThere } from './virtual-screen.ts';

const ELECTRON = findElectron();
/** Of the driver: holds an app back until the driver is connected. */
const DRIVER_LOADER = 'node_modules/playwright-core/lib/server/electron/loader.js';
const screenThere = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/** Why Electron can't be tested here, in words; undefined if it can. */
export const WITHOUT_ELECTRON =
  ELECTRON === undefined
    ? "its binary is not on this machine ('npm start' fetches it where it can; LOBBY_TEST_ELECTRON=stand-in takes an older one)"
    : !virtualScreensThere() && !screenThere
      ? 'there is no display, and no Xvfb, openbox and xdotool to make one'
      : undefined;

/** Electron's version, e.g. `45.4.1`. */
export const ELECTRON_VERSION = ELECTRON === undefined ? '' : versionOf(ELECTRON);

function versionOf(electron: string): string {
  const file = join(dirname(electron), 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'of unknown version';
}

/** What no test can find in the older Electron that stands in for the pinned one. */
const lacksOfOldElectron = {
  printedDigits: `Electron ${ELECTRON_VERSION} (Chromium 130) prints digits and points that no text can be made of`,
  isolatedZoom: `Electron ${ELECTRON_VERSION} shares the zoom between windows`,
};

/** A suite in Electron, and what only Electron has. */
export interface ElectronSuite extends RunningSuite {
  /** The main process, to look into and to do there what pages can't. */
  readonly app: ElectronApplication;
  /** null where windows open on the person's own screen. */
  readonly screen: VirtualScreen | null;
  /** What the main process has written to stderr. */
  said(): string;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

interface StartedByHand {
  readonly child: ChildProcess;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** All that it has said on stderr, once it has ended. */
  readonly said: Promise<string>;
}

/** The suite in Electron, from the build in out/. Its screen and its account are shared by all that it starts. */
export class ElectronShell implements Shell<ElectronSuite> {
  readonly name = 'electron';
  readonly lacks: Shell['lacks'];
  readonly #account: Account;
  #screen: Promise<VirtualScreen | null> | null = null;

  private constructor(account: Account) {
    this.#account = account;
    const old = Number.parseInt(ELECTRON_VERSION, 10) <= 33;
    this.lacks = {
      suiteOfItsOwn: 'the windows are of the same process: they end with it',
      severalOfAKind: 'of Lobby, clock and camera there is one window each',
      ...(old ? lacksOfOldElectron : {}),
    };
  }

  static forOrdinaryUser(): ElectronShell {
    return new ElectronShell(ordinaryAccount(ELECTRON ?? ''));
  }

  /** As whoever runs the tests: root has no sandbox. */
  static forMyself(): ElectronShell {
    return new ElectronShell(ownAccount(ELECTRON ?? ''));
  }

  /** As `forMyself`, with an app in another folder than the checkout, and more in its environment. */
  static forApp(app: string, env: NodeJS.ProcessEnv): ElectronShell {
    return new ElectronShell({ ...ownAccount(ELECTRON ?? ''), app, env: { ...process.env, ...env } });
  }

  lend(path: string): void {
    this.#account.give(path);
  }

  async close(): Promise<void> {
    await (await this.#screen)?.close();
    this.#account.close();
  }

  async start(data: string, args: readonly string[]): Promise<ElectronSuite> {
    const screen = await this.#openScreen();
    this.#account.give(data);
    const { sandboxed, program, artifacts, app: folder } = this.#account;
    const app = await _electron.launch({
      executablePath: program,
      // Else the driver turns it off.
      chromiumSandbox: sandboxed,
      acceptDownloads: true,
      artifactsDir: artifacts,
      // As the driver does where it chooses the binary itself: a window that comes before it is connected may never
      // count as loaded.
      args: ['-r', join(folder, DRIVER_LOADER), ...this.#commandLine(args)],
      env: this.#environment(screen),
    });
    return runningSuite(app, data, screen);
  }

  /** Starts Lobby as a person does, without a driver. @returns the process, its end, and what it says on stderr */
  async startByHand(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<StartedByHand> {
    const env = { ...this.#environment(await this.#openScreen()), ...more };
    const child = spawn(this.#account.program, this.#commandLine(args), { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const said = text(child.stderr);
    return { child, ended: new Promise((resolve) => child.once('exit', resolve)), said };
  }

  #openScreen(): Promise<VirtualScreen | null> {
    this.#screen ??= virtualScreensThere() ? openVirtualScreen() : Promise.resolve(null);
    return this.#screen;
  }

  #commandLine(args: readonly string[]): string[] {
    const { sandboxed, app } = this.#account;
    return ['--disable-gpu', ...(sandboxed ? [] : ['--no-sandbox']), app, '--', ...args];
  }

  #environment(screen: VirtualScreen | null): Record<string, string> {
    // There is no D-Bus on the screen's system.
    const display = screen === null ? {} : { DISPLAY: screen.display, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null' };
    const all = Object.entries({ ...this.#account.env, ...display });
    return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  }
}

async function runningSuite(
  app: ElectronApplication,
  data: string,
  screen: VirtualScreen | null,
): Promise<ElectronSuite> {
  // Now: once the app has ended, the driver knows of no process any more.
  const child = app.process();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const complaints: string[] = [];
  app.on('window', (page) => collectComplaints(page, complaints));
  app.context().setDefaultTimeout(PATIENCE_MS);
  const lobby = await app.firstWindow({ timeout: PATIENCE_MS });
  collectComplaints(lobby, complaints);
  await lobby.waitForLoadState();
  /** Of each kind, how large its first window was. */
  const sizes = new Map<WindowKind, Size>();
  const lobbySize = await sizeOf(lobby);
  /** Whether an earlier test has used the suite, and its Lobby window since that was loaded. */
  let isUsed = false;
  let isLobbyUsed = false;
  return {
    data,
    app,
    screen,
    said: () => said,
    ended,
    complaints,
    async open(kind: WindowKind) {
      if (kind === 'lobby') {
        if (isLobbyUsed) await makeNew(lobby, lobbySize);
        isLobbyUsed = false;
        return lobby;
      }
      const [page] = await Promise.all([
        app.waitForEvent('window'),
        // The bridge that every page has.
        lobby.evaluate(`window.lobby.openWindow(${JSON.stringify(kind)})`),
      ]);
      await page.waitForLoadState();
      const size = sizes.get(kind);
      // A test before may have made one of its kind larger or smaller, and the next is opened as that was left.
      if (isUsed && size !== undefined) await page.setViewportSize(size);
      else if (size === undefined) sizes.set(kind, await sizeOf(page));
      return page;
    },
    async windowFrom(action) {
      const [page] = await Promise.all([app.waitForEvent('window'), action()]);
      await page.waitForLoadState();
      return page;
    },
    async print(page) {
      // Its button opens the system's dialogue, which nobody would answer.
      const window = await app.browserWindow(page);
      const pdf = await window.evaluate(async ({ webContents }: BrowserWindow) =>
        (await webContents.printToPDF({})).toString('base64'),
      );
      return Buffer.from(pdf, 'base64');
    },
    windows: () => app.windows(),
    async closeWindows() {
      await Promise.all(app.windows().map((page) => (page === lobby ? undefined : page.close())));
      complaints.length = 0;
      isUsed = true;
      isLobbyUsed = true;
    },
    async call(name, argument) {
      const call = [name, argument].map((part) => JSON.stringify(part)).join();
      expectDone(name, (await lobby.evaluate(`window.lobby.request(${call})`)) as CallOutcome);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await app.close();
      const code = await ended;
      if (code !== 0) throw new Error(`the suite ended with ${code}: ${said}`);
    },
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

async function sizeOf(page: Page): Promise<Size> {
  return (await page.evaluate('({ width: innerWidth, height: innerHeight })')) as Size;
}

/** Loads the page again, without what a test has made of its size and of the person's preferences. */
async function makeNew(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null });
  await page.reload();
}
