import type { Mat } from 'opencv4nodejs';
import { type Box, DETECTOR_CAPABILITIES } from '../../../contract/camera.ts';
import { cv } from '../opencv.ts';
import { Sequence } from '../sequence.ts';
import type { Detection, Detector, DetectorOptions } from './detector.ts';

/** Width of the picture that is searched, in pixels; wider finds smaller faces, and more that are none. */
const WIDTH = 400;
const DISTANT_WIDTH = 640;
/** A tall picture is searched at this height at most, in widths: a strip would grow beyond all measure. */
const TALLEST = 2;
const SCALE_FACTOR = 1.1;
const MIN_NEIGHBORS = 5;
const MIN_SIDE = 30;

/** The frontal-face cascade that ships with the OpenCV binding. */
export function loadHaar(options: DetectorOptions): Detector {
  const cascade = new cv.CascadeClassifier(cv.HAAR_FRONTALFACE_DEFAULT);
  const minSize = new cv.Size(MIN_SIDE, MIN_SIDE);
  const width = options.distant ? DISTANT_WIDTH : WIDTH;
  // A cascade keeps scratch memory: two searches at once would share it.
  const sequence = new Sequence();

  async function search(frame: Mat): Promise<Detection[]> {
    const scale = Math.min(width / frame.cols, (TALLEST * width) / frame.rows);
    const whole = (side: number) => Math.max(1, Math.round(side * scale));
    const size = new cv.Size(whole(frame.cols), whole(frame.rows));
    const small = await frame.resizeAsync(size, 0, 0, scale < 1 ? cv.INTER_AREA : cv.INTER_LINEAR);
    const grey = await small.bgrToGrayAsync();
    const { objects } = await cascade.detectMultiScaleAsync(grey, SCALE_FACTOR, MIN_NEIGHBORS, 0, minSize);
    small.release();
    grey.release();
    // The search runs on several threads and gives its finds in any order.
    const inOrder = objects.sort((a, b) => a.x - b.x || a.y - b.y || a.width - b.width);
    return inOrder.map((rect) => ({
      box: { x: rect.x / scale, y: rect.y / scale, width: rect.width / scale, height: rect.height / scale },
      score: null,
    }));
  }

  return {
    name: 'haar',
    capabilities: DETECTOR_CAPABILITIES.haar,
    detect: (frame) => sequence.run(() => search(frame)),
    faceSquare: haarFaceSquare,
  };
}

/** A cascade's box sits high on the face: side 0.97 of its width, centre moved down by 0.085 of its height. */
function haarFaceSquare(box: Box): Box {
  const side = 0.97 * box.width;
  const centreX = box.x + box.width / 2;
  const centreY = box.y + box.height / 2 + 0.085 * box.height;
  return { x: centreX - side / 2, y: centreY - side / 2, width: side, height: side };
}
