import type { Mat } from 'opencv4nodejs';
import { type Box, encodeFramePacket, type Face } from '../../../contract/camera.ts';
import { BLURRED_HEIGHT, BLURRED_WIDTH, JPEG_QUALITY, SHOWN_HEIGHT, SHOWN_WIDTH } from '../../limits.ts';
import { cv } from '../opencv.ts';
import type { RateMeter } from '../pipeline/rate-meter.ts';
import type { SharedPicture } from '../pipeline/shared-picture.ts';
import { fitting, resized } from '../shrink.ts';
import { blurredCopy } from './blur.ts';
import type { FrameWriter } from './frame-writer.ts';

export interface Rates {
  readonly capture: RateMeter;
  readonly detection: RateMeter;
  readonly labelling: RateMeter;
}

/** Encodes pictures and their faces as frames: one at a time, and none while no window watches. */
export class Encoder {
  readonly #writer: FrameWriter;
  readonly #rates: Rates;
  readonly #demo: boolean;
  readonly #watched: () => boolean;
  #index = 0;
  #encoding: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(writer: FrameWriter, rates: Rates, demo: boolean, watched: () => boolean) {
    this.#writer = writer;
    this.#rates = rates;
    this.#demo = demo;
    this.#watched = watched;
  }

  /**
   * Sends this picture if a window watches and the one before is encoded; counts it in any case.
   * @param hidden what is blurred in it, in its pixels; null: it is sent as it is
   * @throws what went wrong with an earlier picture
   */
  show(shared: SharedPicture, faces: Face[], hidden: readonly Box[] | null): void {
    if (this.#failure !== null) throw this.#failure;
    const index = this.#index;
    this.#index += 1;
    if (this.#encoding !== null || !this.#watched()) return;
    const held = shared.retain();
    this.#encoding = this.#encode(index, held, faces, hidden)
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        held.release();
        this.#encoding = null;
      });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#encoding;
  }

  async #encode(
    index: number,
    { picture }: SharedPicture,
    faces: Face[],
    hidden: readonly Box[] | null,
  ): Promise<void> {
    const { mat, capturedAt, positionMs, still } = picture;
    const { jpeg, scale, width, height } = await (hidden === null ? jpegOf(mat) : blurredJpegOf(mat, hidden));
    const now = performance.now();
    const rates = {
      capture: this.#rates.capture.rate(now),
      detection: this.#rates.detection.rate(now),
      labelling: this.#rates.labelling.rate(now),
    };
    const marks = { demo: this.#demo, blurred: hidden !== null, ...(still === undefined ? {} : { still }) };
    const shown = faces.map((face) => ({ ...face, box: scaled(face.box, scale) }));
    this.#writer.offer(
      encodeFramePacket({ index, capturedAt, positionMs, width, height, ...marks, faces: shown, rates }, jpeg),
    );
  }
}

/** A picture as it is sent. */
interface Shown {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
  /** Its pixels for one of the picture. */
  readonly scale: number;
}

/** @param mat stays as it is */
async function jpegOf(mat: Mat): Promise<Shown> {
  const scale = fitting(mat, SHOWN_WIDTH, SHOWN_HEIGHT);
  const shown = scale < 1 ? await resized(mat, scale) : mat;
  try {
    return await encoded(shown, scale);
  } finally {
    if (shown !== mat) shown.release();
  }
}

async function blurredJpegOf(mat: Mat, hidden: readonly Box[]): Promise<Shown> {
  const scale = fitting(mat, BLURRED_WIDTH, BLURRED_HEIGHT);
  const shown = scale < 1 ? await resized(mat, scale) : mat;
  const copy = await blurredCopy(
    shown,
    hidden.map((box) => scaled(box, scale)),
  );
  if (shown !== mat) shown.release();
  try {
    return await encoded(copy, scale);
  } finally {
    copy.release();
  }
}

async function encoded(mat: Mat, scale: number): Promise<Shown> {
  const jpeg = await cv.imencodeAsync('.jpg', mat, [cv.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]);
  return { jpeg, width: mat.cols, height: mat.rows, scale };
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
