/**
 * Benchmark of the camera: the whole pipeline offline beside the classic loop in Python (classic_loop.py, with
 * Debian's python3-opencv and random weights of the original size), and live at 30 frames a second: cores, lateness,
 * latency from capture to the window's side, memory. Run alone on an idle machine: OpenCV uses every core.
 * As a program it prints a table; `camera.ts MINUTES` watches the memory for so long.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { decodeFramePacket } from '../../../src-main/contract/frame-packet.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { writeClip } from '../../faults/camera/clip.ts';
import { caffemodel, randomLayers } from '../../unit/models/levi-hassner-net.ts';

export interface Row {
  readonly work: string;
  readonly unit: string;
  readonly ours: number;
  /** The classic loop in the same run; null where there is nothing to compare with. */
  readonly peer: number | null;
  /** ours / peer. */
  readonly ratio: number | null;
  readonly goal: string;
  readonly reached: boolean;
}

/** 28 s of the demo's first four photos: two to three faces a frame. */
const CLIP_FRAMES = 840;
/** The classic loop does every so many frames, spread over the same clip. */
const CLASSIC_EVERY = 12;
const RATE = 30;
const WARM_UP_MS = 3_000;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const summarySchema = z.object({ frames: z.number(), seconds: z.number(), fps: z.number(), faces: z.number() });
type Summary = z.infer<typeof summarySchema>;

function ours(clip: string): Summary {
  const cli = here('../../../src-main/cli.ts');
  const options = { encoding: 'utf8' as const, maxBuffer: 1e9 };
  const out = execFileSync(process.execPath, [cli, 'camera', '--source', clip, '--json'], options);
  return summarySchema.parse(JSON.parse(out.trim().split('\n').at(-1) ?? ''));
}

/** Debian's own Python has Debian's OpenCV; another one that comes first in the path hasn't. */
const PYTHON = '/usr/bin/python3';

/** @returns null, with a line that says why, where Python or its OpenCV is missing */
function classic(clip: string, folder: string): Summary | null {
  const pack = join(defaultModelsFolder(), 'levi-hassner');
  const age = join(folder, 'age.caffemodel');
  const gender = join(folder, 'gender.caffemodel');
  writeFileSync(age, caffemodel(randomLayers(8, 1)));
  writeFileSync(gender, caffemodel(randomLayers(2, 2)));
  const networks = [join(pack, 'deploy_age.prototxt'), age, join(pack, 'deploy_gender.prototxt'), gender];
  const { status, stdout, stderr } = spawnSync(
    PYTHON,
    [here('classic_loop.py'), clip, String(CLASSIC_EVERY), ...networks],
    { encoding: 'utf8' },
  );
  if (status === 0) return summarySchema.parse(JSON.parse(stdout));
  const why = stderr?.trim().split('\n').at(-1) ?? `no ${PYTHON}`;
  process.stderr.write(`No classic loop to compare with (apt-get install python3-opencv): ${why}\n`);
  return null;
}

interface Live {
  /** CPU time over wall time. */
  readonly cores: number;
  readonly rate: number;
  /** Most frames that were missing between two that arrived. */
  readonly late: number;
  readonly latencyP95Ms: number;
  /** Resident memory at the end over the beginning. */
  readonly growth: number;
}

async function live(seconds: number): Promise<Live> {
  const { detector, pack, unsureBelow } = settingsSchema.parse({}).camera;
  const camera = startCamera({ node: process.execPath, models: defaultModelsFolder() });
  const latencies: number[] = [];
  const indexes: number[] = [];
  const watcher = camera.watch((packet) => {
    const { header } = decodeFramePacket(packet);
    latencies.push(Date.now() - header.capturedAt);
    indexes.push(header.index);
    setImmediate(() => watcher.shown(header.index));
  });
  camera.start({ source: 'demo', detector, pack, unsureBelow });
  while (indexes.length === 0) await wait(50);
  await wait(WARM_UP_MS);
  latencies.length = 0;
  indexes.length = 0;
  const pid = camera.pid();
  if (pid === undefined) throw new Error('the camera process was lost');
  const before = { cpu: cpuMs(pid), memory: residentBytes(pid), at: performance.now() };
  await wait(seconds * 1000);
  const elapsed = performance.now() - before.at;
  const result = {
    cores: (cpuMs(pid) - before.cpu) / elapsed,
    rate: (indexes.length * 1000) / elapsed,
    late: Math.max(...indexes.slice(1).map((index, i) => index - (indexes[i] ?? index) - 1)),
    latencyP95Ms: [...latencies].sort((a, b) => a - b)[Math.floor(latencies.length * 0.95)] ?? Number.NaN,
    growth: residentBytes(pid) / before.memory,
  };
  await camera.close();
  return result;
}

/** User and system time of a process, ms (fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

export async function run(minutes = 0.5): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-bench-'));
  try {
    const clip = join(folder, 'clip.avi');
    await writeClip(clip, CLIP_FRAMES);
    const peer = classic(clip, folder);
    const { fps } = ours(clip);
    const ratio = peer === null ? null : fps / peer.fps;
    const rows: Row[] = [
      {
        work: 'film offline, all of it',
        unit: 'frames/s',
        ours: fps,
        peer: peer?.fps ?? null,
        ratio,
        goal: '≥ 60, ≥ 8 × the classic loop',
        reached: fps >= 60 && (ratio === null || ratio >= 8),
      },
    ];
    // Only Linux tells what a process uses as plain files.
    if (process.platform !== 'linux') return rows;
    const { cores, rate, late, latencyP95Ms, growth } = await live(minutes * 60);
    const alone = { peer: null, ratio: null };
    return [
      ...rows,
      {
        work: 'live at 30 frames/s, rate',
        unit: 'frames/s',
        ours: rate,
        ...alone,
        goal: '≥ 29',
        reached: rate >= RATE - 1,
      },
      { work: 'live, processor', unit: 'cores', ours: cores, ...alone, goal: '< 1', reached: cores < 1 },
      { work: 'live, frames late in a row', unit: 'frames', ours: late, ...alone, goal: '≤ 2', reached: late <= 2 },
      {
        work: 'live, capture to window, p95',
        unit: 'ms',
        ours: latencyP95Ms,
        ...alone,
        goal: '< 100',
        reached: latencyP95Ms < 100,
      },
      {
        work: `live, memory after ${minutes} min`,
        unit: '× at start',
        ours: growth,
        ...alone,
        goal: '≤ 1.1',
        reached: growth <= 1.1,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const row of await run(Number(process.argv[2] ?? 0.5))) {
    const beside = row.ratio === null || row.peer === null ? '' : `, ${row.ratio.toFixed(1)} × ${row.peer.toFixed(1)}`;
    const verdict = `(${row.goal}: ${row.reached ? 'reached' : 'missed'})`;
    process.stdout.write(
      `${row.work.padEnd(32)} ${row.ours.toFixed(2).padStart(8)} ${row.unit}${beside}  ${verdict}\n`,
    );
  }
}
