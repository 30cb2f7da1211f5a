import type { Mat } from 'opencv4nodejs';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import type { Box } from '../../../../src-main/contract/camera.ts';

/** Mean absolute second difference of brightness within a box (whole pixels): what blurring takes away. */
export function detail(picture: Mat, { x, y, width, height }: Box): number {
  const grey = picture.getRegion(new cv.Rect(x, y, width, height)).bgrToGray();
  const edges = grey.laplacian(cv.CV_32F).abs().mean() as unknown as { w: number };
  return edges.w;
}
