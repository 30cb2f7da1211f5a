import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/setup/system-packages.mjs';
import { WINDOW_SIZES, type WindowKind } from '../../src-main/contract/windows.ts';
import { checkoutPath } from '../../src-main/module-path.ts';
import { collectComplaints, type Shell } from './suite-fixture.ts';

export const CHROMIUM = findChromium();

/** Chromium without services of its own; its sandbox refuses to work for root. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** @throws Error if there is no Chromium on this machine */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('there is no Chromium on this machine');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** The suite in the browser shell, run from `entry`, in a real Chromium. */
export function browserShell(entry = 'src-main/cli.ts'): Shell {
  return {
    name: 'chromium',
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
      const browser = await launchChromium();
      const complaints: string[] = [];
      // Each window in a context of its own: tabs of one context share a browser window, which draws the one in front
      // sixty times a second and each other once.
      const newContext = async () => {
        const context = await browser.newContext();
        context.setDefaultTimeout(60_000);
        context.on('page', (page) => collectComplaints(page, complaints));
        return context;
      };
      const stop = async (signal: 'SIGTERM' | 'SIGKILL') => {
        child.kill(signal);
        const code = await ended;
        if (signal === 'SIGTERM' && code !== 0) throw new Error(`the suite ended with ${code}: ${said}`);
      };
      return {
        data,
        complaints,
        async open(kind: WindowKind) {
          const page = await (await newContext()).newPage();
          await page.setViewportSize(WINDOW_SIZES[kind]);
          await page.goto(new URL(`/${kind}/${url.search}`, url).href);
          return page;
        },
        async windowFrom(action) {
          const opened = Promise.any(browser.contexts().map((context) => context.waitForEvent('page')));
          const [page] = await Promise.all([opened, action()]);
          await page.waitForLoadState();
          return page;
        },
        windows: () => browser.contexts().flatMap((context) => context.pages()),
        kill: () => stop('SIGKILL'),
        async close() {
          await browser.close();
          if (child.exitCode === null && child.signalCode === null) await stop('SIGTERM');
        },
      };
    },
  };
}
