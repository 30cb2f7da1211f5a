import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { cv } from '../opencv.ts';
import { cropFace } from './face-crop.ts';
import { type Landmarks, LEAST_TILT, MOST_TILT, tiltOf } from './tilt.ts';

/**
 * Cuts a square out of a frame, turned so that the face stands upright in it, and brings it to the given size. It
 * turns about the middle of the square; what lies outside the frame is black. A face that is tilted by less than
 * LEAST_TILT, or it seems by more than MOST_TILT, is cut out as it is.
 * @param frame BGR, 8 bits a channel; not changed
 * @param square around the face, in pixels of the frame, from the detector's `faceSquare`
 * @param landmarks of that face, in pixels of the frame; null: it is cut out as it is
 * @param side of the crop, in pixels
 */
export async function alignedCrop(frame: Mat, square: Box, landmarks: Landmarks | null, side: number): Promise<Mat> {
  const tilt = landmarks === null ? 0 : tiltOf(landmarks);
  if (Math.abs(tilt) < LEAST_TILT || Math.abs(tilt) > MOST_TILT) return cropFace(frame, square, side, side);
  // The upright square that holds the turned one, first brought down to about the size that is wanted: warping alone
  // would skip pixels of a large face.
  const reach = Math.abs(Math.cos(tilt)) + Math.abs(Math.sin(tilt));
  const around = Math.max(1, Math.round(square.width * reach));
  const shrink = Math.min(1, side / square.width);
  const inner = Math.max(1, Math.round(around * shrink));
  const centreX = square.x + square.width / 2;
  const centreY = square.y + square.height / 2;
  const corner = { x: Math.round(centreX - around / 2), y: Math.round(centreY - around / 2) };
  const upright = await cropFace(frame, { ...corner, width: around, height: around }, inner, inner);
  const scale = inner / around;
  const zoom = side / (square.width * scale);
  // Pixels are squares whose middles are whole numbers: half a pixel lies between a length and a place.
  const from = { x: (centreX - corner.x) * scale - 0.5, y: (centreY - corner.y) * scale - 0.5 };
  const to = side / 2 - 0.5;
  const [cos, sin] = [zoom * Math.cos(tilt), zoom * Math.sin(tilt)];
  const matrix = new cv.Mat(
    [
      [cos, sin, to - cos * from.x - sin * from.y],
      [-sin, cos, to + sin * from.x - cos * from.y],
    ],
    cv.CV_64F,
  );
  const crop = await upright.warpAffineAsync(matrix, new cv.Size(side, side), cv.INTER_LINEAR, cv.BORDER_CONSTANT);
  upright.release();
  matrix.release();
  return crop;
}
