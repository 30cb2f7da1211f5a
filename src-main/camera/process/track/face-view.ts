import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { alignedCrop } from '../align/aligned-crop.ts';
import type { Landmarks } from '../align/tilt.ts';
import { cv } from '../opencv.ts';

/** Side of a view in pixels. */
export const VIEW_SIDE = 60;
/** A view shows this much more than the face's square: hair and collar tell people apart. */
export const VIEW_MARGIN = 1.25;

/**
 * A small square picture of a face and what is just around it, black where the frame ends.
 * @param frame BGR; not changed
 * @param square around the face, in pixels of the frame
 * @returns VIEW_SIDE² pixels of three bytes, blue green red, row by row
 */
export function viewOf(frame: Mat, square: Box): Uint8Array {
  const view = new Uint8Array(VIEW_SIDE * VIEW_SIDE * 3);
  const size = Math.max(square.width, square.height) * VIEW_MARGIN;
  const left = square.x + square.width / 2 - size / 2;
  const top = square.y + square.height / 2 - size / 2;
  const x = Math.max(0, Math.floor(left));
  const y = Math.max(0, Math.floor(top));
  const width = Math.min(frame.cols, Math.ceil(left + size)) - x;
  const height = Math.min(frame.rows, Math.ceil(top + size)) - y;
  if (width < 1 || height < 1) return view;

  const scale = VIEW_SIDE / size;
  const toX = clamp(Math.round((x - left) * scale), 0, VIEW_SIDE - 1);
  const toY = clamp(Math.round((y - top) * scale), 0, VIEW_SIDE - 1);
  const toWidth = clamp(Math.round(width * scale), 1, VIEW_SIDE - toX);
  const toHeight = clamp(Math.round(height * scale), 1, VIEW_SIDE - toY);
  const region = frame.getRegion(new cv.Rect(x, y, width, height));
  const small = region.resize(new cv.Size(toWidth, toHeight), 0, 0, scale < 1 ? cv.INTER_AREA : cv.INTER_LINEAR);
  const pixels = small.getData();
  region.release();
  small.release();
  for (let row = 0; row < toHeight; row += 1) {
    const from = row * toWidth * 3;
    view.set(pixels.subarray(from, from + toWidth * 3), ((toY + row) * VIEW_SIDE + toX) * 3);
  }
  return view;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/**
 * The same of the face turned upright by its landmarks.
 * @returns VIEW_SIDE² pixels of three bytes, blue green red, row by row
 */
export async function uprightViewOf(frame: Mat, square: Box, landmarks: Landmarks): Promise<Uint8Array> {
  const more = (VIEW_MARGIN - 1) * square.width;
  const around = {
    x: square.x - more / 2,
    y: square.y - more / 2,
    width: square.width + more,
    height: square.height + more,
  };
  const crop = await alignedCrop(frame, around, landmarks, VIEW_SIDE);
  const view = new Uint8Array(crop.getData());
  crop.release();
  return view;
}
