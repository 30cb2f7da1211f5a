import type { Mat } from 'opencv4nodejs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import { loadPack } from '../../../../src-main/camera/process/age-gender/load-pack.ts';
import type { Pack } from '../../../../src-main/camera/process/age-gender/pack.ts';
import { type LandmarkNetwork, loadLandmarks } from '../../../../src-main/camera/process/align/landmarks.ts';
import type { Detector } from '../../../../src-main/camera/process/detect/detector.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { DetectionSchedule } from '../../../../src-main/camera/process/pipeline/detection-schedule.ts';
import { FaceAnalyzer } from '../../../../src-main/camera/process/pipeline/face-analyzer.ts';
import { SAME_FACE, similarity } from '../../../../src-main/camera/process/track/lost-tracks.ts';
import type { Box, Face } from '../../../../src-main/contract/camera.ts';
import { markedFaces, overlap, PHOTOS, photo } from '../../detect/faces/photos.ts';
import { plain } from '../../detect/faces/plain.ts';

/**
 * Faces that go away and come back, with the real networks: the same face goes on with its track and label, another one
 * never does. The people are those of the photos, cut out and put before an empty wall.
 */
const PACK = 'face-api+faceres';
const FRAME_MS = 100;
/** While nobody is there: what counts then is the source's time, and each picture takes the networks' time. */
const SELDOM_MS = 400;
const AWAY_MS = 5_200;
let pack: Pack;
let detector: Detector;
let landmarks: LandmarkNetwork;
let analyzer: FaceAnalyzer;
let schedule: DetectionSchedule;
const photos = new Map<string, Mat>();

beforeAll(() => {
  // Several threads wait for each other by spinning: where other tests run beside this one, that takes most of the time.
  cv.setNumThreads(1);
  const models = defaultModelsFolder();
  pack = loadPack(PACK, models);
  detector = loadDetector('ssd', models);
  landmarks = loadLandmarks(models);
  for (const name of PHOTOS) photos.set(name, photo(name));
});
afterAll(() => {
  for (const mat of photos.values()) mat.release();
});
beforeEach(() => {
  const counts = { detected: () => {}, labelled: () => {} };
  analyzer = new FaceAnalyzer([detector], landmarks, pack, { threshold: null, unsureBelow: null }, counts);
  schedule = new DetectionSchedule();
});

function photoOf(name: string): Mat {
  const mat = photos.get(name);
  if (mat === undefined) throw new Error(`there is no ${name}`);
  return mat;
}

/** One of the photos' people before a wall, as large as this and there; null: the wall alone. */
function wall(who: { name: string; index: number; scale: number; x: number } | null): Mat {
  const frame = plain(480, 640, [120, 130, 140]);
  if (who === null) return frame;
  const face = markedFaces(who.name)[who.index];
  if (face === undefined) throw new Error('nobody is marked');
  const whole = photoOf(who.name);
  const left = Math.max(0, Math.round(face.x - 0.35 * face.width));
  const top = Math.max(0, Math.round(face.y - 0.4 * face.height));
  const width = Math.min(whole.cols - left, Math.round(1.7 * face.width));
  const height = Math.min(whole.rows - top, Math.round(1.7 * face.height));
  const part = whole.getRegion(new cv.Rect(left, top, width, height));
  const size = new cv.Size(Math.round(width * who.scale), Math.round(height * who.scale));
  const shown = part.resize(size, 0, 0, cv.INTER_LINEAR);
  shown.copyTo(frame.getRegion(new cv.Rect(who.x, 100, size.width, size.height)));
  for (const used of [part, shown]) used.release();
  return frame;
}

