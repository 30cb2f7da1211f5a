import type { Mat } from 'opencv4nodejs';
import type { Box, DetectorName } from '../../../contract/camera.ts';
import { loadHaar } from './haar.ts';
import { loadSsd } from './ssd.ts';
import { loadTiny } from './tiny.ts';

/** A face that was found, in pixels of the frame that was given. */
export interface Detection {
  readonly box: Box;
  /** The network's confidence, 0..1; null for Haar, which has none. */
  readonly score: number | null;
}

/** Finds faces in a picture. Calls are served one after the other; OpenCV's work runs off the event loop. */
export interface Detector {
  readonly name: DetectorName;
  /**
   * @param frame BGR, 8 bits a channel; it is not changed and may be released once the promise is settled
   * @param threshold least confidence of a face, 0..1; null or absent: the detector's own. Haar has none.
   */
  detect(frame: Mat, threshold?: number | null): Promise<Detection[]>;
  /** The same for faces that fill the frame, where `detect` misses some of them; absent where it misses none. */
  detectClose?(frame: Mat, threshold?: number | null): Promise<Detection[]>;
  /**
   * The square around a box of this detector that age and gender should be estimated on, in the same pixels. It may
   * reach beyond the frame (that part is to be filled with black).
   */
  faceSquare(box: Box): Box;
}

export interface DetectorOptions {
  /** For faces far away: a larger working size, slower. The tiny network knows one size only. */
  readonly distant?: boolean;
}

/**
 * Loads a detector's files once; `detect` then only computes.
 * @param modelsFolder the repository's models/
 * @throws Failure that names the file if it is missing or damaged
 */
export function loadDetector(name: DetectorName, modelsFolder: string, options: DetectorOptions = {}): Detector {
  switch (name) {
    case 'haar':
      return loadHaar(options);
    case 'tiny':
      return loadTiny(modelsFolder);
    case 'ssd':
      return loadSsd(modelsFolder, options);
  }
}
