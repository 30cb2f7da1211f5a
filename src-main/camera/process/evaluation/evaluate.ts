import { basename } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { Failure } from '../../../contract/failure.ts';
import type { Pack } from '../age-gender/pack.ts';
import type { LandmarkNetwork } from '../align/landmarks.ts';
import type { Detection, Detector, Searcher } from '../detect/detector.ts';
import { FaceAnalyzer } from '../pipeline/face-analyzer.ts';
import { readPicture } from '../source/pictures.ts';
import { labelledPictures } from './labelled-pictures.ts';
import type { Report } from './report.ts';
import { type Judged, summarise, type Truth } from './summary.ts';

export interface EvaluationRequest {
  readonly folder: string;
  readonly pack: Pack;
  readonly landmarks: LandmarkNetwork;
  /** Finds the face in each picture (the largest counts); null: the picture is the face. */
  readonly detector: Detector | null;
  /** Least probability of a gender that is shown, 0.5..1; null: the pack's own. */
  readonly unsureBelow: number | null;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Evaluation {
  readonly report: Report;
  /** Every picture that has a label, in the order of the folder; those with a face have an estimate. */
  readonly pictures: readonly (Truth | Judged)[];
}

/**
 * Judges a pack on the labelled pictures of a folder, one face a picture. Pictures are read, searched and labelled by
 * the very steps that the camera takes with a folder.
 * @throws Failure `no_pictures` if there are none, none that can be read, or none with a face
 */
export async function evaluate(request: EvaluationRequest): Promise<Evaluation> {
  const { folder, pack, landmarks, detector, unsureBelow, onProgress } = request;
  const { labelled, unlabelled } = labelledPictures(folder);
  const counts = { detected: () => {}, labelled: () => {} };
  const thresholds = { threshold: null, unsureBelow };
  const analyzer = new FaceAnalyzer([detector ?? WHOLE_PICTURE], landmarks, pack, thresholds, counts);
  const pictures: (Truth | Judged)[] = [];
  const unreadable: string[] = [];
  const times: number[] = [];
  for (const [index, { file: path, age, female }] of labelled.entries()) {
    onProgress(index, labelled.length);
    const truth: Truth = { file: basename(path), age, female };
    const mat = await readPicture(path);
    if (mat === null) unreadable.push(truth.file);
    const judged = mat === null ? null : await judge(analyzer, mat, times);
    mat?.release();
    pictures.push(judged === null ? truth : { ...truth, ...judged });
  }
  onProgress(labelled.length, labelled.length);

  const judged = pictures.filter((picture) => 'label' in picture);
  const missed = pictures.filter((picture) => !('label' in picture) && !unreadable.includes(picture.file));
  if (judged.length === 0) throw new Failure('no_pictures', nothingJudged(folder, missed.length, unreadable.length));
  const { title, groups } = pack;
  const report: Report = {
    ...{ title, folder, detector: detector?.name ?? null, groups, judged },
    unsureBelow: unsureBelow ?? pack.unsureBelow,
    summary: summarise(judged, missed, groups),
    leftOut: { faceless: missed.map(({ file }) => file), unreadable, unlabelled },
    millisecondsPerFace: median(times),
  };
  return { report, pictures };
}

/** @param times gets how long the estimate took, ms @returns null where no face was found */
async function judge(analyzer: FaceAnalyzer, mat: Mat, times: number[]): Promise<Pick<Judged, 'label' | 'box'> | null> {
  const picture = { mat, capturedAt: 0, timeMs: 0, positionMs: null };
  const area = ({ box }: Detection) => box.width * box.height;
  const { detections } = await analyzer.detectStill(picture);
  const [largest] = detections.toSorted((a, b) => area(b) - area(a));
  if (largest === undefined) return null;
  const begin = performance.now();
  const [face] = await analyzer.labelStill(picture, [largest]);
  times.push(performance.now() - begin);
  return face?.label ? { label: face.label, box: largest.box } : null;
}

/** Takes the whole picture for a face; where it isn't square, it is padded. */
const WHOLE_PICTURE: Searcher = {
  capabilities: { threshold: null, distant: false },
  detect: async (frame) => [{ box: wholeSquare(frame), score: null }],
  faceSquare: (box) => box,
};

function wholeSquare({ cols, rows }: Mat): Box {
  const side = Math.max(cols, rows);
  return { x: (cols - side) / 2, y: (rows - side) / 2, width: side, height: side };
}

function nothingJudged(folder: string, faceless: number, unreadable: number): string {
  if (faceless === 0) {
    return `None of the labelled pictures in ${folder} can be read (${unreadable}): check that they are whole and that you may read them.`;
  }
  const others = unreadable === 0 ? '' : `; ${unreadable} more can't be read`;
  return `No face was found in the labelled pictures of ${folder} (${faceless}${others}): if they show nothing but a face, use --whole.`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
