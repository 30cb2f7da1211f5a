/**
 * Detectors on real photos with real OpenCV: how many of 22 faces they find and how many false ones (IoU ≥ 0.3 with
 * a mark counts as found). Haar's and tiny's counts are those known of them; they are here so that a change of
 * preprocessing or decoding that costs faces is noticed.
 */
import type { Mat } from 'opencv4nodejs';
import { beforeAll, describe, expect, test } from 'vitest';
import { convertAll } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import type { Detection, Detector, DetectorOptions } from '../../../src-main/camera/process/detect/detector.ts';
import { loadDetector } from '../../../src-main/camera/process/detect/load-detector.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import type { Box, DetectorName } from '../../../src-main/contract/camera.ts';
import { markedFaces, overlap, PHOTOS, photo } from './faces/photos.ts';

const SAME_FACE = 0.3;

beforeAll(() => {
  convertAll({ modelsFolder: defaultModelsFolder() });
});

async function count(detector: Detector): Promise<{ right: number; wrong: number }> {
  let right = 0;
  let wrong = 0;
  for (const name of PHOTOS) {
    const left = markedFaces(name);
    for (const { box } of await detector.detect(photo(name))) {
      const index = left.findIndex((face) => overlap(face, box) >= SAME_FACE);
      if (index < 0) wrong++;
      else {
        left.splice(index, 1);
        right++;
      }
    }
  }
  return { right, wrong };
}

describe('of the 22 faces in six photos at 640 pixels width', () => {
  const rows: [DetectorName, DetectorOptions, number, number][] = [
    ['ssd', {}, 22, 0],
    ['ssd', { distant: true }, 22, 0],
    ['tiny', {}, 19, 1],
    ['haar', {}, 14, 2],
    ['haar', { distant: true }, 15, 7],
  ];
  test.each(rows)('%s %o finds %i, and %i that are none', async (name, options, right, wrong) => {
    const detector = loadDetector(name, defaultModelsFolder(), options);
    expect(await count(detector)).toEqual({ right, wrong });
  });
});

/** A part of the photo, of that shape where it has room, that is so many times as high as the face; 640 pixels wide. */
function closeUp(frame: Mat, face: Box, times: number, aspect = 4 / 3): { frame: Mat; face: Box } {
  const height = Math.min(frame.rows, Math.round(face.height * times));
  const width = Math.min(frame.cols, Math.round(height * aspect));
  const within = (centre: number, side: number, whole: number) =>
    Math.round(Math.min(Math.max(centre - side / 2, 0), whole - side));
  const x = within(face.x + face.width / 2, width, frame.cols);
  const y = within(face.y + face.height / 2, height, frame.rows);
  const scale = 640 / width;
  return {
    frame: frame.getRegion(new cv.Rect(x, y, width, height)).resize(Math.round(height * scale), 640),
    face: {
      x: (face.x - x) * scale,
      y: (face.y - y) * scale,
      width: face.width * scale,
      height: face.height * scale,
    },
  };
}

