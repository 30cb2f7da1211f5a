import { setTimeout as wait } from 'node:timers/promises';
import type { Face } from '../../contract/camera.ts';
import { Failure } from '../../contract/failure.ts';
import { encodeFramePacket } from '../../contract/frame-packet.ts';
import { FIRST_PICTURE_MS, JPEG_QUALITY, SOURCE_SILENCE_MS } from '../limits.ts';
import type { Follower } from './follower.ts';
import { cv } from './opencv.ts';
import type { Outlet } from './outlet.ts';
import type { RateMeter } from './rate-meter.ts';
import { Schedule } from './schedule.ts';
import { SharedPicture } from './shared-picture.ts';
import type { Picture, Source } from './source/source.ts';

/** A picture of a file that is later than this is skipped, as long as one is shown now and then. */
const LATE_MS = 60;
const SHOWN_AT_LEAST_MS = 250;
/** Later than this, the file's clock is set anew instead of chasing after it. */
const FAR_BEHIND_MS = 1_000;

export interface Rates {
  readonly capture: RateMeter;
  readonly detection: RateMeter;
  readonly labelling: RateMeter;
}

export interface LiveRun {
  readonly source: Source;
  readonly follower: Follower;
  readonly outlet: Outlet;
  readonly rates: Rates;
  /** Whether anybody looks now. */
  readonly watched: () => boolean;
  /** Called when the first picture came. */
  readonly onLive: () => void;
  readonly signal: AbortSignal;
}

/** The source's read never came back: its thread is lost, and so is the process. */
export class Stuck extends Failure {}

/**
 * Shows a source at its own pace until its end or until the signal aborts. Reading never waits for faces: while one
 * picture is being searched the next ones go out with boxes where they should be.
 * @throws Failure when the source is lost, Stuck when it went silent
 */
export async function runLive(run: LiveRun): Promise<void> {
  const pacer = new Pacer(run);
  const schedule = new Schedule();
  let index = 0;
  let looking: Promise<void> | null = null;
  let encoding: Promise<void> | null = null;
  let failed: unknown = null;
  const fail = (error: unknown): void => {
    failed ??= error;
  };

  for (;;) {
    const picture = await nextInTime(run.source, index === 0 ? FIRST_PICTURE_MS : SOURCE_SILENCE_MS);
    if (picture === null || run.signal.aborted) {
      picture?.mat.release();
      break;
    }
    if (index === 0) run.onLive();
    const due = await pacer.due(picture);
    if (due === null) {
      picture.mat.release();
      continue;
    }
    const now = performance.now();
    run.rates.capture.tick(now);
    const shared = new SharedPicture(due);
    let faces: Face[];
    if (run.source.pace === 'stills') faces = await run.follower.labelOnce(due, await run.follower.detect(due));
    else {
      const notice = schedule.notice(due);
      if (notice.cut) run.follower.cut();
      if (notice.due && looking === null) {
        schedule.taken(due);
        const held = shared.retain();
        looking = run.follower
          .look(due)
          .catch(fail)
          .finally(() => {
            held.release();
            looking = null;
          });
      }
      faces = run.follower.faces(due.timeMs);
    }
    if (run.watched() && encoding === null) {
      const held = shared.retain();
      encoding = encode(run, index, due, faces)
        .catch(fail)
        .finally(() => {
          held.release();
          encoding = null;
        });
    }
    shared.release();
    index += 1;
    if (failed !== null) break;
  }
  await Promise.all([looking, encoding]);
  if (failed !== null) throw failed;
}

async function encode(run: LiveRun, index: number, picture: Picture, faces: Face[]): Promise<void> {
  const jpeg = await cv.imencodeAsync('.jpg', picture.mat, [cv.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]);
  const now = performance.now();
  run.outlet.offer(
    encodeFramePacket(
      {
        index,
        capturedAt: picture.capturedAt,
        positionMs: picture.positionMs,
        width: picture.mat.cols,
        height: picture.mat.rows,
        demo: run.source.demo,
        faces,
        rates: {
          capture: run.rates.capture.rate(now),
          detection: run.rates.detection.rate(now),
          labelling: run.rates.labelling.rate(now),
        },
      },
      jpeg,
    ),
  );
}

async function nextInTime(source: Source, patienceMs: number): Promise<Picture | null> {
  const timer = new AbortController();
  const silence = wait(patienceMs, 'silent' as const, { signal: timer.signal }).catch(() => 'silent' as const);
  try {
    const picture = await Promise.race([source.next(), silence]);
    if (picture !== 'silent') return picture;
  } finally {
    timer.abort();
  }
  throw new Stuck('source_silent', 'The source has stopped sending pictures. It is tried again.');
}

/** Holds pictures back until they are due, and leaves out those that are late. */
class Pacer {
  readonly #run: LiveRun;
  /** performance.now() at the source's time 0. */
  #start: number | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(run: LiveRun) {
    this.#run = run;
  }

  /** @returns the picture when it is its turn, or null if it should be skipped (or the run is over). */
  async due(picture: Picture): Promise<Picture | null> {
    if (this.#run.source.pace === 'self') return picture;
    const now = performance.now();
    this.#start ??= now - picture.timeMs;
    const ahead = this.#start + picture.timeMs - now;
    if (ahead < -FAR_BEHIND_MS) this.#start = now - picture.timeMs;
    else if (ahead < -LATE_MS && now - this.#shownAt < SHOWN_AT_LEAST_MS) return null;
    if (ahead > 1) {
      await wait(ahead, undefined, { signal: this.#run.signal }).catch(() => {});
      if (this.#run.signal.aborted) return null;
    }
    this.#shownAt = performance.now();
    return { ...picture, capturedAt: Date.now() };
  }
}
