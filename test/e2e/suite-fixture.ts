import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { parseCassettes } from '../../src-main/atm/cash/cassette.ts';
import { Journal } from '../../src-main/atm/journal/journal.ts';
import { type SettingsPatch, settingsSchema } from '../../src-main/contract/settings.ts';
import type { CallArgument, CallName, CallOutcome, WindowKind } from '../../src-main/contract/windows.ts';
import { openDataFolder } from '../../src-main/data-folder.ts';
import { checkoutPath } from '../../src-main/module-path.ts';

/** What a scenario may want to be otherwise than on a well-behaved machine. */
export interface SuiteOptions {
  /** An earlier suite's folder, to go on with what it kept. */
  readonly data?: string;
  /** Another program listens where the bank wants to. */
  readonly portTaken?: boolean;
  /** The camera that is chosen isn't there. */
  readonly cameraMissing?: boolean;
  /** The notes in the first ATM, as `lobby atm --cassettes` takes them: `100:5/2` is five of $100 of which two are there. */
  readonly cassettes?: string;
  readonly settings?: SettingsPatch;
}

/** A running suite with its windows, in one of the two shells. The scenarios know nothing else of it. */
export interface RunningSuite {
  /** Its data folder. */
  readonly data: string;
  /** Opens a window as `--open` or a bookmark would. Of `lobby` there is one, which is there already. */
  open(kind: WindowKind): Promise<Page>;
  /** The window that comes up by what `action` does. */
  windowFrom(action: () => Promise<void>): Promise<Page>;
  /** What the window puts on paper once `press` asks it to, as PDF. */
  print(page: Page, press: () => Promise<void>): Promise<Uint8Array>;
  /** The windows that are open now. */
  windows(): readonly Page[];
  /** Closes all windows, with their complaints. A `lobby` that stays open is as new when it is opened next. */
  closeWindows(): Promise<void>;
  /** Asks for something as a page does, beside the windows. @throws Error with the suite's answer, if it refuses */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<void>;
  /** Ends the process of the suite the hard way, as a crash would. */
  kill(): Promise<void>;
  /** Ends it as a person would. */
  close(): Promise<void>;
  /** Errors on the pages' consoles: a broken policy, a lost file, an exception. */
  readonly complaints: readonly string[];
}

/** What a scenario may need and a shell may not have. */
export type Feature =
  /** Windows that outlive their suite. */
  | 'suiteOfItsOwn'
  /** More than one window of each kind. */
  | 'severalOfAKind'
  /** Digits in the text of what is printed. */
  | 'printedDigits'
  /** Zoom of each window alone. */
  | 'isolatedZoom';

export interface Shell<Suite extends RunningSuite = RunningSuite> {
  readonly name: 'chromium' | 'electron';
  /** What it has not, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Feature, string>>>;
  /** Lets the suite read a folder that a test has made for it. */
  lend(folder: string): void;
  start(data: string, args: readonly string[]): Promise<Suite>;
}

/**
 * How long a window may take to show what is waited for, ms: half of what the whole test may take (vitest.config.ts). A
 * machine that is busy with other tests draws a window some ten times slower than an idle one.
 */
export const PATIENCE_MS = 120_000;

/** Whoever plays here has been here before: the tour has a scenario of its own. */
const USUAL_SETTINGS: SettingsPatch = { language: 'en', theme: 'light', lobby: { tour: false } };

/** Gives a running suite the settings that `startSuite` would start one with. The bank's can't be changed so. */
export async function changeSettings(suite: RunningSuite, settings: Omit<SettingsPatch, 'bank'>): Promise<void> {
  const { bank: _, ...all } = settingsSchema.parse({ ...USUAL_SETTINGS, ...settings });
  await suite.call('settings.change', all);
}

/** Starts a suite with a data folder and ports of its own. It must be closed by who started it. */
export async function startSuite<Suite extends RunningSuite>(
  shell: Shell<Suite>,
  options: SuiteOptions = {},
): Promise<Suite> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'lobby-e2e-'));
  const camera = options.cameraMissing ? { camera: { source: '97', consent: true } } : {};
  const settings = { ...USUAL_SETTINGS, ...camera, ...options.settings };
  if (options.data === undefined) writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
  if (options.cassettes !== undefined) loadFirstAtm(data, options.cassettes);
  const taker = options.portTaken ? await takePort() : null;
  const port = taker === null ? '0' : String(taker.port);
  const suite = await shell.start(data, ['--data', data, '--port', port, '--terminal-port', '0']);
  return {
    ...suite,
    async close() {
      await suite.close();
      taker?.server.close();
    },
  };
}

function loadFirstAtm(data: string, cassettes: string): void {
  const journal = Journal.open(openDataFolder(data).atm, 'ATM 1');
  journal.load(parseCassettes(cassettes) ?? []);
  journal.close();
}

async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { server, port: address.port };
}

/** @throws Error if a call was refused */
export function expectDone(call: string, outcome: CallOutcome): void {
  if (!outcome.ok) throw new Error(`${call}: ${outcome.error.message}`);
}

/** Listens for what a page complains about. */
export function collectComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
}

/** Keeps a picture of the window in test-results/. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = checkoutPath('test-results/pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
