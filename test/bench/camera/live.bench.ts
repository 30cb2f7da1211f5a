import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Camera } from '../../../src-main/camera/camera.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { decodeFramePacket } from '../../../src-main/contract/camera.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { type Bench, type Row, Skipped } from '../bench.ts';
import { writeLargeFilm } from './large-film.ts';

const RATE = 30;
const WARM_UP_MS = 5_000;
/** LOBBY_BENCH_MINUTES watches the live camera for longer, e.g. 10 for its memory. */
const MINUTES = Number(process.env['LOBBY_BENCH_MINUTES'] ?? 1);
/** The film of 1280×720 has to be written first: two thirds of a gigabyte a minute. */
const LARGE_MS = 30_000;
/** The film is a little longer than it is watched: it takes a moment until it is live. */
const MARGIN_MS = 3_000;
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

/** What is watched: its source, for how long, and how many cores it may take. */
interface Watched {
  readonly size: string;
  readonly source: string;
  readonly ms: number;
  readonly mostCores: number;
}

/**
 * The live camera with all that it does by default (faces turned upright, the second network, faces known again, small
 * faces searched finely where the picture is large): its pace, lateness, latency, cores and memory. The demo gives 30
 * pictures a second of 640×480; a film of 1280×720 in MJPEG is as much work to decode as what webcams send.
 */
export const bench: Bench = {
  title: 'Camera, live',
  async run({ smoke }) {
    if (process.platform !== 'linux') throw new Skipped('only Linux tells the use of cores and memory as plain files');
    const folder = mkdtempSync(join(tmpdir(), 'lobby-bench-'));
    try {
      const small = { size: '640×480', source: 'demo', ms: smoke ? 2_000 : MINUTES * 60_000, mostCores: 1 };
      const film = join(folder, 'film.avi');
      const large = { size: '1280×720', source: film, ms: smoke ? 2_000 : LARGE_MS, mostCores: 1.3 };
      const warmUpMs = smoke ? 500 : WARM_UP_MS;
      await writeLargeFilm(film, warmUpMs + large.ms + MARGIN_MS);
      return [...(await watchLive(small, warmUpMs)), ...(await watchLive(large, warmUpMs))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function watchLive(watched: Watched, warmUpMs: number): Promise<Row[]> {
  const { detector, threshold, distant, pack, unsureBelow } = settingsSchema.parse({}).camera;
  const camera = startCamera({ node: process.execPath, models: defaultModelsFolder() });
  try {
    const arrivals = watch(camera);
    const [load = Number.NaN] = loadavg();
    camera.start({ source: watched.source, detector, threshold, distant, pack, unsureBelow });
    while (arrivals.length === 0) await wait(50);
    await wait(warmUpMs);
    const pid = camera.pid();
    if (pid === undefined) throw new Error('the camera process was lost');
    arrivals.length = 0;
    const before = { at: performance.now(), cpu: cpuMs(pid), memory: residentBytes(pid) };
    await wait(watched.ms);
    const elapsedMs = performance.now() - before.at;
    const figures = { elapsedMs, usedMs: cpuMs(pid) - before.cpu, growth: residentBytes(pid) / before.memory, load };
    return rows(watched, arrivals, figures);
  } finally {
    await camera.close();
  }
}

interface Figures {
  readonly elapsedMs: number;
  /** Processor time of the camera process, ms. */
  readonly usedMs: number;
  readonly growth: number;
  /** Processes that wanted a core before the camera was started. */
  readonly load: number;
}

function rows({ size, ms, mostCores }: Watched, arrivals: readonly Arrival[], figures: Figures): Row[] {
  const rate = (arrivals.length * 1000) / figures.elapsedMs;
  const latencies = arrivals.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const p95 = latencies[Math.floor(latencies.length * 0.95)] ?? Number.NaN;
  const missing = arrivals.slice(1).map(({ index }, i) => index - (arrivals[i]?.index ?? index) - 1);
  const late = Math.max(0, ...missing);
  const cores = figures.usedMs / figures.elapsedMs;
  const row = (work: string, unit: string, ours: number, goal: string, reached: boolean): Row => {
    return { work: `${size}: ${work}`, unit, ours, peer: null, goal, reached };
  };
  return [
    row('pictures shown', '/s', rate, `≥ ${RATE - 1}`, rate >= RATE - 1),
    row('pictures missed in a row', '', late, `≤ ${MOST_LATE}`, late <= MOST_LATE),
    row('capture to the windows’ side, 95 % within', 'ms', p95, `< ${MOST_LATENCY_MS}`, p95 < MOST_LATENCY_MS),
    {
      // Fewer pictures cost less.
      ...row('processor', 'cores', cores, `< ${mostCores}, at 30 /s`, cores < mostCores && rate >= RATE - 1),
      note: `load average before it: ${figures.load.toFixed(1)}`,
    },
    row(
      `memory after ${ms / 1000} s, of that at the start`,
      '×',
      figures.growth,
      `≤ ${MOST_GROWTH}`,
      figures.growth <= MOST_GROWTH,
    ),
  ];
}
