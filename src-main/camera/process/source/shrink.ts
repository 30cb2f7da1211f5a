import type { Mat } from 'opencv4nodejs';
import { PICTURE_WIDTH } from '../../limits.ts';
import { cv } from '../opencv.ts';

/** Shrinks to PICTURE_WIDTH where the picture is wider; takes the picture over and releases it when it was copied. */
export async function shrink(mat: Mat): Promise<Mat> {
  if (mat.cols <= PICTURE_WIDTH) return mat;
  const height = Math.max(1, Math.round((mat.rows * PICTURE_WIDTH) / mat.cols));
  const small = await mat.resizeAsync(new cv.Size(PICTURE_WIDTH, height), 0, 0, cv.INTER_AREA);
  mat.release();
  return small;
}
