import type { DetectorName } from '../../../contract/camera.ts';
import type { Detector, DetectorOptions } from './detector.ts';
import { loadHaar } from './haar.ts';
import { loadSsd } from './ssd.ts';
import { loadTiny } from './tiny.ts';

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
