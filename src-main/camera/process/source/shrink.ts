import type { Mat } from 'opencv4nodejs';
import { PICTURE_HEIGHT, PICTURE_WIDTH } from '../../limits.ts';
import { cv } from '../opencv.ts';

/**
 * Shrinks a picture that is larger than PICTURE_WIDTH × PICTURE_HEIGHT into it; takes it over and releases it when it
 * was copied.
 */
export async function shrink(mat: Mat): Promise<Mat> {
  const scale = Math.min(PICTURE_WIDTH / mat.cols, PICTURE_HEIGHT / mat.rows);
  if (scale >= 1) return mat;
  const size = new cv.Size(Math.max(1, Math.round(mat.cols * scale)), Math.max(1, Math.round(mat.rows * scale)));
  const small = await mat.resizeAsync(size, 0, 0, cv.INTER_AREA);
  mat.release();
  return small;
}
