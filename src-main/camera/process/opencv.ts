import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import type * as OpenCV from 'opencv4nodejs';
import { Failure } from '../../contract/failure.ts';

/**
 * Pictures with more pixels aren't decoded. The largest photos of phones have 200 million; four bytes for each of
 * these leave the camera process below its limit of memory.
 */
const LARGEST_PIXELS = 2 ** 28;

/**
 * Whether networks run faster without AVX-512. OpenCV 4.6 sums up each number of a convolution by itself; on a
 * processor that does a wide instruction in two halves this takes longer in wide registers. Processor time without
 * AVX-512, of that with it, least of 30 runs on an EPYC of the fourth generation: ssd 0.83, faceres 0.90, age and gender
 * 0.90, landmarks 0.94. Intel's processors were not measured, so there OpenCV keeps its own choice.
 * @param model name of the processor, as the operating system tells it
 */
export function prefersAvx2(model: string): boolean {
  return model.includes('AMD');
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
  const [processor] = cpus();
  if (processor !== undefined && prefersAvx2(processor.model)) process.env['OPENCV_CPU_DISABLE'] ??= 'AVX512-SKX';
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
