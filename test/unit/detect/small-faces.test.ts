import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import type { Detection } from '../../../src-main/camera/process/detect/detector.ts';
import { FaceSearch, withoutParts } from '../../../src-main/camera/process/detect/face-search.ts';
import { loadDetector } from '../../../src-main/camera/process/detect/load-detector.ts';
import { mosaicOf } from '../../../src-main/camera/process/detect/mosaic.ts';
import { turnOf } from '../../../src-main/camera/process/detect/passes.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import type { Box } from '../../../src-main/contract/camera.ts';
import { markedFaces, overlap, PHOTOS, photo } from './faces/photos.ts';
import { judged, sceneOf } from './faces/scenes.ts';

/**
 * Small faces in large pictures: the photos' faces at known sizes, searched as a film's pictures are (a coarse search,
 * then fine ones), each known one again in its surroundings, and nobody else found.
 */
let search: FaceSearch;
beforeAll(() => {
  search = new FaceSearch([loadDetector('ssd', defaultModelsFolder())]);
});

/** Largest side of a face that is asked for, in pixels of the searched picture. */
const SMALL = 73;

describe('a search for small faces', () => {
  const detector = loadDetector('ssd', defaultModelsFolder());
  const { scaled } = detector;
  if (scaled === undefined) throw new Error('ssd searches at other sizes');
  const area = ({ width, height }: Box) => Math.sqrt(width * height);

  test.each(PHOTOS)('finds those of %s just as a usual search of the same size does', async (name) => {
    const frame = photo(name).resize(240, 320, 0, 0, cv.INTER_AREA);
    const small = ({ box }: Detection) => area(box) < SMALL;
    const usual = (await detector.detect(frame)).filter(small);
    expect(usual.length).toBeGreaterThan(0);
    expect((await scaled.detect(frame, 1, null, SMALL)).filter(small)).toEqual(usual);
  });

  test('leaves out what only large ones need', async () => {
    const [face] = markedFaces('sample1.jpg');
    if (face === undefined) throw new Error('the photo has a face');
    const whole = photo('sample1.jpg');
    const [side, middle] = [Math.round(1.4 * face.height), face.x + face.width / 2];
    const left = Math.max(0, Math.round(middle - side / 2));
    const top = Math.max(0, Math.round(face.y - 0.2 * face.height));
    const around = whole.getRegion(
      new cv.Rect(left, top, Math.min(side, whole.cols - left), Math.min(side, whole.rows - top)),
    );
    const frame = around.resize(320, 320);
    const large = await detector.detect(frame);
    expect(large.map(({ box }) => area(box) > 179)).toEqual([true]);
    expect(await scaled.detect(frame, 1, null, SMALL)).toEqual([]);
    const areas = (await scaled.detect(frame, 1)).map(({ box }) => area(box) > SMALL);
    expect(areas).toContain(true);
  });
});

const PLACES = [
  { x: 0.1, y: 0.2 },
  { x: 0.8, y: 0.9 },
  { x: 0.5, y: 0.5 },
] as const;

/** One coarse search and as many fine ones as there are strips. @returns faces, those found, and false finds */
async function count(height: number, size: { cols: number; rows: number }, fine: number) {
  const total = { faces: 0, right: 0, wrong: 0 };
  for (const [index, name] of PHOTOS.entries()) {
    const { mat, faces } = sceneOf(name, height, size, PLACES[index % PLACES.length] ?? PLACES[0]);
    const found = [...(await search.search(mat, turnOf(0, false), null, false)).detections];
    for (let strip = 0; strip < fine; strip += 1) {
      const { detections } = await search.search(mat, { first: false, pass: 'fine', focus: false, strip }, null, false);
      found.push(...detections);
    }
    mat.release();
    const { right, wrong } = judged(
      found.map(({ box }) => box),
      faces,
    );
    total.faces += faces.length;
    total.right += right;
    total.wrong += wrong;
  }
  return total;
}

