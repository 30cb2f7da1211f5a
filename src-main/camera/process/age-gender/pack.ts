import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import type { Landmarks } from '../align/tilt.ts';

/** Where a face is in a frame, in its pixels. */
export interface FaceView {
  /** From the detector's `faceSquare`; what lies outside the frame is filled with black. */
  readonly square: Box;
  /** By which the face is turned upright; null: it is taken as it stands. */
  readonly landmarks: Landmarks | null;
}

/** How a pack looks at a face: as it stands, mirrored, or both and their mean. Some packs never mirror. */
export type Sides = 'seen' | 'mirrored' | 'both';

/** What the networks of a pack say of one view of a face, or the mean of what they say of several. */
export interface Opinion {
  /** Years; null for packs that only know groups. */
  readonly age: number | null;
  /** Probability of each of the pack's groups; null for packs that give years alone. */
  readonly groups: Float32Array | null;
  /** Probability that the face is a woman's, 0..1, as the network says it. */
  readonly female: number;
  /** Similar for two views of one face (track/lost-tracks.ts); null where the networks give none. */
  readonly descriptor: Float32Array | null;
}

/** What is to be shown of a face. */
export interface Estimate {
  /** Years; null for packs that only know groups. */
  readonly age: number | null;
  /** Probability of each of the pack's groups; they sum to 1. Where a pack gives years see `groupProbabilities`. */
  readonly groups: Float32Array;
  /** Probability that the face is a woman's, 0..1, calibrated where the pack says how. */
  readonly female: number;
}

/** Networks that estimate age and gender, described by a pack.json in models/. */
export interface Pack {
  readonly name: string;
  readonly title: string;
  /** Labels of the age groups, e.g. `25-32`, youngest first. */
  readonly groups: readonly string[];
  /** Least probability of a gender that is not 'unsure', unless another is chosen, 0.5..1. */
  readonly unsureBelow: number;
  /**
   * What the pack's own networks say of a face.
   * @param frame BGR, 8 bits a channel; not changed
   * @param sides absent: both
   */
  look(frame: Mat, view: FaceView, sides?: Sides): Promise<Opinion>;
  /** A second opinion, for the best few views of each face; null where the pack has none. */
  readonly second: SecondOpinion | null;
  /** What follows from the opinions on a face. @param second null where the second networks did not look */
  judge(first: Opinion, second: Opinion | null): Estimate;
}

export interface SecondOpinion {
  /** Most views of one face that are worth their time. */
  readonly views: number;
  look(frame: Mat, view: FaceView): Promise<Opinion>;
}

/** The weighted mean of opinions. @param opinions one or more, of the same pack */
export function meanOpinion(opinions: readonly { readonly opinion: Opinion; readonly weight: number }[]): Opinion {
  const total = opinions.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (opinion: Opinion) => number) =>
    opinions.reduce((sum, { opinion, weight }) => sum + weight * of(opinion), 0) / total;
  const [first] = opinions;
  const groups = first?.opinion.groups ?? null;
  return {
    age: first?.opinion.age == null ? null : mean(({ age }) => age ?? 0),
    groups: groups === null ? null : groups.map((_, index) => mean((opinion) => opinion.groups?.[index] ?? 0)),
    female: mean(({ female }) => female),
    descriptor:
      first?.opinion.descriptor?.map((_, index) => mean(({ descriptor }) => descriptor?.[index] ?? 0)) ?? null,
  };
}
