import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { Chromium } from '../../../src-main/shell/browser/chromium.ts';
import { type DebuggedPage, Devtools, until } from './devtools.ts';
import { paintedAt } from './opening.ts';
import { processTree } from './process-tree.ts';

/** A program with its first window open. */
export interface Opened {
  /** Process that all others of it come from. */
  readonly pid: number;
  readonly page: DebuggedPage;
  readonly devtools: Devtools;
  /** From the start of its first process until the window's content was on the screen, ms. */
  readonly usableMs: number;
  /** The stretches of that time; empty where the system does not tell when processes start. */
  readonly stretches: readonly Stretch[];
  stop(): Promise<void>;
}

export interface Stretch {
  readonly name: string;
  readonly ms: number;
}

/** `npm start` with the browser shell, until a window can be opened from the Lobby's launcher. */
export async function startSuite(data: string, more: readonly string[] = []): Promise<Opened> {
  const profile = join(data, 'browser');
  rmSync(join(profile, 'DevToolsActivePort'), { force: true });
  const options = ['--shell=browser', '--data', data, '--port', '0', '--terminal-port', '0', ...more];
  const spawned = Date.now();
  const child = spawn('npm', ['start', '--', ...options], {
    cwd: checkoutPath('.'),
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own: a signal to it reaches what npm hides.
    detached: true,
  });
  const ended = once(child, 'close');
  const { pid } = child;
  if (pid === undefined) throw new Error('npm could not be started');
  const devtools = await Devtools.connect(profile);
  const page = await devtools.page('http://127.0.0.1');
  // React puts the whole window up at once: its first paint has the launcher in it, and its handlers are there.
  const painted = await until('the launcher', () => paintedAt(page, '.launch'));
  return {
    pid,
    page,
    devtools,
    usableMs: painted - spawned,
    stretches: process.platform === 'linux' ? await stretches(pid, spawned, page, painted) : [],
    async stop() {
      devtools.close();
      process.kill(-pid, 'SIGTERM');
      await ended;
      await until('the end of the suite', () => (groupLives(pid) ? undefined : true));
    },
  };
}

function groupLives(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What lies between the moments at which the suite's processes were started. */
async function stretches(pid: number, spawned: number, page: DebuggedPage, painted: number): Promise<Stretch[]> {
  const tree = processTree(pid);
  const begun = (part: string): number => tree.find(({ command }) => command.includes(part))?.started ?? Number.NaN;
  const epoch = spawned - (tree.find((process) => process.pid === pid)?.started ?? Number.NaN);
  const setUp = begun('scripts/start.mjs --shell') + epoch;
  const suite = begun('src-main/cli.ts suite') + epoch;
  const browser = begun('--app=') + epoch;
  const asked = await page.evaluate<number>('performance.timeOrigin');
  return [
    { name: 'npm', ms: setUp - spawned },
    { name: 'set-up check', ms: suite - setUp },
    { name: 'suite', ms: browser - suite },
    { name: 'Chromium', ms: asked - browser },
    { name: 'page', ms: painted - asked },
  ];
}

/** The peer: a bare Node server's static page, in the same Chromium with the same flags. */
export async function startPlainPage(data: string): Promise<Opened> {
  const profile = join(data, 'browser');
  rmSync(join(profile, 'DevToolsActivePort'), { force: true });
  const spawned = Date.now();
  const server = spawn(process.execPath, [join(import.meta.dirname, 'plain-page.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(server.stdout, 'data')) as [Buffer];
  const address = `http://127.0.0.1:${Number(chunk.toString())}/`;
  const chromium = Chromium.find(data);
  if (chromium === null) throw new Error('there is no Chromium');
  chromium.open(address, () => {});
  const devtools = await Devtools.connect(profile);
  const page = await devtools.page(address);
  const painted = await until('the plain page', () => paintedAt(page, 'h1'));
  return {
    pid: process.pid,
    page,
    devtools,
    usableMs: painted - spawned,
    stretches: [],
    async stop() {
      devtools.close();
      await chromium.close();
      server.kill();
    },
  };
}