describe('of the faces in a film of 1280×720', () => {
  test.each([
    [50, 0.85],
    [60, 0.9],
    [75, 0.95],
    [95, 0.95],
  ])('%i px high, at least this part is found: %d', async (height, part) => {
    const { faces, right, wrong } = await count(height, { cols: 1280, rows: 720 }, 1);
    expect(right).toBeGreaterThanOrEqual(part * faces);
    expect(wrong).toBeLessThanOrEqual(1);
  });
});

test('of the faces 60 px high in a film of 1920×1080, nine of ten are found', async () => {
  const { faces, right, wrong } = await count(60, { cols: 1920, rows: 1080 }, 2);
  expect(right).toBeGreaterThanOrEqual(0.9 * faces);
  expect(wrong).toBeLessThanOrEqual(1);
});

test('of the largest faces that a fine search of 1920×1080 answers for, it finds seven of ten', async () => {
  let [faces, right] = [0, 0];
  for (const [index, name] of PHOTOS.entries()) {
    const scene = sceneOf(name, 230, { cols: 1920, rows: 1080 }, PLACES[index % PLACES.length] ?? PLACES[0]);
    for (const strip of [0, 1]) {
      const turn = { first: false, pass: 'fine', focus: false, strip } as const;
      const { detections, covers } = await search.search(scene.mat, turn, null, false);
      const covered = scene.faces.filter(covers);
      faces += covered.length;
      right += judged(
        detections.map(({ box }) => box),
        covered,
      ).right;
    }
    scene.mat.release();
  }
  expect(faces).toBeGreaterThan(15);
  expect(right).toBeGreaterThanOrEqual(0.7 * faces);
});

test('known small faces are found again in their surroundings, for the price of one coarse search', async () => {
  const { mat, faces } = sceneOf('sample5.jpg', 50, { cols: 1280, rows: 720 }, { x: 0.3, y: 0.3 });
  // They have moved by a fifth of a face since they were seen.
  const places = faces.map((face) => ({ ...face, x: face.x + 0.2 * face.width, y: face.y - 0.2 * face.height }));
  const { detections, covers } = await search.focus(mat, places, null);
  const { right, wrong } = judged(
    detections.map(({ box }) => box),
    faces,
  );
  expect({ right, wrong }).toEqual({ right: 5, wrong: 0 });
  expect(places.every(covers)).toBe(true);
  expect(covers({ x: 1000, y: 600, width: 50, height: 50 })).toBe(false);
  mat.release();
});

test.each([
  [1, { cols: 128, rows: 128 }],
  [2, { cols: 224, rows: 128 }],
  [3, { cols: 320, rows: 128 }],
  [4, { cols: 224, rows: 240 }],
  [5, { cols: 320, rows: 240 }],
])('%i known small faces are found in a picture no larger than they need', async (count, size) => {
  const { mat, faces } = sceneOf('sample5.jpg', 50, { cols: 1280, rows: 720 }, { x: 0.3, y: 0.3 });
  const places = faces.slice(0, count);
  const mosaic = await mosaicOf(mat, places);
  expect({ cols: mosaic.mat.cols, rows: mosaic.mat.rows }).toEqual(size);
  const { detections } = await search.focus(mat, places, null);
  expect(places.every((face) => detections.some(({ box }) => overlap(box, face) > 0.3))).toBe(true);
  for (const used of [mosaic.mat, mat]) used.release();
});

test('what a fine search finds in a large face is no other face, what it finds beside it is', () => {
  const at = (x: number, y: number, side: number) => ({ box: { x, y, width: side, height: side }, score: 0.9 });
  const [part, beside, itself] = [at(150, 150, 80), at(310, 150, 80), at(105, 95, 190)];
  expect(withoutParts([part, beside, itself], [at(100, 100, 200).box])).toEqual([beside, itself]);
});
