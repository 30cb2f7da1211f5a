/**
 * The converted detectors against face-api's own arithmetic on its own photos: every anchor of ssd's two levels, and
 * the faces of tiny.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { CONVERSIONS, convertAll, manifestFile } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder, readDescriptionOf } from '../../../src-main/camera/conversion/description.ts';
import { readWeights } from '../../../src-main/camera/conversion/weights.ts';
import { loadCaffeNetwork } from '../../../src-main/camera/process/caffe-network.ts';
import { Candidates } from '../../../src-main/camera/process/detect/candidates.ts';
import { loadDetector } from '../../../src-main/camera/process/detect/load-detector.ts';
import { decodeLevel, SSD_LEVELS } from '../../../src-main/camera/process/detect/ssd.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { loadOriginal, type Original } from '../models/face-api.ts';
import { photo, rgbBytes } from './faces/photos.ts';

const TOLERANCE = 1e-3;
/** face-api's SSD always works at this size. */
const SIDE = 512;

let original: Original;
beforeAll(async () => {
  convertAll({ modelsFolder: defaultModelsFolder() });
  original = await loadOriginal();
}, 60_000);

/** Every anchor's candidate in face-api's order: level by level, cell by cell, anchor by anchor. */
async function allCandidates(picture: ReturnType<typeof photo>): Promise<number[][]> {
  const { networks, input } = readDescriptionOf(defaultModelsFolder(), 'ssd', 'detector');
  const outputs = SSD_LEVELS.map(({ layer, stride, anchors }) => {
    const cells = Math.ceil(input.width / stride) * Math.ceil(input.height / stride);
    return { layer, length: cells * anchors.length * 5 };
  });
  const rows = await loadCaffeNetwork(defaultModelsFolder(), 'ssd', networks[0], input, outputs).run([
    picture.flip(-1),
  ]);
  return SSD_LEVELS.flatMap((level, index) => {
    const candidates = new Candidates();
    decodeLevel(rows[index] ?? new Float32Array(0), level, { width: SIDE, height: SIDE }, Number.MIN_VALUE, candidates);
    const cells = (SIDE / level.stride) ** 2;
    const numbers = candidates.numbers();
    return Array.from({ length: cells * level.anchors.length }, (_, position) => {
      const cell = Math.floor(position / level.anchors.length);
      // The network's grid is upside down, so the last cell was read first.
      const offset = ((position % level.anchors.length) * cells + cells - 1 - cell) * 5;
      return [...numbers.subarray(offset, offset + 5)];
    });
  });
}

describe('ssd', () => {
  test.each(['sample1.jpg', 'sample5.jpg'])(
    'gives every box and score of face-api for %s',
    async (name) => {
      const picture = photo(name).resize(SIDE, SIDE, 0, 0, cv.INTER_AREA);
      const result = await original.nets.ssdMobilenetv1.forward(original.picture(rgbBytes(picture), SIDE, SIDE));
      const boxes = result.boxes[0]?.dataSync() ?? new Float32Array(0);
      const scores = result.scores[0]?.dataSync() ?? new Float32Array(0);
      const candidates = await allCandidates(picture);
      expect(candidates).toHaveLength(3072 + 1536);
      let furthest = 0;
      for (const [index, [left = 0, top = 0, right = 0, bottom = 0, score = 0]] of candidates.entries()) {
        const ours = [top, left, bottom, right].map((value) => value / SIDE);
        for (const [part, value] of ours.entries()) {
          furthest = Math.max(furthest, Math.abs(value - (boxes[index * 4 + part] ?? Number.NaN)));
        }
        furthest = Math.max(furthest, Math.abs(score - (scores[index] ?? Number.NaN)));
      }
      expect(furthest).toBeLessThan(TOLERANCE);
    },
    60_000,
  );

  test("computes the anchors that face-api's file holds", () => {
    const conversion = CONVERSIONS.find(({ pack }) => pack === 'ssd') ?? expect.fail('ssd is converted');
    const stored = readWeights(manifestFile(conversion)).get('Output/extra_dim', [1, 5118, 4]);
    let offset = 0;
    for (const { stride, anchors } of SSD_LEVELS) {
      const columns = SIDE / stride;
      for (let cell = 0; cell < columns * columns; cell++) {
        for (const { width, height } of anchors) {
          const [top = 0, left = 0, bottom = 0, right = 0] = stored.data.subarray(offset).map((value) => value * SIDE);
          expect((left + right) / 2).toBeCloseTo(((cell % columns) + 0.5) * stride, 2);
          expect((top + bottom) / 2).toBeCloseTo((Math.floor(cell / columns) + 0.5) * stride, 2);
          expect(right - left).toBeCloseTo(width, 2);
          expect(bottom - top).toBeCloseTo(height, 2);
          offset += 4;
        }
      }
    }
  });
});

describe('tiny', () => {
  test.each(['sample3.jpg', 'sample6.jpg'])(
    'finds the very faces that face-api finds in %s',
    async (name) => {
      // At the network's own width nothing is resized on either side, only padded at the bottom.
      const frame = photo(name);
      const picture = frame.resize(Math.round((frame.rows * 416) / frame.cols), 416, 0, 0, cv.INTER_AREA);
      const { rows, cols } = picture;
      const theirs = await original.nets.tinyFaceDetector.locateFaces(original.picture(rgbBytes(picture), rows, cols), {
        inputSize: 416,
        scoreThreshold: 0.4,
      });
      const ours = await loadDetector('tiny', defaultModelsFolder()).detect(picture, 0.4);
      expect(ours.length).toBeGreaterThan(0);
      expect(ours).toHaveLength(theirs.length);
      for (const [index, { box, score }] of ours.entries()) {
        const { relativeBox, score: theirScore } = theirs[index] ?? expect.fail('face-api found fewer');
        expect(Math.abs((score ?? Number.NaN) - theirScore)).toBeLessThan(TOLERANCE);
        expect(Math.abs(box.x / cols - relativeBox.x)).toBeLessThan(TOLERANCE);
        expect(Math.abs(box.y / rows - relativeBox.y)).toBeLessThan(TOLERANCE);
        expect(Math.abs(box.width / cols - relativeBox.width)).toBeLessThan(TOLERANCE);
        expect(Math.abs(box.height / rows - relativeBox.height)).toBeLessThan(TOLERANCE);
      }
    },
    60_000,
  );
});
