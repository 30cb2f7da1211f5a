import { setTimeout as delay } from 'node:timers/promises';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { type Bench, inTurns, median, type Row, Skipped } from '../bench.ts';
import { shown } from '../windows/opening.ts';
import { load, processTree, proportionalMemory } from '../windows/process-tree.ts';
import { type ElectronBench, openElectronBench, type RunningApp } from './electron-app.ts';
import { openedWindow } from './opened-window.ts';

/** What the first window may take beyond the empty app's, ms. */
const FIRST_WINDOW_MORE_MS = 400;
const ATM_MS = 500;
const IDLE_PERCENT = 2;
const MEMORY_RATIO = 1.3;

/** The windows of a suite that is measured at rest. */
const AT_REST: readonly WindowKind[] = ['lobby', 'atm', 'clock'];
/** What comes up with a window (the ATM's card slot that glows, first garbage collections) is over by then. */
const SETTLED_MS = 30_000;

/** What the desktop app costs, beside an empty app with as many windows in the same Electron. */
export const bench: Bench = {
  title: 'The app in Electron',
  async run({ smoke }) {
    if (process.platform !== 'linux') throw new Skipped('only Linux tells processor time and memory as plain files');
    const electron = await openElectronBench();
    try {
      return [
        await firstWindow(electron, smoke ? 1 : 5),
        await anAtm(electron, smoke ? 1 : 9),
        ...(await atRest(electron, smoke)),
      ];
    } finally {
      await electron.close();
    }
  },
};

async function firstWindow({ runtime, startLobby, startEmpty }: ElectronBench, rounds: number): Promise<Row> {
  const once = async (start: () => Promise<RunningApp>): Promise<number> => {
    const app = await start();
    await app.stop();
    return app.usableMs;
  };
  const measures = { empty: () => once(() => startEmpty(['lobby'])), lobby: () => once(() => startLobby([])) };
  // The first start makes the ledger and the profile.
  await inTurns(1, measures);
  const times = await inTurns(rounds, measures);
  return {
    work: 'first window, from the start of Electron, warm',
    unit: 'ms',
    ours: times.lobby,
    peer: { name: 'an empty app in the same Electron', value: times.empty },
    goal: `≤ the empty app’s + ${FIRST_WINDOW_MORE_MS} ms`,
    reached: times.lobby <= times.empty + FIRST_WINDOW_MORE_MS,
    note: `to the first paint of the launcher; ${runtime}`,
  };
}

async function anAtm({ startLobby, startEmpty }: ElectronBench, rounds: number): Promise<Row> {
  const lobby = await startLobby([]);
  const empty = await startEmpty(['lobby']);
  try {
    await shown(lobby.page, '.bank.listening');
    const measures = {
      empty: () => openedWindow(empty, { button: 'button', address: 'data:text/html', content: 'h1' }),
      atm: () => openedWindow(lobby, { button: '.launch.atm', address: 'lobby://app/atm', content: '.card' }),
    };
    await inTurns(1, measures);
    const times = await inTurns(rounds, measures);
    return {
      work: 'an ATM opened from the Lobby',
      unit: 'ms',
      ours: times.atm,
      peer: { name: 'a blank window of the empty app', value: times.empty },
      goal: `< ${ATM_MS} ms`,
      reached: times.atm < ATM_MS,
      note: 'from the release of the mouse to the first frame with the cards, the ATM being connected to the bank',
    };
  } finally {
    await empty.stop();
    await lobby.stop();
  }
}

const kindOf = (command: string): string => /--type=([\w-]+)/.exec(command)?.[1] ?? 'main';

function memory(pid: number): number {
  return processTree(pid).reduce((sum, process) => sum + proportionalMemory(process.pid), 0) / 2 ** 20;
}

async function atRest({ startLobby, startEmpty }: ElectronBench, smoke: boolean): Promise<Row[]> {
  const seconds = smoke ? 2 : 30;
  const lobby = await startLobby(AT_REST.slice(1));
  const empty = await startEmpty(AT_REST);
  try {
    await shown(lobby.page, '.bank.listening');
    // A driver that listens would be work of its own.
    for (const { devtools } of [lobby, empty]) devtools.close();
    await delay(smoke ? 0 : SETTLED_MS);
    const parts = new Map<string, number[]>();
    const shares = await inTurns(smoke ? 1 : 3, {
      empty: async () => sum(await load(empty.pid, seconds * 1000, kindOf)),
      lobby: async () => {
        const share = await load(lobby.pid, seconds * 1000, kindOf);
        for (const [part, value] of share) parts.set(part, [...(parts.get(part) ?? []), value]);
        return sum(share);
      },
    });
    const split = [...parts].map(([part, values]) => `${part} ${median(values).toFixed(2)}`).join(', ');
    const [ours, blank] = [memory(lobby.pid), memory(empty.pid)];
    return [
      {
        work: 'idle: Lobby, ATM and clock open',
        unit: '% of a core',
        ours: shares.lobby,
        peer: { name: 'an empty app with three blank windows', value: shares.empty },
        goal: `< ${IDLE_PERCENT} %`,
        reached: shares.lobby < IDLE_PERCENT,
        note: `user and system time of all processes over ${seconds} s; ${split}`,
      },
      {
        work: 'memory with Lobby, ATM and clock open',
        unit: 'MiB',
        ours,
        peer: { name: 'an empty app with three blank windows', value: blank },
        goal: `≤ ${MEMORY_RATIO} ×`,
        reached: ours <= MEMORY_RATIO * blank,
        note: 'proportional set size of all processes',
      },
    ];
  } finally {
    await empty.stop();
    await lobby.stop();
  }
}

const sum = (shares: ReadonlyMap<string, number>): number =>
  [...shares.values()].reduce((all, share) => all + share, 0);
