import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../../contract/camera.ts';
import { Failure } from '../../../../contract/failure.ts';
import type { Detection, Detector } from '../../detect/detector.ts';
import { cv } from '../../opencv.ts';
import type { Pack } from '../pack.ts';
import { labelledPictures } from './labelled-pictures.ts';
import type { Report } from './report.ts';
import { type Judged, summarise } from './summary.ts';

export interface EvaluationRequest {
  readonly folder: string;
  readonly pack: Pack;
  /** Finds the face in each picture (the largest counts); null: the picture is the face. */
  readonly detector: Detector | null;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Runs a pack over the labelled pictures of a folder, one face a picture.
 * @throws Failure `no_pictures` if there are none, none that can be read, or none with a face
 */
export async function evaluate({ folder, pack, detector, onProgress }: EvaluationRequest): Promise<Report> {
  const { labelled: pictures, unlabelled } = labelledPictures(folder);
  const judged: Judged[] = [];
  const times: number[] = [];
  const unreadable: string[] = [];
  const faceless: string[] = [];
  for (const [index, { file, age, female }] of pictures.entries()) {
    onProgress(index, pictures.length);
    const frame = await readPicture(file);
    if (frame === null) {
      unreadable.push(basename(file));
      continue;
    }
    const square = detector === null ? wholeSquare(frame) : await largestFace(frame, detector);
    if (square === null) faceless.push(basename(file));
    else {
      const begin = performance.now();
      const [estimate] = await pack.estimate(frame, [square]);
      times.push(performance.now() - begin);
      if (estimate !== undefined) judged.push({ age, female, estimate });
    }
    frame.release();
  }
  onProgress(pictures.length, pictures.length);
  if (judged.length === 0) {
    throw new Failure('no_pictures', nothingJudged(folder, faceless.length, unreadable.length));
  }
  const summary = summarise(judged, pack.groups);
  const { title, groups } = pack;
  const leftOut = { faceless, unreadable, unlabelled };
  return {
    ...{ title, folder, detector: detector?.name ?? null, groups, judged, summary, leftOut },
    millisecondsPerFace: median(times),
  };
}

function nothingJudged(folder: string, faceless: number, unreadable: number): string {
  if (faceless === 0) {
    return `None of the labelled pictures in ${folder} can be read (${unreadable}): check that they are whole and that you may read them.`;
  }
  const others = unreadable === 0 ? '' : `; ${unreadable} more can't be read`;
  return `No face was found in the labelled pictures of ${folder} (${faceless}${others}): if they show nothing but a face, use --whole.`;
}

async function readPicture(file: string): Promise<Mat | null> {
  try {
    // Reading a pipe of that name would never end.
    if (!(await stat(file)).isFile()) return null;
    const picture = await cv.imreadAsync(file, cv.IMREAD_COLOR);
    return picture.empty ? null : picture;
  } catch {
    return null;
  }
}

async function largestFace(frame: Mat, detector: Detector): Promise<Box | null> {
  const square = largestSquare(await detector.detect(frame), detector);
  if (square !== null) return square;
  // Detectors miss a face that fills its picture, as in collections of crops: with a black border it doesn't.
  const margin = Math.round(Math.max(frame.cols, frame.rows) / 2);
  const bordered = await frame.copyMakeBorderAsync(margin, margin, margin, margin, cv.BORDER_CONSTANT);
  const wider = largestSquare(await detector.detect(bordered), detector);
  bordered.release();
  return wider === null ? null : { ...wider, x: wider.x - margin, y: wider.y - margin };
}

function largestSquare(faces: readonly Detection[], detector: Detector): Box | null {
  const [largest] = faces.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
  return largest === undefined ? null : detector.faceSquare(largest.box);
}

/** The square around the whole picture, padded where it isn't one. */
function wholeSquare({ cols, rows }: Mat): Box {
  const side = Math.max(cols, rows);
  return { x: (cols - side) / 2, y: (rows - side) / 2, width: side, height: side };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
