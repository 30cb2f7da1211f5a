import { setTimeout as delay } from 'node:timers/promises';
import { WINDOW_KINDS } from '../../../src-main/contract/windows.ts';
import { Chromium } from '../../../src-main/shell/browser/chromium.ts';
import { type Bench, inTurns, median, type Row } from '../bench.ts';
import { Devtools } from './devtools.ts';
import { makeWorkbench, type Workbench } from './headless-chromium.ts';
import { openingTime, shown } from './opening.ts';
import { load, processTree } from './process-tree.ts';
import { plainReactBytes, windowScriptBytes } from './script-size.ts';
import { type Opened, startPlainPage, startSuite } from './suite-window.ts';

const FIRST_WINDOW_MS = 1500;
const ATM_MS = 300;
const IDLE_PERCENT = 2;
const SCRIPT_KIB = 300;

/** What comes up with a window (connections, first garbage collections, the ATM's card slot that glows) is over by then. */
const SETTLED_MS = 20_000;

/** How fast windows open, what they cost while nothing happens, and how much script they load. */
export const bench: Bench = {
  title: 'Windows',
  async run({ smoke }) {
    const workbench = makeWorkbench();
    try {
      return [
        await firstWindow(workbench, smoke ? 1 : 7),
        await anAtm(workbench, smoke ? 1 : 15),
        ...(process.platform === 'linux' ? [await idle(workbench, smoke)] : []),
        ...(await scripts()),
      ];
    } finally {
      workbench.dispose();
    }
  },
};

async function firstWindow({ data }: Workbench, rounds: number): Promise<Row> {
  const parts = new Map<string, number[]>();
  const once = async (start: (data: string) => Promise<Opened>, name: string): Promise<number> => {
    const opened = await start(data(name));
    await opened.stop();
    for (const { name: part, ms } of opened.stretches) parts.set(part, [...(parts.get(part) ?? []), ms]);
    return opened.usableMs;
  };
  // The first start makes the ledger, the browser's profile and the compiled code.
  await once(startSuite, 'suite');
  await once(startPlainPage, 'plain');
  parts.clear();
  const times = await inTurns(rounds, {
    plain: () => once(startPlainPage, 'plain'),
    suite: () => once(startSuite, 'suite'),
  });
  const stretches = [...parts].map(([name, values]) => `${name} ${Math.round(median(values))}`).join(', ');
  return {
    work: 'first window after `npm start -- --shell=browser`, warm',
    unit: 'ms',
    ours: times.suite,
    peer: { name: "a bare Node server's static page", value: times.plain },
    goal: `< ${FIRST_WINDOW_MS / 1000} s`,
    reached: times.suite < FIRST_WINDOW_MS,
    note: `from the start of npm to the first paint of the launcher, in headless Chromium${stretches === '' ? '' : `; ms: ${stretches}`}`,
  };
}

async function anAtm({ data }: Workbench, rounds: number): Promise<Row> {
  const suite = await startSuite(data('suite'));
  const plain = await startPlainPage(data('plain'));
  try {
    await shown(suite.page, '.bank.listening');
    const measures = {
      plain: () => openingTime(plain.page, 'button', 'h1'),
      atm: () => openingTime(suite.page, '.launch.atm', '.card'),
    };
    await inTurns(1, measures);
    const times = await inTurns(rounds, measures);
    return {
      work: 'an ATM opened from the Lobby',
      unit: 'ms',
      ours: times.atm,
      peer: { name: "a bare Node server's static page", value: times.plain },
      goal: `< ${ATM_MS} ms`,
      reached: times.atm < ATM_MS,
      note: 'from the release of the mouse to the first frame with the cards, the ATM being connected to the bank',
    };
  } finally {
    await plain.stop();
    await suite.stop();
  }
}

const kindOf = (command: string): string => (/chrom|msedge/i.test(command.split(' ')[0] ?? '') ? 'Chromium' : 'Lobby');

async function idle({ data }: Workbench, smoke: boolean): Promise<Row> {
  const seconds = smoke ? 2 : 30;
  const suite = await startSuite(data('suite'));
  const plain = await openPlainPages(data('plain-idle'));
  try {
    await shown(suite.page, '.bank.listening');
    await suite.page.click('.launch.atm');
    await shown(await suite.devtools.page(await windowOf(suite, 'atm')), '.card');
    await suite.page.click('.launch.clock');
    await shown(await suite.devtools.page(await windowOf(suite, 'clock')), '[role=timer]');
    suite.devtools.close();
    await delay(smoke ? 0 : SETTLED_MS);
    const parts = new Map<string, number[]>();
    const shares = await inTurns(smoke ? 1 : 3, {
      plain: async () => sum(await load(plain.pid, seconds * 1000, kindOf)),
      suite: async () => {
        const share = await load(suite.pid, seconds * 1000, kindOf);
        for (const [part, value] of share) parts.set(part, [...(parts.get(part) ?? []), value]);
        return sum(share);
      },
    });
    const split = [...parts].map(([part, values]) => `${part} ${median(values).toFixed(2)}`).join(', ');
    return {
      work: 'idle suite: Lobby, ATM and clock open',
      unit: '% of a core',
      ours: shares.suite,
      peer: { name: 'three pages in the same Chromium, two blank and one that writes the time', value: shares.plain },
      goal: `< ${IDLE_PERCENT} %`,
      reached: shares.suite < IDLE_PERCENT,
      note: `user and system time of npm, the suite with its threads and all of Chromium's processes over ${seconds} s; ${split}`,
    };
  } finally {
    await plain.stop();
    await suite.stop();
  }
}

const sum = (shares: ReadonlyMap<string, number>): number =>
  [...shares.values()].reduce((all, share) => all + share, 0);

async function windowOf({ page }: Opened, kind: string): Promise<string> {
  return `${await page.evaluate<string>('location.origin')}/${kind}/`;
}

/** The least that a clock can be. */
const TICKING_PAGE =
  'data:text/html,<p></p><script>setInterval(() => { document.querySelector("p").textContent = Date(); }, 1000)</script>';

async function openPlainPages(data: string): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const chromium = Chromium.find(data);
  if (chromium === null) throw new Error('there is no Chromium');
  chromium.open('about:blank', () => {});
  const devtools = await Devtools.connect(`${data}/browser`);
  await devtools.open('about:blank');
  await devtools.open(TICKING_PAGE);
  devtools.close();
  const browser = processTree(process.pid).find(({ command }) => command.includes(data));
  if (browser === undefined) throw new Error('the browser is not there');
  return { pid: browser.pid, stop: () => chromium.close() };
}

async function scripts(): Promise<Row[]> {
  const plain = (await plainReactBytes()) / 1024;
  return WINDOW_KINDS.map((kind) => {
    const ours = windowScriptBytes(kind) / 1024;
    return {
      work: `scripts of the ${kind} window, gzip`,
      unit: 'KiB',
      ours,
      peer: { name: 'one word by React, same bundler', value: plain },
      goal: `< ${SCRIPT_KIB} KiB`,
      reached: ours < SCRIPT_KIB,
    };
  });
}
