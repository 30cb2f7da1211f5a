import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mat } from 'opencv4nodejs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import type { Detector } from '../../../../src-main/camera/process/detect/detector.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { viewQuality } from '../../../../src-main/camera/process/label/view-quality.ts';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { appearanceOf, likeness } from '../../../../src-main/camera/process/track/appearance.ts';
import { VIEW_SIDE, viewOf } from '../../../../src-main/camera/process/track/face-view.ts';
import { LEAST_LIKENESS } from '../../../../src-main/camera/process/track/looks.ts';
import type { Box } from '../../../../src-main/contract/camera.ts';

/** What is measured on views of faces, on real ones: who looks like whom, and which view is worth more. */
const photos = join(dirname(fileURLToPath(import.meta.resolve('@vladmandic/face-api/package.json'))), 'demo');
let detector: Detector;
const pictures: Mat[] = [];

beforeAll(() => {
  detector = loadDetector('ssd', defaultModelsFolder());
  for (let i = 1; i <= 6; i += 1) {
    const photo = cv.imread(join(photos, `sample${i}.jpg`));
    pictures.push(photo.resize(new cv.Size(640, Math.round((photo.rows * 640) / photo.cols)), 0, 0, cv.INTER_AREA));
    photo.release();
  }
});
afterAll(() => {
  for (const picture of pictures) picture.release();
});

async function squares(picture: Mat): Promise<Box[]> {
  return (await detector.detect(picture)).map(({ box }) => detector.faceSquare(box));
}

async function main(): Promise<{ picture: Mat; square: Box }> {
  const [picture] = pictures;
  if (picture === undefined) throw new Error('no photo');
  const [square] = await squares(picture);
  if (square === undefined) throw new Error('no face');
  return { picture, square };
}

describe('appearance', () => {
  test('a face looks like itself when it moved, came nearer or the light changed', async () => {
    for (const picture of pictures) {
      const brighter = picture.convertTo(-1, 1.3, 20);
      for (const square of await squares(picture)) {
        const before = appearanceOf(viewOf(picture, square));
        const off = square.width * 0.06;
        const moved = { ...square, x: square.x + off, y: square.y - off };
        const nearer = {
          x: square.x - off,
          y: square.y - off,
          width: square.width + 2 * off,
          height: square.height + 2 * off,
        };
        expect(likeness(before, appearanceOf(viewOf(picture, moved)))).toBeGreaterThan(LEAST_LIKENESS);
        expect(likeness(before, appearanceOf(viewOf(picture, nearer)))).toBeGreaterThan(LEAST_LIKENESS);
        expect(likeness(before, appearanceOf(viewOf(brighter, square)))).toBeGreaterThan(LEAST_LIKENESS);
      }
      brighter.release();
    }
  });

  test('hardly ever like another face', async () => {
    const looks: Float32Array[] = [];
    for (const picture of pictures) {
      for (const square of await squares(picture)) looks.push(appearanceOf(viewOf(picture, square)));
    }
    const pairs = looks.flatMap((a, i) => looks.slice(i + 1).map((b) => likeness(a, b)));
    expect(pairs.length).toBeGreaterThan(200);
    expect(pairs.filter((like) => like >= LEAST_LIKENESS).length / pairs.length).toBeLessThan(0.03);
  });
});

describe('a view', () => {
  test('is black where the frame ends', async () => {
    const white = new cv.Mat(100, 100, cv.CV_8UC3, [255, 255, 255]);
    const view = viewOf(white, { x: -40, y: 20, width: 80, height: 80 });
    expect([...view.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect([...view.subarray(-3)]).toEqual([0, 0, 0]);
    const middle = (Math.floor(VIEW_SIDE / 2) * VIEW_SIDE + VIEW_SIDE - 10) * 3;
    expect([...view.subarray(middle, middle + 3)]).toEqual([255, 255, 255]);
    expect(viewOf(white, { x: 300, y: 300, width: 50, height: 50 }).every((byte) => byte === 0)).toBe(true);
  });

  test('is worth less when it is blurred, small or half hidden', async () => {
    const { picture, square } = await main();
    const good = viewQuality(viewOf(picture, square), square.width);
    const blurred = picture.gaussianBlur(new cv.Size(15, 15), 5);
    expect(viewQuality(viewOf(blurred, square), square.width)).toBeLessThan(good * 0.8);
    expect(viewQuality(viewOf(picture, square), 30)).toBeLessThan(good * 0.5);
    const hidden = { ...square, x: square.x + square.width * 0.5 };
    expect(viewQuality(viewOf(picture, hidden), square.width)).toBeLessThan(good * 0.8);
    expect(good).toBeLessThanOrEqual(1);
    blurred.release();
  });
});
