import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from '../../shared/chromium.mjs';
import { WINDOW_SIZES, type WindowKind } from '../../src-main/contract/windows.ts';
import { checkoutPath } from '../../src-main/module-path.ts';
import { startBrowserShell } from '../../src-main/shell/browser/browser-shell.ts';
import type { Suite, SuiteOptions } from '../../src-main/shell/suite.ts';
import { parseStartOptions } from '../../src-main/shell/suite-options.ts';
import { callBrowserShell } from './page-channel.ts';
import { collectComplaints, expectDone, PATIENCE_MS, type RunningSuite, type Shell } from './suite-fixture.ts';

export const CHROMIUM = findChromium();
/** Why the browser shell can't be tested here, in words; undefined if it can. */
export const WITHOUT_CHROMIUM = CHROMIUM === undefined ? 'there is no Chromium on this machine' : undefined;

/**
 * Chromium's parts that no test looks at. The pages behind its address bar are first: they are made anew for each
 * window, unseen, and take as much processor time as Lobby's own. The last is a process that is kept ready for a next
 * window. The others are those that the driver turns off (chromiumSwitches of playwright-core): Chromium heeds the last
 * option of this name alone, and that is this one.
 */
const DISABLED_FEATURES = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
  'SpareRendererForSitePerProcess',
];

/** Chromium without services of its own; its sandbox refuses to work for root. */
export const FLAGS = [
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** A Chromium for tests, which who launches it must close. @throws Error if there is none on this machine */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('there is no Chromium on this machine');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * Of this process, for all suites that it starts one after the other: to launch it costs as much processor time as a
 * short scenario. Each window has a context of its own, so nothing passes from one suite's to another's.
 */
let shared: Promise<Browser> | null = null;

/** The running Chromium, or a new one where there is none, or no longer. @throws Error as launchChromium does */
async function sharedChromium(): Promise<Browser> {
  const running = await shared;
  if (running?.isConnected()) return running;
  shared = launchChromium();
  return shared;
}

/** Ends the Chromium that suites in the browser shell have shared. The next one starts another. */
export async function closeChromium(): Promise<void> {
  const running = shared;
  shared = null;
  await (await running)?.close();
}

const CHROMIUM_SHELL = { name: 'chromium', lacks: {}, lend: () => {} } as const;

/**
 * The suite in the browser shell, run from `entry`, in a real Chromium: from the bundle, which an installed Lobby has
 * and which starts in two thirds of the processor time, unless the sources are wanted.
 */
export function browserShell(entry: 'out/main/cli.js' | 'src-main/cli.ts' = 'out/main/cli.js'): Shell {
  return {
    ...CHROMIUM_SHELL,
    async start(data, args) {
      const child = spawn(process.execPath, [checkoutPath(entry), 'suite', '--no-open', ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      const lines = createInterface(child.stdout);
      const url = await Promise.race([
        new Promise<URL>((resolve) => {
          lines.on('line', (line) => {
            const address = /http:\S+/.exec(line)?.[0];
            if (address !== undefined) resolve(new URL(address));
          });
        }),
        ended.then((code) => {
          throw new Error(`the suite ended with ${code}: ${said}`);
        }),
      ]);
      const { close, ...windows } = await openWindows(url);
      const stop = async (signal: 'SIGTERM' | 'SIGKILL') => {
        child.kill(signal);
        const code = await ended;
        if (signal === 'SIGTERM' && code !== 0) throw new Error(`the suite ended with ${code}: ${said}`);
      };
      return {
        data,
        ...windows,
        kill: () => stop('SIGKILL'),
        async close() {
          await close();
          if (child.exitCode === null && child.signalCode === null) await stop('SIGTERM');
        },
      };
    },
  };
}

/**
 * The suite in the browser shell, in the test's own process: for what the command line can't ask for.
 * @param openSuite makes the suite that is wanted
 */
export function innerShell(openSuite: (options: SuiteOptions) => Suite): Shell {
  return {
    ...CHROMIUM_SHELL,
    async start(path, args) {
      const { data, bank } = parseStartOptions(args);
      const suite = openSuite({ data, bank, node: process.execPath });
      await suite.openBank();
      const shell = await startBrowserShell(suite, { port: 0, version: '0', open: false, windows: [] });
      const { close, ...windows } = await openWindows(new URL(shell.url));
      return {
        data: path,
        ...windows,
        kill: () => Promise.reject(new Error("this suite has the test's own process")),
        async close() {
          await close();
          await shell.close();
          await suite.close();
        },
      };
    },
  };
}

/** Windows, in the shared Chromium, of the suite that let it in at `url`. */
async function openWindows(url: URL): Promise<Omit<RunningSuite, 'data' | 'kill'>> {
  const browser = await sharedChromium();
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  // Each window in a context of its own: tabs of one context share a browser window, which draws the one in front
  // sixty times a second and each other once.
  const newContext = async () => {
    const context = await browser.newContext();
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('page', (page) => collectComplaints(page, complaints));
    return context;
  };
  return {
    complaints,
    async open(kind: WindowKind) {
      const page = await (await newContext()).newPage();
      await page.setViewportSize(WINDOW_SIZES[kind]);
      await page.goto(new URL(`/${kind}/${url.search}`, url).href);
      return page;
    },
    async windowFrom(action) {
      const opened = Promise.any(contexts.map((context) => context.waitForEvent('page')));
      const [page] = await Promise.all([opened, action()]);
      await page.waitForLoadState();
      return page;
    },
    windows: () => contexts.flatMap((context) => context.pages()),
    async closeWindows() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      complaints.length = 0;
    },
    call: async (name, argument) => expectDone(name, await callBrowserShell(url, name, argument)),
    async print(page, press) {
      // Its own print dialogue would stay open, and since Chromium 156 a page that is being printed gives no PDF.
      const asked = page.evaluate('new Promise((resolve) => { window.print = () => resolve(); })');
      await Promise.all([asked, press()]);
      return page.pdf();
    },
    close: async () => void (await Promise.all(contexts.map((context) => context.close()))),
  };
}
