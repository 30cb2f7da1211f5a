import type { Mat } from 'opencv4nodejs';
import { DETECTOR_CAPABILITIES } from '../../../contract/camera.ts';
import { readDescriptionOf } from '../../conversion/description.ts';
import { loadCaffeNetwork } from '../caffe-network.ts';
import { cv } from '../opencv.ts';
import { Candidates, logit, sigmoid, squareOfHeight } from './candidates.ts';
import type { Detection, Detector, DetectorOptions } from './detector.ts';

interface Anchor {
  /** Network pixels. */
  readonly height: number;
  readonly width: number;
}

interface Level {
  readonly layer: string;
  /** Network pixels a cell of the grid. */
  readonly stride: number;
  readonly anchors: readonly Anchor[];
}

/** Side of the pictures the network was trained on, in pixels. */
const TRAINING_SIDE = 512;

/** An anchor of a part of the training picture's side, with width / height = ratio. */
function anchor(scale: number, ratio: number): Anchor {
  const side = scale * TRAINING_SIDE;
  return { height: side / Math.sqrt(ratio), width: side * Math.sqrt(ratio) };
}

/**
 * The anchors of the two levels, in the order of the network's channels: scales 0.1 and 0.2, then 0.35 and its
 * geometric mean with the next level's 0.5. A third is 0.3333, as in the configuration it was trained with.
 */
export const SSD_LEVELS: readonly Level[] = [
  { layer: 'level0/row', stride: 16, anchors: [anchor(0.1, 1), anchor(0.2, 2), anchor(0.2, 1 / 2)] },
  {
    layer: 'level1/row',
    stride: 32,
    anchors: [
      anchor(0.35, 1),
      anchor(Math.sqrt(0.35 * 0.5), 1),
      anchor(0.35, 2),
      anchor(0.35, 1 / 2),
      anchor(0.35, 3),
      anchor(0.35, 0.3333),
    ],
  },
];

/**
 * Largest faces that a search by the first level alone is for, in pixels: the anchors of the second one begin at 179. Of
 * faces 230 px high in 1920×1080, which have 161 in a fine search, it alone finds 9 of 22, and both levels 17; of faces
 * 160 px high in 1280×720 (112) each finds 19 of 21. The second one takes a fifth of the time.
 */
const FIRST_LEVEL_MOST = 130;

/** How the network writes a box: shifts in tenths of the anchor's side, sides as e to the fifth. */
const SHIFT_SCALE = 10;
const SIDE_SCALE = 5;
const BOX_NUMBERS = 4;
/** Boxes that overlap more are the same face (intersection over union). */
const OVERLAP = 0.5;
/**
 * For faces that fill the frame, the input's sides over those of the frame in it; the rest is black. The two levels
 * have no anchors of that size. Of 22 close-ups 1.3 times as high as the face, 3 finds all, and without it 19 are found.
 */
const CLOSE = 3;
/** Input size at 4:3 for faces far away. */
const DISTANT = { width: 416, height: 320 };
/** Sides of the input are multiples of this, so that the grids of both levels are whole. */
const GRAIN = 16;

/** The size nearest to a frame's shape that has about as many pixels as `base`: faces are not stretched. */
function inputSize(
  frame: { readonly cols: number; readonly rows: number },
  base: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const aspect = Math.min(Math.max(frame.cols / frame.rows, 1 / 3), 3);
  const area = base.width * base.height;
  const whole = (side: number) => Math.max(1, Math.round(side / GRAIN)) * GRAIN;
  return { width: whole(Math.sqrt(area * aspect)), height: whole(Math.sqrt(area / aspect)) };
}

/**
 * How much earlier than in training the cells of a grid look, in network pixels. The convolution that halved the grid
 * before pads an even side at its end alone, as it was in training, but an odd one at both ends.
 */
function cellShift(side: number, stride: number): number {
  const before = Math.ceil(side / (stride / 2));
  return before % 2 === 0 ? 0 : stride / 2;
}

/**
 * Reads one level's row of numbers (see `ssdNet`): scores and boxes of all anchors in a grid that is upside down.
 * @param into candidates in network pixels
 */
