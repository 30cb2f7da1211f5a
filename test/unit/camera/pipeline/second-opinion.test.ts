/** A pack's second networks in the analyzer: on the first views of each face and on clearly better ones, no more. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import type { Opinion, Pack } from '../../../../src-main/camera/process/age-gender/pack.ts';
import { type LandmarkNetwork, loadLandmarks } from '../../../../src-main/camera/process/align/landmarks.ts';
import type { Detector } from '../../../../src-main/camera/process/detect/detector.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { turnOf } from '../../../../src-main/camera/process/detect/passes.ts';
import { FaceAnalyzer } from '../../../../src-main/camera/process/pipeline/face-analyzer.ts';
import { markedFaces, photo } from '../../detect/faces/photos.ts';

const NAME = 'sample3.jpg';
const FACES = markedFaces(NAME).length;
const STEP_MS = 150;

let detector: Detector;
let landmarks: LandmarkNetwork;
beforeAll(() => {
  detector = loadDetector('ssd', defaultModelsFolder());
  landmarks = loadLandmarks(defaultModelsFolder());
});

let looks: { first: number; second: number };
beforeEach(() => {
  looks = { first: 0, second: 0 };
});

/** The first networks are unsure and the second are not, so that a label says who was asked. */
function pack(views: number): Pack {
  const say = (who: 'first' | 'second', female: number) => async (): Promise<Opinion> => {
    looks[who] += 1;
    return { age: 30, groups: null, female, descriptor: null };
  };
  return {
    ...{ name: 'made-up', title: 'made up', groups: ['0-29', '30-99'], unsureBelow: 0.8 },
    look: say('first', 0.6),
    second: views === 0 ? null : { views, look: say('second', 0.95) },
    judge: (first, second) => ({
      ...{ age: first.age, groups: Float32Array.of(0, 1) },
      female: second?.female ?? first.female,
    }),
  };
}

function analyzerWith(views: number): FaceAnalyzer {
  const counts = { detected: () => {}, labelled: () => {} };
  return new FaceAnalyzer([detector], landmarks, pack(views), { threshold: null, unsureBelow: null }, counts);
}

async function watch(analyzer: FaceAnalyzer, pictures: number): Promise<void> {
  const mat = photo(NAME);
  for (let index = 0; index < pictures; index += 1) {
    const timeMs = index * STEP_MS;
    await analyzer.analyze({ mat, timeMs, positionMs: timeMs, capturedAt: 0 }, turnOf(index, false));
  }
  mat.release();
}

test('are asked on the first picture already, and decide the label', async () => {
  const analyzer = analyzerWith(3);
  await watch(analyzer, 1);
  expect(looks.second).toBe(FACES);
  for (const { label } of analyzer.faces(0)) {
    expect(label).toMatchObject({ gender: 'female', genderConfidence: expect.closeTo(0.95), unsure: false });
  }
}, 60_000);

test('are asked three times for each face, while the first go on', async () => {
  const analyzer = analyzerWith(3);
  await watch(analyzer, 40);
  expect(looks.second).toBe(3 * FACES);
  expect(looks.first).toBeGreaterThan(4 * FACES);
}, 60_000);

test('are not asked where the pack has none: the label is that of the first', async () => {
  const analyzer = analyzerWith(0);
  await watch(analyzer, 2);
  expect(looks.second).toBe(0);
  expect(analyzer.faces(STEP_MS)[0]?.label).toMatchObject({ genderConfidence: expect.closeTo(0.6), unsure: true });
}, 60_000);

test('are asked for a still, too', async () => {
  const mat = photo(NAME);
  const picture = { mat, timeMs: 0, positionMs: 0, capturedAt: 0 };
  const analyzer = analyzerWith(3);
  const { faces } = await analyzer.analyzeStill(picture);
  expect(faces.map(({ label }) => label?.unsure)).toEqual(Array.from({ length: FACES }, () => false));
  expect(looks).toEqual({ first: FACES, second: FACES });
  mat.release();
}, 60_000);