describe('ssd on close-ups of the 22 faces, where it searches again if it found nothing', () => {
  // How high the picture is in faces; found without and with the second search.
  test.each([
    [0.9, 16, 20],
    [1, 17, 20],
    [1.3, 19, 22],
    [1.6, 17, 22],
    [2, 21, 22],
  ])('%d faces high: %i, then %i', async (times, once, twice) => {
    const detector = loadDetector('ssd', defaultModelsFolder());
    const found = { once: 0, twice: 0 };
    for (const name of PHOTOS) {
      for (const marked of markedFaces(name)) {
        const { frame, face } = closeUp(photo(name), marked, times);
        const isFace = ({ box }: Detection) => overlap(face, box) >= SAME_FACE;
        const first = await detector.detect(frame);
        const second = first.length > 0 ? first : ((await detector.detectClose?.(frame)) ?? []);
        if (first.some(isFace)) found.once++;
        if (second.some(isFace)) found.twice++;
      }
    }
    expect(found).toEqual({ once, twice });
  });

  test.each([
    ['4:3', 4 / 3],
    ['16:9', 16 / 9],
    ['square', 1],
  ])('a near face in a %s picture lies in the middle of its box', async (_name, aspect) => {
    const detector = loadDetector('ssd', defaultModelsFolder());
    const off = { x: [] as number[], y: [] as number[] };
    for (const name of PHOTOS) {
      for (const marked of markedFaces(name)) {
        const { frame, face } = closeUp(photo(name), marked, 1.6, aspect);
        const found = (await detector.detect(frame)).find(({ box }) => overlap(face, box) >= SAME_FACE);
        if (found === undefined) continue;
        off.x.push((found.box.x - face.x + (found.box.width - face.width) / 2) / face.width);
        off.y.push((found.box.y - face.y + (found.box.height - face.height) / 2) / face.height);
      }
    }
    expect(off.x.length).toBeGreaterThan(10);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(off.x))).toBeLessThan(0.07);
    expect(Math.abs(mean(off.y))).toBeLessThan(0.07);
  });

  test('nothing is found in parts of the photos where nobody is', async () => {
    const detector = loadDetector('ssd', defaultModelsFolder());
    let parts = 0;
    for (const name of PHOTOS) {
      const whole = photo(name);
      for (let y = 0; y + 120 <= whole.rows; y += 120) {
        for (let x = 0; x + 160 <= whole.cols; x += 160) {
          const part = { x, y, width: 160, height: 120 };
          if (markedFaces(name).some((face) => overlap(face, part) > 0)) continue;
          parts++;
          const frame = whole.getRegion(new cv.Rect(x, y, 160, 120)).resize(480, 640);
          expect([...(await detector.detect(frame)), ...((await detector.detectClose?.(frame)) ?? [])]).toEqual([]);
        }
      }
    }
    expect(parts).toBeGreaterThan(20);
  });
});

test('scores are at least the threshold, and boxes lie inside the frame', async () => {
  for (const name of ['ssd', 'tiny'] as const) {
    const frame = photo('sample5.jpg');
    const found = await loadDetector(name, defaultModelsFolder()).detect(frame, 0.7);
    expect(found.length).toBeGreaterThan(0);
    for (const { box, score } of found) {
      expect(score).toBeGreaterThanOrEqual(0.7);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(frame.cols + 1e-3);
      expect(box.y + box.height).toBeLessThanOrEqual(frame.rows + 1e-3);
    }
  }
});

test('ssd finds the same faces in a wide frame and in an upright one', async () => {
  const detector = loadDetector('ssd', defaultModelsFolder());
  const frame = photo('sample3.jpg');
  const wide = frame.copyMakeBorder(0, 0, 80, 80);
  const upright = frame.getRegion(new cv.Rect(150, 0, 330, 450));
  expect(await detector.detect(wide)).toHaveLength(3);
  expect(await detector.detect(upright)).toHaveLength(2);
});

test('a frame without a face gives none', async () => {
  const grey = new cv.Mat(480, 640, cv.CV_8UC3, [90, 90, 90]);
  for (const name of ['ssd', 'tiny', 'haar'] as const) {
    expect(await loadDetector(name, defaultModelsFolder()).detect(grey)).toEqual([]);
  }
});

test('calls at the same time are served in order and do not disturb each other', async () => {
  for (const name of ['ssd', 'tiny', 'haar'] as const) {
    const detector = loadDetector(name, defaultModelsFolder());
    const frames = ['sample3.jpg', 'sample6.jpg', 'sample3.jpg'].map(photo);
    const alone = [];
    for (const frame of frames) alone.push(await detector.detect(frame));
    expect(await Promise.all(frames.map((frame) => detector.detect(frame)))).toEqual(alone);
  }
});

describe('the square that age and gender are estimated on', () => {
  const box = { x: 100, y: 200, width: 60, height: 100 };
  test.each([
    ['ssd' as const, { x: 80, y: 204, width: 100, height: 100 }],
    ['tiny' as const, { x: 80, y: 200, width: 100, height: 100 }],
  ])('%s: side of the height', (name, square) => {
    expect(loadDetector(name, defaultModelsFolder()).faceSquare(box)).toEqual(square);
  });
  test('haar: 0.97 of the width, moved down', () => {
    const square = loadDetector('haar', defaultModelsFolder()).faceSquare({ x: 100, y: 200, width: 100, height: 100 });
    expect(square.width).toBeCloseTo(97);
    expect(square.height).toBeCloseTo(97);
    expect(square.x).toBeCloseTo(101.5);
    expect(square.y).toBeCloseTo(210);
  });
});
