import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mat } from 'opencv4nodejs';
import { beforeEach, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import { loadPack } from '../../../../src-main/camera/process/age-gender/load-pack.ts';
import { loadLandmarks } from '../../../../src-main/camera/process/align/landmarks.ts';
import type { Detection, Detector } from '../../../../src-main/camera/process/detect/detector.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { turnOf } from '../../../../src-main/camera/process/detect/passes.ts';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { DetectionSchedule } from '../../../../src-main/camera/process/pipeline/detection-schedule.ts';
import { FaceAnalyzer } from '../../../../src-main/camera/process/pipeline/face-analyzer.ts';
import type { Picture } from '../../../../src-main/camera/process/source/source.ts';
import type { Box, Face } from '../../../../src-main/contract/camera.ts';
import { openPhotoFilm } from '../../../faults/camera/photo-film.ts';
import { markedFaces, photo as markedPhoto, overlap } from '../../detect/faces/photos.ts';
import { plain } from '../../detect/faces/plain.ts';
import { sceneOf } from '../../detect/faces/scenes.ts';

/** Finding, following and labelling together, on real photos with the default networks: above all, no label leaks. */
const photos = join(dirname(fileURLToPath(import.meta.resolve('@vladmandic/face-api/package.json'))), 'demo');
const FRAME_MS = 1000 / 30;
const THRESHOLDS = { threshold: null, unsureBelow: 0.8 };
let analyzer: FaceAnalyzer;
let schedule: DetectionSchedule;
let looks: number;
let searches: number;

beforeEach(() => {
  looks = 0;
  searches = 0;
  const models = defaultModelsFolder();
  analyzer = new FaceAnalyzer(
    [loadDetector('ssd', models)],
    loadLandmarks(models),
    loadPack('face-api', models),
    THRESHOLDS,
    {
      detected: () => {
        searches += 1;
      },
      labelled: (faces) => {
        looks += faces;
      },
    },
  );
  schedule = new DetectionSchedule();
});

/** One picture, as the pipelines do it. @returns the faces drawn over it */
async function step(picture: Picture): Promise<Face[]> {
  const { cut, due } = schedule.plan(picture);
  if (cut) analyzer.startScene();
  if (due) {
    await analyzer.analyze(picture, schedule.started(picture, false));
  }
  return analyzer.faces(picture.timeMs);
}

function photo(number: number): Mat {
  const large = cv.imread(join(photos, `sample${number}.jpg`));
  const small = large.resize(new cv.Size(640, 480), 0, 0, cv.INTER_AREA);
  large.release();
  return small;
}

/** A woman of the second photo, hardly more than her face. */
function closeUp(): Mat {
  const whole = cv.imread(join(photos, 'sample2.jpg'));
  const part = whole.getRegion(new cv.Rect(214, 91, 509, 382)).resize(480, 640);
  whole.release();
  return part;
}

function shown(mat: Mat, index: number): Picture {
  return { mat, capturedAt: 0, timeMs: index * FRAME_MS, positionMs: null };
}

describe('labels', () => {
  test('are there with the first picture, and stay with their faces', async () => {
    const mat = photo(3);
    const first = await step(shown(mat, 0));
    expect(first).toHaveLength(3);
    expect(first.map(({ label }) => label?.gender)).toEqual(['female', 'female', 'female']);
    for (let index = 1; index < 60; index += 1) {
      const faces = await step(shown(mat, index));
      expect(faces.map(({ track }) => track)).toEqual(first.map(({ track }) => track));
      expect(faces.map(({ label }) => label?.gender)).toEqual(first.map(({ label }) => label?.gender));
    }
    mat.release();
  });

  test('cost a bounded number of looks a second, however many faces there are', async () => {
    const mat = photo(5);
    for (let index = 0; index < 90; index += 1) expect(await step(shown(mat, index))).not.toHaveLength(0);
    expect(looks).toBeLessThanOrEqual(3 * 12 + 4);
    mat.release();
  });

  test('need six searches a second of faces that stay, and each picture has all of them', async () => {
    const mat = photo(3);
    for (let index = 0; index < 90; index += 1) expect(await step(shown(mat, index))).toHaveLength(3);
    // 30 searches are due in 3 s. Of the 6 fine ones half are left out; of the coarse ones about half.
    expect(searches).toBeGreaterThanOrEqual(14);
    expect(searches).toBeLessThanOrEqual(20);
    mat.release();
  });

  test('do not pass a cut: the next scene has only new identities', async () => {
    const seen = new Map<number, Set<number | null>>();
    const mats = [1, 2, 3, 4, 5, 6].map(photo);
    for (let index = 0; index < 60; index += 1) {
      const number = Math.floor(index / 10);
      const mat = mats[number];
      if (mat === undefined) throw new Error('no photo');
      const faces = await step(shown(mat, index));
      expect(faces.length).toBeGreaterThan(0);
      const tracks = seen.get(number) ?? new Set();
      for (const { track } of faces) tracks.add(track);
      seen.set(number, tracks);
    }
    for (const mat of mats) mat.release();
    const all = [...seen.values()].flatMap((tracks) => [...tracks]);
    expect(new Set(all).size).toBe(all.length);
  });

  test('do not pass a slow fade from one photo to the next', async () => {
    const film = openPhotoFilm();
    const before = new Set<number | null>();
    // The film's first photo fades out from 6.3 to 7 s: frames 189 to 210. Long before, there is nothing to learn.
    for (let index = 0; index < 240; index += 1) {
      const picture = await film.next();
      if (picture === null) throw new Error('the film has no end');
      const faces = index < 150 ? [] : await step(picture);
      picture.mat.release();
      if (index < 189) for (const { track } of faces) before.add(track);
      if (index > 216) for (const { track } of faces) expect(before).not.toContain(track);
    }
    expect(before.size).toBeGreaterThanOrEqual(2);
    film.close();
  });
});

describe('a face that tilts', () => {
  test.each([15, 30])('by %i° to and fro keeps its identity', async (degrees) => {
    const whole = photo(3);
    const upright = await step(shown(whole, 0));
    const [face] = upright.toSorted((a, b) => a.box.x - b.box.x);
    if (face === undefined) throw new Error('no face');
    const centre = new cv.Point2(face.box.x + face.box.width / 2, face.box.y + face.box.height / 2);
    analyzer.startScene();
    schedule = new DetectionSchedule();
    const tracks = new Set<number | null>();
    for (let index = 0; index < 90; index += 1) {
      const angle = degrees * Math.sin((2 * Math.PI * index) / 45);
      const turned = whole.warpAffine(cv.getRotationMatrix2D(centre, angle), new cv.Size(whole.cols, whole.rows));
      const faces = await step(shown(turned, index));
      turned.release();
      const near = faces.filter(
        ({ box }) => Math.hypot(box.x + box.width / 2 - centre.x, box.y + box.height / 2 - centre.y) < 40,
      );
      expect(near.length, `picture ${index}`).toBe(1);
      for (const { track } of near) tracks.add(track);
    }
    whole.release();
    expect(tracks.size).toBe(1);
  });
});

describe('in a film of 1280×720', () => {
  test('large and small faces keep one identity each, seen by different searches', async () => {
    const size = { cols: 1280, rows: 720 };
    const large = sceneOf('sample1.jpg', 200, size, { x: 0, y: 0 });
    const small = sceneOf('sample5.jpg', 55, { cols: 480, rows: 720 }, { x: 0.5, y: 0.9 });
    small.mat.copyTo(large.mat.getRegion(new cv.Rect(800, 0, 480, 720)));
    const truth = [...large.faces.slice(0, 1), ...small.faces.map((face) => ({ ...face, x: face.x + 800 }))];
    const tracks = truth.map(() => new Set<number | null>());
    const all = new Set<number | null>();
    for (let index = 0; index < 60; index += 1) {
      const faces = await step(shown(large.mat, index));
      for (const { track } of faces) all.add(track);
      // The small ones are found by the second search, a tenth of a second later.
      if (index < 6) continue;
      truth.forEach((face, who) => {
        const here = faces.filter(({ box }) => overlap(box, face) > 0.3);
        expect(here, `picture ${index}, face ${who}`).toHaveLength(1);
        for (const { track, label } of here) {
          tracks[who]?.add(track);
          if (index > 45) expect(label).not.toBeNull();
        }
      });
    }
    expect(tracks.map((ids) => ids.size)).toEqual(truth.map(() => 1));
    expect(all.size).toBeLessThanOrEqual(truth.length + 2);
    for (const { mat } of [large, small]) mat.release();
  });
});

describe('a face that fills the picture', () => {
  test('is followed like any other, though it is found by the second search only', async () => {
    const mat = closeUp();
    expect(await loadDetector('ssd', defaultModelsFolder()).detect(mat)).toEqual([]);
    await step(shown(mat, 0));
    const tracks = new Set<number | null>();
    for (let index = 1; index < 40; index += 1) {
      for (const { track, label } of await step(shown(mat, index))) {
        tracks.add(track);
        expect(label).not.toBeNull();
      }
    }
    expect(tracks.size).toBe(1);
    mat.release();
  });

  test('is looked for twice a second where nobody is', async () => {
    const models = defaultModelsFolder();
    const detector = loadDetector('ssd', models);
    let searches = 0;
    const counted: Detector = {
      ...detector,
      detectClose: async (...given) => {
        searches += 1;
        return (await detector.detectClose?.(...given)) ?? [];
      },
    };
    analyzer = new FaceAnalyzer([counted], loadLandmarks(models), loadPack('face-api', models), THRESHOLDS, {
      detected: () => {},
      labelled: () => {},
    });
    const empty = plain(480, 640, [90, 90, 90]);
    for (let index = 0; index < 60; index += 1) expect(await step(shown(empty, index))).toEqual([]);
    expect(searches).toBe(4);
    empty.release();
  });
});

describe('what is to be blurred', () => {
  /** How many of the faces marked in the photo lie in one of the boxes by most of their area. */
  function covered(boxes: readonly Box[], name: string): number {
    return markedFaces(name).filter((face) => boxes.some((box) => overlap(box, face) > 0.4)).length;
  }
  const NAME = 'sample3.jpg';

  function analyzerWith(detector: Detector, threshold: number | null): FaceAnalyzer {
    const models = defaultModelsFolder();
    const pack = loadPack('face-api', models);
    const counts = { detected: () => {}, labelled: () => {} };
    return new FaceAnalyzer([detector], loadLandmarks(models), pack, { threshold, unsureBelow: 0.8 }, counts);
  }

  test('is every face, however sure one must be to be drawn', async () => {
    const mat = markedPhoto(NAME);
    for (const threshold of [null, 0.95]) {
      analyzer = analyzerWith(loadDetector('ssd', defaultModelsFolder()), threshold);
      const hidden = await analyzer.analyzeForBlur(shown(mat, 0), turnOf(0, true));
      expect(covered(hidden, NAME)).toBe(3);
    }
    expect(analyzer.faces(0).length).toBeLessThan(3);
    mat.release();
  });

  test('is also a face that is missed for a moment', async () => {
    const mat = markedPhoto(NAME);
    const detector = loadDetector('ssd', defaultModelsFolder());
    let blind = false;
    const see = (found: Promise<Detection[]>) => (blind ? Promise.resolve([]) : found);
    analyzer = analyzerWith(
      { ...detector, detect: (...given) => see(detector.detect(...given)), detectClose: async () => [] },
      null,
    );
    for (let index = 0; index < 12; index += 1) {
      blind = index > 3;
      expect(covered(await analyzer.analyzeForBlur(shown(mat, index), turnOf(index, true)), NAME)).toBe(3);
    }
    mat.release();
  });

  test('is also a face that fills the picture, in every picture', async () => {
    const mat = closeUp();
    const face = { x: 0.25 * mat.cols, y: 0.1 * mat.rows, width: 0.5 * mat.cols, height: 0.8 * mat.rows };
    for (let index = 0; index < 5; index += 1) {
      analyzer.startScene();
      const hidden = await analyzer.analyzeForBlur(shown(mat, index), turnOf(index, true));
      expect(hidden.some((box) => overlap(box, face) > 0.3)).toBe(true);
    }
    mat.release();
  });
});

test('a picture by itself has labelled faces without identities', async () => {
  const mat = photo(3);
  const { faces } = await analyzer.analyzeStill(shown(mat, 0));
  expect(faces).toHaveLength(3);
  expect(faces.every(({ track, label }) => track === null && label !== null)).toBe(true);
  mat.release();
});