export function decodeLevel(
  row: Float32Array,
  level: Level,
  size: { readonly width: number; readonly height: number },
  threshold: number,
  into: Candidates,
): void {
  const columns = Math.ceil(size.width / level.stride);
  const rows = Math.ceil(size.height / level.stride);
  const cells = columns * rows;
  const shift = { x: cellShift(size.width, level.stride), y: cellShift(size.height, level.stride) };
  const least = logit(threshold);
  for (const [index, { width, height }] of level.anchors.entries()) {
    const boxes = (level.anchors.length + index * BOX_NUMBERS) * cells;
    for (let cell = 0; cell < cells; cell++) {
      const score = row[index * cells + cell] ?? Number.NEGATIVE_INFINITY;
      if (score < least) continue;
      const upright = cells - 1 - cell;
      const at = (number: number) => row[boxes + number * cells + cell] ?? 0;
      into.add(
        ((upright % columns) + 0.5) * level.stride - shift.x + (at(1) / SHIFT_SCALE) * width,
        (Math.floor(upright / columns) + 0.5) * level.stride - shift.y + (at(0) / SHIFT_SCALE) * height,
        width * Math.exp(at(3) / SIDE_SCALE),
        height * Math.exp(at(2) / SIDE_SCALE),
        sigmoid(score),
      );
    }
  }
}

/** face-api's SSD MobileNet, the default. @throws Failure naming the file that is missing or damaged */
export function loadSsd(modelsFolder: string, options: DetectorOptions): Detector {
  const { networks, input } = readDescriptionOf(modelsFolder, 'ssd', 'detector');
  const base = options.distant ? DISTANT : input;
  const outputs = SSD_LEVELS.map(({ layer, stride, anchors }) => {
    const cells = Math.ceil(input.width / stride) * Math.ceil(input.height / stride);
    return { layer, length: cells * anchors.length * (1 + BOX_NUMBERS) };
  });
  const network = loadCaffeNetwork(modelsFolder, 'ssd', networks[0], input, outputs);

  /**
   * @param size of the input
   * @param part the frame's sides in the input's
   * @param levels of the network, from the finest on
   */
  async function search(
    frame: Mat,
    size: { readonly width: number; readonly height: number },
    part: number,
    threshold: number | null | undefined,
    levels = SSD_LEVELS.length,
  ): Promise<Detection[]> {
    const least = threshold ?? DETECTOR_CAPABILITIES.ssd.threshold;
    const inner = { width: Math.round(size.width * part), height: Math.round(size.height * part) };
    const offset = { x: (size.width - inner.width) >> 1, y: (size.height - inner.height) >> 1 };
    const shrinks = inner.width < frame.cols;
    const wanted = new cv.Size(inner.width, inner.height);
    const small = await frame.resizeAsync(wanted, 0, 0, shrinks ? cv.INTER_AREA : cv.INTER_LINEAR);
    const turned = await small.flipAsync(-1);
    small.release();
    const bordered = part < 1 ? await withBorder(turned, size, offset) : turned;
    const rows = await network.run([bordered], levels);
    bordered.release();
    const candidates = new Candidates();
    for (const [index, level] of SSD_LEVELS.entries()) {
      const row = rows[index];
      if (row !== undefined) decodeLevel(row, level, size, least, candidates);
    }
    const scale = { x: frame.cols / inner.width, y: frame.rows / inner.height };
    return candidates.detections(candidates.suppressed(OVERLAP), scale, frame, offset);
  }

  return {
    name: 'ssd',
    capabilities: DETECTOR_CAPABILITIES.ssd,
    detect: (frame, threshold) => search(frame, inputSize(frame, base), 1, threshold),
    detectClose: (frame, threshold) => search(frame, inputSize(frame, base), 1 / CLOSE, threshold),
    scaled: {
      usualScale: (frame) => Math.sqrt((base.width * base.height) / (frame.cols * frame.rows)),
      detect: (frame, scale, threshold, most = Number.POSITIVE_INFINITY) => {
        const area = { width: frame.cols * scale, height: frame.rows * scale };
        const levels = most <= FIRST_LEVEL_MOST ? 1 : SSD_LEVELS.length;
        return search(frame, inputSize(frame, area), 1, threshold, levels);
      },
    },
    faceSquare: (box) => squareOfHeight(box, 0.04),
  };
}

/** Fills up to that size with black; the picture is turned by 180°, and so is the offset. Releases the picture. */
async function withBorder(
  turned: Mat,
  size: { readonly width: number; readonly height: number },
  offset: { readonly x: number; readonly y: number },
): Promise<Mat> {
  const top = size.height - turned.rows - offset.y;
  const left = size.width - turned.cols - offset.x;
  const bordered = await turned.copyMakeBorderAsync(top, offset.y, left, offset.x, cv.BORDER_CONSTANT);
  turned.release();
  return bordered;
}
