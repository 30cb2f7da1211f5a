import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { writeClip } from '../../faults/camera/clip.ts';
import { caffemodel, randomLayers } from '../../unit/models/levi-hassner-net.ts';
import { type Bench, inTurns, Skipped } from '../bench.ts';

/** 28 s of four moving photos: two to four faces a frame. */
const CLIP_FRAMES = 840;
/** The classic loop does every so many frames, spread over the same clip. */
const CLASSIC_EVERY = 12;
const LEAST_RATE = 60;
const LEAST_RATIO = 10;
/** Debian's own Python has Debian's OpenCV; another one that comes first in the path hasn't. */
const PYTHON = '/usr/bin/python3';
/** As classic_loop.py names it; a package of its own. */
const CASCADE = '/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const summarySchema = z.object({ frames: z.number(), seconds: z.number(), fps: z.number(), faces: z.number() });

/**
 * Frames a second of `lobby camera --json` with the default detector and pack, loading not counted: faces are turned
 * upright, asked a second network about, and known again.
 */
function lobbyRate(clip: string): number {
  const args = [here('../../../src-main/cli.ts'), 'camera', '--source', clip, '--json'];
  const out = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
  return summarySchema.parse(JSON.parse(out.trim().split('\n').at(-1) ?? '')).fps;
}

/** The same of the classic loop; its networks, with random weights of the original size, are loaded before it counts. */
function classicRate(clip: string, networks: readonly string[]): number {
  const args = [here('classic_loop.py'), clip, String(CLASSIC_EVERY), ...networks];
  return summarySchema.parse(JSON.parse(execFileSync(PYTHON, args, { encoding: 'utf8' }))).fps;
}

function writeNetworks(folder: string): string[] {
  const pack = join(defaultModelsFolder(), 'levi-hassner');
  return (['age', 'gender'] as const).flatMap((kind) => {
    const weights = join(folder, `${kind}.caffemodel`);
    writeFileSync(weights, caffemodel(randomLayers(kind === 'age' ? 8 : 2, 1)));
    return [join(pack, `deploy_${kind}.prototxt`), weights];
  });
}

/** The whole pipeline over a film, beside the loop of the usual demos in Python. */
export const bench: Bench = {
  title: 'Camera, a film of 640×480',
  async run({ smoke }) {
    if (spawnSync(PYTHON, ['-c', 'import cv2']).status !== 0 || !existsSync(CASCADE)) {
      throw new Skipped(
        'the classic loop needs Debian’s OpenCV for Python: apt-get install python3-opencv opencv-data',
      );
    }
    const folder = mkdtempSync(join(tmpdir(), 'lobby-bench-'));
    try {
      const clip = join(folder, 'clip.avi');
      await writeClip(clip, smoke ? 2 * CLASSIC_EVERY : CLIP_FRAMES);
      const networks = writeNetworks(folder);
      const rates = await inTurns(smoke ? 1 : 3, {
        ours: async () => lobbyRate(clip),
        classic: async () => classicRate(clip, networks),
      });
      return [
        {
          work: 'faces found, tracked, labelled in every frame',
          unit: 'frames/s',
          ours: rates.ours,
          peer: { name: 'classic loop: Haar and two Levi–Hassner nets in Python', value: rates.classic },
          goal: `≥ ${LEAST_RATE}, ≥ ${LEAST_RATIO} ×`,
          reached: rates.ours >= LEAST_RATE && rates.ours >= LEAST_RATIO * rates.classic,
          note: 'Lobby searches five to ten pictures a second of the film and tracks faces in between; the loop searches each',
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
