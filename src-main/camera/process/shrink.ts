import type { Mat } from 'opencv4nodejs';
import { PICTURE_PIXELS, PICTURE_SIDE } from '../limits.ts';
import { cv } from './opencv.ts';

interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Shrinks a picture of a source that is larger than PICTURE_SIDE and PICTURE_PIXELS allow; takes it over. */
export async function shrink(mat: Mat): Promise<Mat> {
  const pixels = Math.sqrt(PICTURE_PIXELS / (mat.cols * mat.rows));
  const scale = Math.min(PICTURE_SIDE / mat.cols, PICTURE_SIDE / mat.rows, pixels);
  if (scale >= 1) return mat;
  const small = await resized(mat, scale);
  mat.release();
  return small;
}

/** The factor that brings a picture into width × height; 1 where it fits. */
export function fitting({ cols, rows }: Size, width: number, height: number): number {
  return Math.min(1, width / cols, height / rows);
}

/** A smaller copy; the picture stays. @param scale below 1 */
export function resized(mat: Mat, scale: number): Promise<Mat> {
  const whole = (side: number) => Math.max(1, Math.round(side * scale));
  return mat.resizeAsync(new cv.Size(whole(mat.cols), whole(mat.rows)), 0, 0, cv.INTER_AREA);
}
