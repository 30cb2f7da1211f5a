import type { Mat } from 'opencv4nodejs';
import { type Box, encodeFramePacket, type Face } from '../../../contract/camera.ts';
import { JPEG_QUALITY } from '../../limits.ts';
import { cv } from '../opencv.ts';
import type { RateMeter } from '../pipeline/rate-meter.ts';
import type { SharedPicture } from '../pipeline/shared-picture.ts';
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
    const jpeg = hidden === null ? await jpegOf(mat) : await blurredJpegOf(mat, hidden);
    const now = performance.now();
    const rates = {
      capture: this.#rates.capture.rate(now),
      detection: this.#rates.detection.rate(now),
      labelling: this.#rates.labelling.rate(now),
    };
    const size = { width: mat.cols, height: mat.rows };
    const marks = { demo: this.#demo, blurred: hidden !== null, ...(still === undefined ? {} : { still }) };
    this.#writer.offer(encodeFramePacket({ index, capturedAt, positionMs, ...size, ...marks, faces, rates }, jpeg));
  }
}

function jpegOf(picture: Mat): Promise<Buffer> {
  return cv.imencodeAsync('.jpg', picture, [cv.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]);
}

async function blurredJpegOf(picture: Mat, hidden: readonly Box[]): Promise<Buffer> {
  const copy = await blurredCopy(picture, hidden);
  try {
    return await jpegOf(copy);
  } finally {
    copy.release();
  }
}
