import type { Mat } from 'opencv4nodejs';
import type { Box, DetectorCapabilities, DetectorName } from '../../../contract/camera.ts';

/** A face found in a frame, in its pixels. */
export interface Detection {
  readonly box: Box;
  /** The network's confidence, 0..1; null where the detector gives none. */
  readonly score: number | null;
}

/** Finds faces in a picture. Calls are served one after the other; OpenCV's work runs off the event loop. */
export interface Detector {
  readonly name: DetectorName;
  readonly capabilities: DetectorCapabilities;
  /**
   * @param frame BGR, 8 bits a channel; it is not changed and may be released once the promise is settled
   * @param threshold least confidence of a face, 0..1; null or absent: the detector's own.
   */
  detect(frame: Mat, threshold?: number | null): Promise<Detection[]>;
  /** The same for faces that fill the frame, where `detect` misses some of them; absent where it misses none. */
  detectClose?(frame: Mat, threshold?: number | null): Promise<Detection[]>;
  /** Searches at other sizes, for faces too small for `detect`; absent where the detector knows one size only. */
  readonly scaled?: ScaledSearch;
  /**
   * The square around a box of this detector that age and gender should be estimated on, in the same pixels. It may
   * reach beyond the frame (that part is to be filled with black).
   */
  faceSquare(box: Box): Box;
}

/** What a search needs of a detector. */
export type Searcher = Omit<Detector, 'name'>;

export interface ScaledSearch {
  /** Pixels of the picture that `detect` searches, for one of the frame. */
  usualScale(frame: { readonly cols: number; readonly rows: number }): number;
  /**
   * `detect` with so many pixels of the searched picture for one of the frame.
   * @param most side of the largest faces that are asked for, in pixels of the searched picture: a larger one may be
   * missed
   */
  detect(frame: Mat, scale: number, threshold?: number | null, most?: number): Promise<Detection[]>;
}

export interface DetectorOptions {
  /** For faces far away: a larger working size, slower. Only for detectors that are capable of it. */
  readonly distant?: boolean;
}

/** What a search gave. */
export interface Found {
  readonly detections: readonly Detection[];
  /** A fine search may see a face in a part of a large one. None: the search was left out. */
  readonly pass: 'coarse' | 'fine' | 'none';
  /** Whether a face there would have been found. One that would not, and wasn't, may still be there. */
  readonly covers: (box: Box) => boolean;
}
