/**
 * Landmarks and what they are for: the converted network beside face-api's own on the 22 faces of its photos, how well
 * a known tilt is measured on turned photos, and crops in which a tilted face stands upright.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import { beforeAll, describe, expect, test } from 'vitest';
import { convertAll } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { alignedCrop } from '../../../src-main/camera/process/align/aligned-crop.ts';
import { cropFace } from '../../../src-main/camera/process/align/face-crop.ts';
import { type LandmarkNetwork, loadLandmarks } from '../../../src-main/camera/process/align/landmarks.ts';
import { type Point, tiltOf } from '../../../src-main/camera/process/align/tilt.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import type { Box } from '../../../src-main/contract/camera.ts';
import { markedFaces, PHOTOS, photo, rgbBytes } from '../detect/faces/photos.ts';
import { loadOriginal, type Original } from './face-api.ts';

const SIDE = 112;
const DEGREE = Math.PI / 180;

let network: LandmarkNetwork;
beforeAll(() => {
  convertAll({ modelsFolder: defaultModelsFolder() });
  network = loadLandmarks(defaultModelsFolder());
});

/** The square of a face's height, as the default detector's `faceSquare` gives it. */
function squareOf({ x, y, width, height }: Box): Box {
  return { x: Math.round(x + (width - height) / 2), y: Math.round(y + 0.04 * height), width: height, height };
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The photo turned about a point, clockwise. */
function turnedPhoto(frame: Mat, { x, y }: Point, degrees: number): Mat {
  const matrix = cv.getRotationMatrix2D(new cv.Point2(x, y), -degrees, 1);
  return frame.warpAffine(matrix, new cv.Size(frame.cols, frame.rows));
}

describe('beside face-api', () => {
  let original: Original;
  beforeAll(async () => {
    original = await loadOriginal();
  }, 60_000);

  test.each(PHOTOS)(
    '%s: every point within half a pixel of the photo',
    async (name) => {
      const frame = photo(name);
      for (const box of markedFaces(name)) {
        const square = squareOf(box);
        const crop = await cropFace(frame, square, SIDE, SIDE);
        const numbers = (
          await original.nets.faceLandmark68Net.forward(original.picture(rgbBytes(crop), SIDE, SIDE))
        ).dataSync();
        const points = await network.find(frame, square);
        expect(points).toHaveLength(68);
        for (const [index, { x, y }] of points.entries()) {
          expect(Math.abs(x - square.x - (numbers[index * 2] ?? Number.NaN) * square.width)).toBeLessThan(0.5);
          expect(Math.abs(y - square.y - (numbers[index * 2 + 1] ?? Number.NaN) * square.height)).toBeLessThan(0.5);
        }
      }
    },
    60_000,
  );
});

describe('the tilt', () => {
  const eyes = (left: Point, right: Point) =>
    Array.from({ length: 68 }, (_, index) =>
      index < 36 || index >= 48 ? { x: 999, y: -999 } : index < 42 ? left : right,
    );
  test.each([
    [{ x: 10, y: 20 }, { x: 40, y: 20 }, 0],
    [{ x: 10, y: 20 }, { x: 40, y: 50 }, 45],
    [{ x: 10, y: 50 }, { x: 40, y: 20 }, -45],
    [{ x: 10, y: 20 }, { x: 10, y: 60 }, 90],
  ])('eyes at %o and %o: %d°', (left, right, degrees) => {
    expect(tiltOf(eyes(left, right)) / DEGREE).toBeCloseTo(degrees);
  });

  test('of faces that are turned to a known angle is measured within a few degrees', async () => {
    const errors: number[] = [];
    for (const name of PHOTOS) {
      const frame = photo(name);
      for (const box of markedFaces(name)) {
        const square = squareOf(box);
        // The face's own tilt in the photo is what is measured without turning it.
        const own = tiltOf(await network.find(frame, square)) / DEGREE;
        for (const degrees of [-30, -15, 15, 30]) {
          if (Math.abs(own + degrees) > 35) continue;
          const turned = turnedPhoto(frame, middleOf(square), degrees);
          errors.push(Math.abs(tiltOf(await network.find(turned, square)) / DEGREE - own - degrees));
        }
      }
    }
    expect(errors.length).toBeGreaterThan(50);
    expect(Math.max(...errors)).toBeLessThan(7);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(2.5);
  }, 60_000);
});

describe('an aligned crop', () => {
  /** Landmarks whose eyes are tilted by that angle; nothing else is read of them. */
  function tilted(degrees: number): Point[] {
    const right = { x: 50 + 30 * Math.cos(degrees * DEGREE), y: 50 + 30 * Math.sin(degrees * DEGREE) };
    return Array.from({ length: 68 }, (_, index) => (index < 42 ? { x: 50, y: 50 } : right));
  }
  const pixel = (picture: Mat, row: number, column: number) => picture.atRaw(row, column);

  test('of a face that is tilted by less than 5°, or it seems by more than 60°, is cut out as it stands', async () => {
    const frame = photo('sample3.jpg');
    const square = { x: 196, y: 110, width: 92, height: 92 };
    for (const degrees of [-120, -61, -4.9, 0, 4.9, 61, 180]) {
      const crop = await alignedCrop(frame, square, tilted(degrees), SIDE);
      expect(crop.getData().equals((await cropFace(frame, square, SIDE, SIDE)).getData())).toBe(true);
    }
  });

  test.each([
    // The middle of a white square of 20 pixels, 40 right of the middle of the crop; it turns the other way.
    [45, { row: 22, column: 78 }],
    [-45, { row: 78, column: 78 }],
    [50, { row: 19, column: 76 }],
  ])('is turned back by %d°', async (degrees, { row, column }) => {
    const frame = new cv.Mat(200, 200, cv.CV_8UC3, [0, 0, 0]);
    frame.drawRectangle(new cv.Point2(130, 90), new cv.Point2(149, 109), new cv.Vec3(255, 255, 255), -1);
    const square = { x: 50, y: 50, width: 100, height: 100 };
    const crop = await alignedCrop(frame, square, tilted(degrees), 100);
    expect([crop.rows, crop.cols]).toEqual([100, 100]);
    expect(pixel(crop, row, column)).toEqual([255, 255, 255]);
    expect(pixel(crop, 50, 90)).toEqual([0, 0, 0]);
    expect(pixel(crop, 50, 50)).toEqual([0, 0, 0]);
    expect(pixel(crop, 100 - row, column)).toEqual([0, 0, 0]);
  });

  test.each([[100], [50], [200]])('is black outside the frame, at %d pixels', async (side) => {
    const frame = new cv.Mat(200, 200, cv.CV_8UC3, [10, 20, 30]);
    // Its left half lies beyond the frame; turned back by 45° that is the lower left one.
    const crop = await alignedCrop(frame, { x: -50, y: 50, width: 100, height: 100 }, tilted(45), side);
    const at = (part: number) => Math.round(part * (side - 1));
    expect(pixel(crop, at(0.8), at(0.2))).toEqual([0, 0, 0]);
    expect(pixel(crop, at(0.2), at(0.8))).toEqual([10, 20, 30]);
  });

  test('of a face that is turned shows it upright', async () => {
    let turnedFaces = 0;
    for (const name of PHOTOS) {
      const frame = photo(name);
      for (const box of markedFaces(name)) {
        const square = squareOf(box);
        const own = tiltOf(await network.find(frame, square)) / DEGREE;
        for (const degrees of [-25, 25]) {
          if (Math.abs(own + degrees) > 35 || Math.abs(own + degrees) < 10) continue;
          turnedFaces++;
          const turned = turnedPhoto(frame, middleOf(square), degrees);
          const crop = await alignedCrop(turned, square, await network.find(turned, square), SIDE);
          const left = tiltOf(await network.find(crop, { x: 0, y: 0, width: SIDE, height: SIDE })) / DEGREE;
          expect(Math.abs(left)).toBeLessThan(7);
        }
      }
    }
    expect(turnedFaces).toBeGreaterThan(20);
  }, 60_000);
});

describe('files that can not be used', () => {
  test('are named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lobby-landmarks-'));
    try {
      cpSync(join(defaultModelsFolder(), 'landmarks'), join(folder, 'landmarks'), { recursive: true });
      const weights = join(folder, 'landmarks', 'weights', 'face_landmark_68.caffemodel');
      writeFileSync(weights, readFileSync(weights).subarray(1));
      expect(() => loadLandmarks(folder)).toThrow(/face_landmark_68\.caffemodel is damaged .*models convert/);
      rmSync(weights);
      expect(() => loadLandmarks(folder)).toThrow(/face_landmark_68\.caffemodel is missing: run .*models convert/);
      const description = join(folder, 'landmarks', 'pack.json');
      writeFileSync(description, readFileSync(description, 'utf8').replace('"landmarks"', '"detector"'));
      expect(() => loadLandmarks(folder)).toThrow(/landmarks\/pack\.json must be of kind 'landmarks': restore it/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
