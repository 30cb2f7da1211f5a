import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { black } from '../black.ts';
import { cv } from '../opencv.ts';

/**
 * Cuts a square out of a frame and brings it to the network's size. What lies outside the frame is black: a
 * replicated border costs the age estimate much more than a black one (measured on UTKFace).
 * @param square pixels of the frame, rounded to whole ones here
 */
export async function cropFace(frame: Mat, square: Box, width: number, height: number): Promise<Mat> {
  const side = Math.max(1, Math.round(square.width));
  const left = Math.round(square.x);
  const top = Math.round(square.y);
  const x0 = Math.max(0, left);
  const y0 = Math.max(0, top);
  const x1 = Math.min(frame.cols, left + side);
  const y1 = Math.min(frame.rows, top + side);
  if (x1 <= x0 || y1 <= y0) return black(height, width);
  const inside = frame.getRegion(new cv.Rect(x0, y0, x1 - x0, y1 - y0));
  const whole = x1 - x0 === side && y1 - y0 === side;
  const region = whole
    ? inside
    : await inside.copyMakeBorderAsync(y0 - top, top + side - y1, x0 - left, left + side - x1, cv.BORDER_CONSTANT);
  const shrinks = side > width;
  const size = new cv.Size(width, height);
  const face = await region.resizeAsync(size, 0, 0, shrinks ? cv.INTER_AREA : cv.INTER_LINEAR);
  if (!whole) region.release();
  inside.release();
  return face;
}
