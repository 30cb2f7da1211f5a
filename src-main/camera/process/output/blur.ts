import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { cv } from '../opencv.ts';

/** A blurred face keeps this many cells across and down: too few to recognise anybody. */
const CELLS = 8;
/** Room around a box that is blurred too, as a part of its sides: hair and chin. */
const MARGIN = 0.2;

/**
 * A copy of a picture in which nobody can be recognised: each box and some room around it is averaged to CELLS × CELLS.
 * @param picture 8 bits a channel; not changed
 * @param boxes in its pixels; they may reach beyond it
 * @returns a Mat that the caller releases
 */
export async function blurredCopy(picture: Mat, boxes: readonly Box[]): Promise<Mat> {
  const copy = await picture.copyAsync();
  for (const box of boxes) {
    const left = Math.max(0, Math.floor(box.x - MARGIN * box.width));
    const top = Math.max(0, Math.floor(box.y - MARGIN * box.height));
    const right = Math.min(copy.cols, Math.ceil(box.x + (1 + MARGIN) * box.width));
    const bottom = Math.min(copy.rows, Math.ceil(box.y + (1 + MARGIN) * box.height));
    if (right <= left || bottom <= top) continue;
    const region = copy.getRegion(new cv.Rect(left, top, right - left, bottom - top));
    const cells = await region.resizeAsync(new cv.Size(CELLS, CELLS), 0, 0, cv.INTER_AREA);
    const coarse = await cells.resizeAsync(new cv.Size(region.cols, region.rows), 0, 0, cv.INTER_LINEAR);
    // The region lies in the copy's own memory.
    coarse.copyTo(region);
    for (const mat of [region, cells, coarse]) mat.release();
  }
  return copy;
}
