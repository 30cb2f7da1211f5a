import type { Mat } from 'opencv4nodejs';
import { cv } from '../../../../src-main/camera/process/opencv.ts';

/** A picture of one colour; of a buffer, as the binding's own way takes tens of milliseconds (process/black.ts). */
export function plain(height: number, width: number, bgr: readonly [number, number, number]): Mat {
  return new cv.Mat(Buffer.alloc(height * width * 3, Buffer.from(bgr)), height, width, cv.CV_8UC3);
}
