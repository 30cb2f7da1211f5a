import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { readDescriptionOf } from '../../conversion/description.ts';
import { loadCaffeNetwork } from '../caffe-network.ts';
import { cropFace } from './face-crop.ts';
import type { Landmarks } from './tilt.ts';

const POINTS = 68;
const PACK = 'landmarks';

/** Finds the landmarks of faces. Calls are served one after the other; OpenCV's work runs off the event loop. */
export interface LandmarkNetwork {
  /**
   * @param frame BGR, 8 bits a channel; not changed, and may be released once the promise is settled
   * @param square from the detector's `faceSquare`, in pixels of the frame; what lies outside is filled with black
   */
  find(frame: Mat, square: Box): Promise<Landmarks>;
}

/**
 * Loads face-api's network for 68 landmarks.
 * @param modelsFolder the repository's models/
 * @throws Failure naming the file that is missing or damaged
 */
export function loadLandmarks(modelsFolder: string): LandmarkNetwork {
  const { networks, input } = readDescriptionOf(modelsFolder, PACK, 'landmarks');
  const network = loadCaffeNetwork(modelsFolder, PACK, networks[0], input, [{ layer: 'points', length: POINTS * 2 }]);

  return {
    async find(frame, square) {
      const crop = await cropFace(frame, square, input.width, input.height);
      const [numbers = new Float32Array(0)] = await network.run([crop]);
      crop.release();
      return Array.from({ length: POINTS }, (_, index) => ({
        x: square.x + (numbers[index * 2] ?? 0) * square.width,
        y: square.y + (numbers[index * 2 + 1] ?? 0) * square.height,
      }));
    },
  };
}
