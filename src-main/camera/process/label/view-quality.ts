import { VIEW_MARGIN, VIEW_SIDE } from '../track/face-view.ts';

/** The part of a view that is the face itself. */
const FACE = Math.floor(VIEW_SIDE / VIEW_MARGIN);
const MARGIN = Math.floor((VIEW_SIDE - FACE) / 2);
/** Side in pixels from which more pixels tell the network nothing more: its input has 112. */
const ENOUGH_PIXELS = 112;
/** Side in pixels below which an estimate is hardly better than a guess. */
const FEW_PIXELS = 24;
/** Mean absolute second difference of brightness, over its mean deviation, of a face in focus (measured on photos). */
const SHARP = 0.12;
/** Correlation of a face with its mirror image from which it counts as facing us; light from the side takes half. */
const FACING = 0.5;

/**
 * How much a view of a face is worth for age and gender, 0.02..1: the product of its size, its sharpness and how
 * far it looks at us. Measured on the picture alone; a blurred, small or turned face is not ignored, it weighs less.
 * @param view from viewOf
 * @param side of the face's square in the frame, in pixels
 */
export function viewQuality(view: Uint8Array, side: number): number {
  const grey = faceGrey(view);
  const size = clamp((side - FEW_PIXELS) / (ENOUGH_PIXELS - FEW_PIXELS));
  return Math.max(0.02, (0.1 + 0.9 * size) * (0.2 + 0.8 * sharpness(grey)) * (0.2 + 0.8 * frontality(grey)));
}

/** 0 blurred .. 1 in focus. */
function sharpness(grey: Float32Array): number {
  const mean = grey.reduce((sum, pixel) => sum + pixel, 0) / grey.length;
  let deviation = 0;
  let detail = 0;
  for (let y = 1; y < FACE - 1; y += 1) {
    for (let x = 1; x < FACE - 1; x += 1) {
      const i = y * FACE + x;
      const here = at(grey, i);
      deviation += Math.abs(here - mean);
      detail += Math.abs(4 * here - at(grey, i - 1) - at(grey, i + 1) - at(grey, i - FACE) - at(grey, i + FACE));
    }
  }
  return deviation === 0 ? 0 : clamp(detail / deviation / 4 / SHARP);
}

/** 0 turned away .. 1 facing us: how much the left half is the mirror image of the right one. */
function frontality(grey: Float32Array): number {
  const mean = grey.reduce((sum, pixel) => sum + pixel, 0) / grey.length;
  let both = 0;
  let all = 0;
  for (let y = 0; y < FACE; y += 1) {
    for (let x = 0; x < FACE; x += 1) {
      const here = at(grey, y * FACE + x) - mean;
      both += here * (at(grey, y * FACE + FACE - 1 - x) - mean);
      all += here * here;
    }
  }
  return all === 0 ? 0 : clamp(both / all / FACING);
}

/** Brightness of the face part of a view, FACE² values. */
function faceGrey(view: Uint8Array): Float32Array {
  const grey = new Float32Array(FACE * FACE);
  for (let y = 0; y < FACE; y += 1) {
    for (let x = 0; x < FACE; x += 1) {
      const from = ((y + MARGIN) * VIEW_SIDE + x + MARGIN) * 3;
      // Rec. 601 weights, in the byte order of OpenCV.
      grey[y * FACE + x] = 0.114 * at(view, from) + 0.587 * at(view, from + 1) + 0.299 * at(view, from + 2);
    }
  }
  return grey;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
