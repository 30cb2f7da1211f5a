import type { Mat } from 'opencv4nodejs';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { loadPack } from '../../../src-main/camera/process/age-gender/load-pack.ts';
import { loadLandmarks } from '../../../src-main/camera/process/align/landmarks.ts';
import type { Detector } from '../../../src-main/camera/process/detect/detector.ts';
import { loadDetector } from '../../../src-main/camera/process/detect/load-detector.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { PHOTOS, photo } from '../../unit/detect/faces/photos.ts';
import { type Bench, inTurns, median, type Row } from '../bench.ts';

const THIRD = 1 / 3;
const ONE_FACE_MS = 10;
/** Estimates in a row whose median is one measurement. */
const ESTIMATES = 20;

/** Median time of a detection over the frames, ms. */
async function detectionTime(detector: Detector, frames: readonly Mat[]): Promise<number> {
  const times: number[] = [];
  for (const frame of frames) {
    const begin = performance.now();
    await detector.detect(frame);
    times.push(performance.now() - begin);
  }
  return median(times);
}

/** Measures how long one face takes, ms: its landmarks and the first networks, and the second ones alone. */
async function oneFace(
  frame: Mat,
  finder: Detector,
): Promise<{ look: () => Promise<number>; second: () => Promise<number> }> {
  const pack = loadPack('face-api+faceres');
  const landmarks = loadLandmarks(defaultModelsFolder());
  const [face] = await finder.detect(frame);
  if (face === undefined) throw new Error('the benchmark needs a frame with a face');
  const square = finder.faceSquare(face.box);
  const view = { square, landmarks: await landmarks.find(frame, square) };
  const medianOf = (work: () => Promise<unknown>) => async () => {
    const times: number[] = [];
    for (let i = 0; i < ESTIMATES; i++) {
      const begin = performance.now();
      await work();
      times.push(performance.now() - begin);
    }
    return median(times);
  };
  return {
    look: medianOf(async () => pack.look(frame, { square, landmarks: await landmarks.find(frame, square) })),
    second: medianOf(async () => pack.second?.look(frame, view)),
  };
}

/** The networks alone, in this process: detectors on the six photos as 640 × 480 frames, and one face labelled. */
export const bench: Bench = {
  title: 'Detectors and the age and gender network',
  async run({ smoke }) {
    const frames = PHOTOS.map((name) => photo(name).resize(480, 640, 0, 0, cv.INTER_AREA));
    const [first] = frames;
    if (first === undefined) throw new Error('the benchmark needs the photos of face-api');
    const load = (name: Detector['name'], distant: boolean) => loadDetector(name, defaultModelsFolder(), { distant });
    const ssd = load('ssd', false);
    const { look, second } = await oneFace(first, ssd);
    const measure = (detector: Detector) => () => detectionTime(detector, frames);
    const measures = {
      haar640: measure(load('haar', true)),
      haar400: measure(load('haar', false)),
      tiny: measure(load('tiny', false)),
      ssd: measure(ssd),
      ssdDistant: measure(load('ssd', true)),
      ...{ look, second },
    };
    // The first round lays out the networks' memory.
    await inTurns(1, measures);
    const times = await inTurns(smoke ? 1 : 7, measures);
    const row = (work: string, ours: number, limit: number, goal: string): Row => ({
      work: `one detection, ${work}`,
      unit: 'ms',
      ours,
      peer: { name: 'Haar at width 640', value: times.haar640 },
      goal,
      reached: ours <= limit * times.haar640,
    });
    const oneFaceRow = (work: string, ours: number): Row => ({
      ...{ work, unit: 'ms', ours, peer: null, goal: `≤ ${ONE_FACE_MS} ms` },
      reached: ours <= ONE_FACE_MS,
    });
    return [
      row('ssd (default)', times.ssd, THIRD, '≤ ⅓ ×'),
      row('ssd for distant faces', times.ssdDistant, 1, '≤ 1 ×'),
      row('tiny', times.tiny, 1, '≤ 1 ×'),
      row('Haar at width 400', times.haar400, 1, '≤ 1 ×'),
      oneFaceRow('one face labelled: landmarks, aligned, both mirror images', times.look),
      oneFaceRow('a second opinion on it', times.second),
    ];
  },
};
