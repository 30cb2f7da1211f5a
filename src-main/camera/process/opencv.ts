import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as OpenCV from 'opencv4nodejs';
import { Failure } from '../../contract/failure.ts';

/**
 * Pictures with more pixels aren't decoded. The largest photos of phones have 200 million; four bytes for each of
 * these leave the camera process below its limit of memory.
 */
const LARGEST_PIXELS = 2 ** 28;

/** What OpenCV's code for AVX-512 needs of a processor, as Linux names it. */
const AVX512_SKX = ['avx512f', 'avx512cd', 'avx512bw', 'avx512dq', 'avx512vl'];

/**
 * Whether networks run faster without AVX-512: they do on both processors with it that were measured, which is taken for
 * all. OpenCV 4.6 sums up each number of a convolution by itself, so wide registers save few instructions, and some
 * processors do a wide instruction in two halves or at a lower clock. Processor time without AVX-512, of that with it, in
 * the least of the runs: on an EPYC of the fourth generation ssd 0.83, faceres 0.90, age and gender 0.90, landmarks 0.94;
 * on a Xeon of the fifth generation ssd 0.75, the others about the same. A processor that has none must not be told to do
 * without, because OpenCV then complains on stderr each time it is loaded.
 * @param processors what Linux tells of them (/proc/cpuinfo)
 */
export function prefersAvx2(processors: string): boolean {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(processors)?.[1]?.trim().split(/\s+/));
  return AVX512_SKX.every((flag) => flags.has(flag));
}

/** What Linux tells of the processors; nothing elsewhere: there OpenCV keeps its own choice. */
export function readProcessors(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

/**
 * The OpenCV binding. It may be loaded once in a process and never in a worker thread or in Electron's own process
 * (V8 memory cage, one isolate), so only what runs in the camera process and in the plain Node doors imports this.
 */
function load(): typeof OpenCV {
  process.env['OPENCV_IO_MAX_IMAGE_PIXELS'] ??= String(LARGEST_PIXELS);
  // The binding learns this from package.json only where it is in the current folder; without it, it looks for an
  // OpenCV that it has built itself, and there is none.
  process.env['OPENCV4NODEJS_DISABLE_AUTOBUILD'] ??= '1';
  if (prefersAvx2(readProcessors())) process.env['OPENCV_CPU_DISABLE'] ??= 'AVX512-SKX';
  // Each picture is released as soon as it has been used. Telling V8 of the memory of each besides makes it collect
  // garbage twice a second, of which nothing comes; and where the collector itself frees a picture,
  // telling it of that starts a collection inside the collection, which ends the process.
  process.env['OPENCV4NODEJS_DISABLE_EXTERNAL_MEM_TRACKING'] ??= '1';
  const require = createRequire(import.meta.url);
  try {
    // The binding's build tool tells its settings on stdout when it is loaded; there the doors write JSON.
    const build: unknown = createRequire(require.resolve('opencv4nodejs'))('@u4/opencv-build');
    (build as { Log: { silence: boolean } }).Log.silence = true;
    return require('opencv4nodejs');
  } catch (cause) {
    throw new Failure('opencv_missing', "OpenCV can't be loaded: run 'npm run setup', which builds its Node binding.", {
      cause,
    });
  }
}

export const cv = load();
