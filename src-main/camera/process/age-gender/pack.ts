import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';

/** What a pack estimates for one face. */
export interface Estimate {
  /** Years; null for packs that only know groups. */
  readonly age: number | null;
  /** Probability of each of the pack's groups; they sum to 1. */
  readonly groups: Float32Array;
  /** Probability that the face is a woman's, 0..1. */
  readonly female: number;
}

/** A network (or two) that estimates age and gender: one folder in models/, described by its pack.json. */
export interface Pack {
  readonly name: string;
  readonly title: string;
  /** Labels of the age groups, e.g. `25-32`, youngest first. */
  readonly groups: readonly string[];
  /**
   * One estimate for each square, in the same order.
   * @param frame BGR, 8 bits a channel; not changed
   * @param squares from the detector's `faceSquare`, in pixels of the frame; what lies outside is filled with black
   */
  estimate(frame: Mat, squares: readonly Box[]): Promise<Estimate[]>;
}
