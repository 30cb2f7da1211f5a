import type { Mat } from 'opencv4nodejs';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import type { Box } from '../../../../src-main/contract/camera.ts';
import { markedFaces, overlap, photo } from './photos.ts';
import { plain } from './plain.ts';

/** Pictures with known truth, made from the photos: their faces at a chosen size, somewhere in a larger picture. */
export interface Scene {
  readonly mat: Mat;
  readonly faces: readonly Box[];
}

/**
 * @param name of the photo
 * @param height of its faces on average, in pixels
 * @param size of the picture
 * @param at where the photo lies in it, 0..1 across and down
 */
export function sceneOf(
  name: string,
  height: number,
  size: { readonly cols: number; readonly rows: number },
  at: { readonly x: number; readonly y: number },
): Scene {
  const marks = markedFaces(name);
  const usual = marks.reduce((sum, face) => sum + face.height, 0) / marks.length;
  const scale = height / usual;
  const whole = photo(name);
  const cols = Math.round(whole.cols * scale);
  const rows = Math.min(size.rows, Math.round(whole.rows * scale));
  const small = whole.resize(Math.round(whole.rows * scale), cols, 0, 0, scale < 1 ? cv.INTER_AREA : cv.INTER_LINEAR);
  const part = small.getRegion(new cv.Rect(0, 0, Math.min(size.cols, cols), rows));
  const mat = plain(size.rows, size.cols, [96, 104, 110]);
  const x = Math.round(at.x * (size.cols - part.cols));
  const y = Math.round(at.y * (size.rows - rows));
  part.copyTo(mat.getRegion(new cv.Rect(x, y, part.cols, rows)));
  for (const used of [whole, small, part]) used.release();
  const faces = marks.map((face) => ({
    x: x + face.x * scale,
    y: y + face.y * scale,
    width: face.width * scale,
    height: face.height * scale,
  }));
  return { mat, faces: faces.filter((face) => face.y + face.height <= size.rows && face.x + face.width <= size.cols) };
}

/** How many of the faces are found, and how many of the finds are none. */
export function judged(found: readonly Box[], faces: readonly Box[]): { right: number; wrong: number } {
  const SAME_FACE = 0.3;
  return {
    right: faces.filter((face) => found.some((box) => overlap(box, face) >= SAME_FACE)).length,
    wrong: found.filter((box) => faces.every((face) => overlap(box, face) < SAME_FACE)).length,
  };
}
