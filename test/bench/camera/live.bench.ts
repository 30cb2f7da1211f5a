import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Camera } from '../../../src-main/camera/camera.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { decodeFramePacket } from '../../../src-main/contract/camera.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { type Bench, type Row, Skipped } from '../bench.ts';

const RATE = 30;
const WARM_UP_MS = 5_000;
/** LOBBY_BENCH_MINUTES watches the live camera for longer, e.g. 10 for its memory. */
const MINUTES = Number(process.env['LOBBY_BENCH_MINUTES'] ?? 1);
const MOST_LATE = 2;
const MOST_LATENCY_MS = 100;
const MOST_GROWTH = 1.1;

interface Arrival {
  readonly index: number;
  /** From the moment the picture left its source to its arrival where the windows are served, ms. */
  readonly latencyMs: number;
}

/** Watches like a window that shows each frame at once. @returns what arrived, filled from now on */
function watch(camera: Camera): Arrival[] {
  const arrivals: Arrival[] = [];
  const watcher = camera.watch((packet) => {
    const { index, capturedAt } = decodeFramePacket(packet).header;
    arrivals.push({ index, latencyMs: Date.now() - capturedAt });
    setImmediate(() => watcher.shown(index));
  });
  return arrivals;
}

/** User and system time of a process, ms (fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** The live camera on the demo, which gives 30 pictures a second: its pace, lateness, latency, cores and memory. */
export const bench: Bench = {
  title: 'Camera, live',
  async run({ smoke }) {
    if (process.platform !== 'linux') throw new Skipped('only Linux tells the use of cores and memory as plain files');
    const { detector, threshold, distant, pack, unsureBelow } = settingsSchema.parse({}).camera;
    const camera = startCamera({ node: process.execPath, models: defaultModelsFolder() });
    try {
      const arrivals = watch(camera);
      camera.start({ source: 'demo', detector, threshold, distant, pack, unsureBelow });
      while (arrivals.length === 0) await wait(50);
      await wait(smoke ? 500 : WARM_UP_MS);
      const pid = camera.pid();
      if (pid === undefined) throw new Error('the camera process was lost');
      arrivals.length = 0;
      const before = { at: performance.now(), cpu: cpuMs(pid), memory: residentBytes(pid) };
      await wait(smoke ? 2_000 : MINUTES * 60_000);
      const elapsedMs = performance.now() - before.at;
      return rows(arrivals, elapsedMs, cpuMs(pid) - before.cpu, residentBytes(pid) / before.memory);
    } finally {
      await camera.close();
    }
  },
};

function rows(arrivals: readonly Arrival[], elapsedMs: number, usedMs: number, growth: number): Row[] {
  const rate = (arrivals.length * 1000) / elapsedMs;
  const latencies = arrivals.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const p95 = latencies[Math.floor(latencies.length * 0.95)] ?? Number.NaN;
  const missing = arrivals.slice(1).map(({ index }, i) => index - (arrivals[i]?.index ?? index) - 1);
  const late = Math.max(0, ...missing);
  const cores = usedMs / elapsedMs;
  const alone = { peer: null };
  return [
    { work: 'pictures shown', unit: '/s', ours: rate, ...alone, goal: `≥ ${RATE - 1}`, reached: rate >= RATE - 1 },
    {
      work: 'pictures missed in a row',
      unit: '',
      ours: late,
      ...alone,
      goal: `≤ ${MOST_LATE}`,
      reached: late <= MOST_LATE,
    },
    {
      work: 'capture to the windows’ side, 95 % within',
      unit: 'ms',
      ours: p95,
      ...alone,
      goal: `< ${MOST_LATENCY_MS}`,
      reached: p95 < MOST_LATENCY_MS,
    },
    { work: 'processor', unit: 'cores', ours: cores, ...alone, goal: '< 1', reached: cores < 1 },
    {
      work: `memory after ${MINUTES} min, of that at the start`,
      unit: '×',
      ours: growth,
      ...alone,
      goal: `≤ ${MOST_GROWTH}`,
      reached: growth <= MOST_GROWTH,
    },
  ];
}