/** Pictures from that time on, in ms, one every `step` ms. @returns the faces in each */
async function show(pictures: readonly Mat[], from = 0, step = FRAME_MS): Promise<Face[][]> {
  const all: Face[][] = [];
  for (const [index, mat] of pictures.entries()) {
    const picture = { mat, capturedAt: 0, timeMs: from + index * step, positionMs: null };
    const { cut, due } = schedule.plan(picture);
    if (cut) analyzer.startScene();
    if (due) await analyzer.analyze(picture, schedule.started(picture, false));
    all.push(analyzer.faces(picture.timeMs));
    mat.release();
  }
  return all;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const tracksOf = (shown: readonly Face[][]) => new Set(shown.flat().map(({ track }) => track));

describe('a face that was away for five seconds', () => {
  test.each([
    ['sample1.jpg', 0],
    ['sample3.jpg', 2],
    ['sample6.jpg', 3],
  ])('of %s, number %i, goes on with its track and label, elsewhere and nearer', async (name, index) => {
    const before = await show(times(12, (i) => wall({ name, index, scale: 1.5, x: 60 + 2 * i })));
    const away = await show(
      times(AWAY_MS / SELDOM_MS, () => wall(null)),
      12 * FRAME_MS,
      SELDOM_MS,
    );
    expect(away.at(-1)).toEqual([]);
    const after = await show(
      times(10, (i) => wall({ name, index, scale: 1.8, x: 420 - 2 * i })),
      12 * FRAME_MS + AWAY_MS,
    );
    expect([...tracksOf(before)]).toHaveLength(1);
    expect(tracksOf(after)).toEqual(tracksOf(before));
    const [label, again] = [before.at(-1)?.[0]?.label, after.find((faces) => faces.length > 0)?.[0]?.label];
    expect(again?.gender).toBe(label?.gender);
    expect(Math.abs((again?.age ?? 0) - (label?.age ?? 99))).toBeLessThan(3);
  });

  test('is a new one when it is somebody else', async () => {
    const people = PHOTOS.map((name) => ({ name, index: 0 }));
    const seen = new Set<number | null>();
    for (const [number, who] of people.entries()) {
      const shown = await show(
        times(8, (i) => wall({ ...who, scale: 1.6, x: 200 + 2 * i })),
        number * 20 * FRAME_MS,
      );
      await show(
        times(3, () => wall(null)),
        (number * 20 + 8) * FRAME_MS,
        SELDOM_MS,
      );
      const [track] = tracksOf(shown);
      expect(seen).not.toContain(track);
      for (const id of tracksOf(shown)) seen.add(id);
    }
  });
});

test('a hand before the camera ends no track', async () => {
  const person = { name: 'sample1.jpg', index: 1, scale: 1.6, x: 240 };
  const dark = () => plain(480, 640, [20, 25, 30]);
  const before = await show(times(15, () => wall(person)));
  await show(times(4, dark), 1_500, 250);
  const after = await show(
    times(10, () => wall(person)),
    2_500,
  );
  expect([...tracksOf(before)]).toHaveLength(1);
  expect(tracksOf(after)).toEqual(tracksOf(before));
});

describe('descriptors', () => {
  /** Of every face in the photo that is found where it is marked. */
  async function descriptors(
    name: string,
    mat: Mat,
    place: (face: Box) => Box = (face) => face,
  ): Promise<Float32Array[]> {
    const found = await detector.detect(mat);
    const all: Float32Array[] = [];
    for (const face of markedFaces(name)) {
      const there = found.find(({ box }) => overlap(box, place(face)) > 0.3);
      if (there === undefined) continue;
      const square = detector.faceSquare(there.box);
      const view = { square, landmarks: await landmarks.find(mat, square) };
      const { descriptor } = (await pack.second?.look(mat, view)) ?? { descriptor: null };
      if (descriptor !== null) all.push(descriptor);
    }
    return all;
  }

  test('of different faces are all below the bound, of the same face in another light and size mostly above', async () => {
    const people: Float32Array[] = [];
    let [again, same] = [0, 0];
    for (const name of PHOTOS) {
      const mat = photoOf(name);
      const all = await descriptors(name, mat);
      const darker = mat.convertTo(cv.CV_8UC3, 0.7, 10);
      const smaller = darker.resize(Math.round(mat.rows * 0.8), Math.round(mat.cols * 0.8), 0, 0, cv.INTER_AREA);
      const others = await descriptors(name, smaller, ({ x, y, width, height }) => {
        return { x: x * 0.8, y: y * 0.8, width: width * 0.8, height: height * 0.8 };
      });
      for (const used of [darker, smaller]) used.release();
      if (others.length === all.length) {
        again += all.length;
        same += all.filter((one, i) => similarity(one, others[i] ?? one) >= SAME_FACE).length;
      }
      people.push(...all);
    }
    const pairs = people.flatMap((one, i) => people.slice(0, i).map((other) => similarity(one, other)));
    expect(pairs.length).toBeGreaterThan(200);
    expect(Math.max(...pairs)).toBeLessThan(SAME_FACE);
    expect(same).toBeGreaterThanOrEqual(0.9 * again);
    expect(again).toBeGreaterThan(12);
  });
});
