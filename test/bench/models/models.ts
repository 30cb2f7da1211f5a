/**
 * Benchmark of the networks alone: time of one detection in a 640 × 480 frame for each detector, beside Haar at
 * width 640, and time to estimate one face with both mirror images. Run alone on an idle machine: OpenCV uses every
 * core. As a program it prints a table.
 */
import { fileURLToPath } from 'node:url';
import type { Mat } from 'opencv4nodejs';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { loadPack } from '../../../src-main/camera/process/age-gender/pack.ts';
import { type DetectorOptions, loadDetector } from '../../../src-main/camera/process/detect/detector.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import type { DetectorName } from '../../../src-main/contract/camera.ts';
import { PHOTOS, photo } from '../../unit/detect/faces/photos.ts';

export interface Row {
  readonly work: string;
  /** Median, ms. */
  readonly ours: number;
  /** Haar at width 640 in the same run, ms; null where there is nothing to compare with. */
  readonly peer: number | null;
  /** ours / peer. */
  readonly ratio: number | null;
  /** What is to be reached, in words; null where nothing is asked. */
  readonly goal: string | null;
  readonly reached: boolean | null;
}

const ROUNDS = 8;
const WARM_UP = 3;

const DETECTORS: readonly [DetectorName, DetectorOptions][] = [
  ['haar', { distant: true }],
  ['haar', {}],
  ['tiny', {}],
  ['ssd', {}],
  ['ssd', { distant: true }],
];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Each detector gets each frame in turn, so that what else the machine does falls on all of them alike. */
async function timeDetectors(frames: readonly Mat[]): Promise<number[]> {
  const detectors = DETECTORS.map(([name, options]) => loadDetector(name, defaultModelsFolder(), options));
  const times: number[][] = detectors.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const frame of frames) {
      for (const [index, detector] of detectors.entries()) {
        const begin = performance.now();
        await detector.detect(frame);
        if (round >= WARM_UP) times[index]?.push(performance.now() - begin);
      }
    }
  }
  return times.map(median);
}

async function timeOneFace(frame: Mat): Promise<number> {
  const pack = loadPack('face-api');
  const detector = loadDetector('ssd', defaultModelsFolder());
  const [face] = await detector.detect(frame);
  if (face === undefined) throw new Error('the benchmark needs a frame with a face');
  const square = detector.faceSquare(face.box);
  const times: number[] = [];
  for (let round = 0; round < 60; round++) {
    const begin = performance.now();
    await pack.estimate(frame, [square]);
    if (round >= 10) times.push(performance.now() - begin);
  }
  return median(times);
}

export async function run(): Promise<Row[]> {
  const frames = PHOTOS.map((name) => photo(name).resize(480, 640, 0, 0, cv.INTER_AREA));
  const [haar = Number.NaN, ...others] = await timeDetectors(frames);
  const rows = DETECTORS.map(([name, options], index): Row => {
    const ours = index === 0 ? haar : (others[index - 1] ?? Number.NaN);
    const ratio = ours / haar;
    const isDefault = name === 'ssd' && options.distant !== true;
    return {
      work: `detect, ${name}${options.distant ? ', distant' : ''}, 640×480`,
      ours,
      peer: haar,
      ratio,
      goal: isDefault ? '≤ ⅓ of Haar at width 640' : null,
      reached: isDefault ? ratio <= 1 / 3 : null,
    };
  });
  const [first] = frames;
  if (first === undefined) throw new Error('the benchmark needs the photos of face-api');
  const oneFace = await timeOneFace(first);
  const label = 'estimate one face, both mirror images';
  return [...rows, { work: label, ours: oneFace, peer: null, ratio: null, goal: '≤ 8 ms', reached: oneFace <= 8 }];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { work, ours, ratio, goal, reached } of await run()) {
    const beside = ratio === null ? '' : `  ${ratio.toFixed(2)} × Haar 640`;
    const verdict = goal === null ? '' : `  (${goal}: ${reached ? 'reached' : 'missed'})`;
    process.stdout.write(`${work.padEnd(40)} ${ours.toFixed(1).padStart(6)} ms${beside}${verdict}\n`);
  }
}
