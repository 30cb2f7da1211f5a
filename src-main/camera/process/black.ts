import type { Mat } from 'opencv4nodejs';
import { cv } from './opencv.ts';

/**
 * A black picture, BGR, 8 bits a channel. Made of a buffer: the binding fills a Mat with a given colour pixel by pixel,
 * which takes tens of milliseconds for 640×480.
 */
export function black(height: number, width: number): Mat {
  return new cv.Mat(Buffer.alloc(height * width * 3), height, width, cv.CV_8UC3);
}
