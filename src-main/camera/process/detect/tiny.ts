import type { Mat } from 'opencv4nodejs';
import { DETECTOR_CAPABILITIES } from '../../../contract/camera.ts';
import { readDescriptionOf } from '../../conversion/description.ts';
import { loadCaffeNetwork } from '../caffe-network.ts';
import { cv } from '../opencv.ts';
import { Candidates, logit, sigmoid, squareOfHeight } from './candidates.ts';
import type { Detection, Detector } from './detector.ts';

/** Network pixels a cell of the grid. */
const STRIDE = 32;
/** Width and height of the anchors in cells, in the order of the network's channels (face-api's own constants). */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
/** x, y, width, height and score. */
const NUMBERS = 5;
/** Boxes that overlap more are the same face (intersection over union), as in face-api. */
const OVERLAP = 0.4;

/** Side of the grid, and of the one that the network gives: its first row and column mean nothing (see `tinyNet`). */
function gridSides(inputSide: number): { cells: number; given: number } {
  const cells = Math.ceil(inputSide / STRIDE);
  return { cells, given: cells + 1 };
}

/**
 * Reads the network's row of numbers.
 * @param into candidates in network pixels
 */
function decodeGrid(grid: Float32Array, inputSide: number, threshold: number, into: Candidates): void {
  const { cells, given } = gridSides(inputSide);
  const least = logit(threshold);
  const plane = given * given;
  for (const [anchor, [width, height]] of ANCHORS.entries()) {
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        const cell = anchor * NUMBERS * plane + (row + 1) * given + column + 1;
        const at = (number: number) => grid[cell + number * plane] ?? 0;
        const score = at(4);
        if (score < least) continue;
        into.add(
          (column + sigmoid(at(0))) * STRIDE,
          (row + sigmoid(at(1))) * STRIDE,
          width * Math.exp(at(2)) * STRIDE,
          height * Math.exp(at(3)) * STRIDE,
          sigmoid(score),
        );
      }
    }
  }
}

/** face-api's tiny face detector. @throws Failure naming the file that is missing or damaged */
export function loadTiny(modelsFolder: string): Detector {
  const { networks, input } = readDescriptionOf(modelsFolder, 'tiny', 'detector');
  const side = input.width;
  const length = ANCHORS.length * NUMBERS * gridSides(side).given ** 2;
  const network = loadCaffeNetwork(modelsFolder, 'tiny', networks[0], input, [{ layer: 'grid', length }]);

  async function detect(frame: Mat, threshold?: number | null): Promise<Detection[]> {
    const least = threshold ?? DETECTOR_CAPABILITIES.tiny.threshold;
    const scale = side / Math.max(frame.cols, frame.rows);
    const columns = Math.max(1, Math.round(frame.cols * scale));
    const rows = Math.max(1, Math.round(frame.rows * scale));
    const small = await frame.resizeAsync(
      new cv.Size(columns, rows),
      0,
      0,
      scale < 1 ? cv.INTER_AREA : cv.INTER_LINEAR,
    );
    const padded = await small.copyMakeBorderAsync(0, side - rows, 0, side - columns, cv.BORDER_CONSTANT);
    const [grid] = await network.run([padded]);
    small.release();
    padded.release();
    const candidates = new Candidates();
    if (grid !== undefined) decodeGrid(grid, side, least, candidates);
    return candidates.detections(candidates.suppressed(OVERLAP), { x: 1 / scale, y: 1 / scale }, frame);
  }

  return {
    name: 'tiny',
    capabilities: DETECTOR_CAPABILITIES.tiny,
    detect,
    faceSquare: (box) => squareOfHeight(box, 0),
  };
}
