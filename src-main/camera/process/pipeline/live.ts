import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PICTURE_MS, SOURCE_SILENCE_MS } from '../../limits.ts';
import type { Encoder } from '../output/encoder.ts';
import { STILL_MS } from '../source/pictures.ts';
import type { Picture, Source } from '../source/source.ts';
import { StuckSource } from '../source/stuck-source.ts';
import { DetectionSchedule } from './detection-schedule.ts';
import type { FaceAnalyzer } from './face-analyzer.ts';
import { Pacer } from './pacer.ts';
import type { RateMeter } from './rate-meter.ts';
import { SharedPicture } from './shared-picture.ts';

/** A still is sent again and again while it is shown, so that a window that opens meanwhile gets it too. */
const STILL_AGAIN_MS = 250;

export interface LiveRun {
  readonly source: Source;
  readonly analyzer: FaceAnalyzer;
  readonly encoder: Encoder;
  readonly captureRate: RateMeter;
  /** Whether faces are blurred in what is shown; may change while it runs. */
  readonly blurred: () => boolean;
  /** Called when the first picture came. */
  readonly onLive: () => void;
  readonly signal: AbortSignal;
}

/**
 * Shows a source at its own pace until its end or until the signal aborts.
 * @throws Failure when the source is lost, StuckSource when it went silent
 */
export async function runLive(run: LiveRun): Promise<void> {
  try {
    await (run.source.pace === 'stills' ? showStills(run) : showFilm(run));
  } finally {
    await run.encoder.settled();
  }
}

/**
 * Reading never waits for faces: while one picture is searched the next ones go out, with boxes where they should be.
 * Where faces are blurred only pictures that were searched go out.
 */
async function showFilm(run: LiveRun): Promise<void> {
  const { source, analyzer, encoder } = run;
  const pacer = source.pace === 'clock' ? new Pacer(run.signal) : null;
  const schedule = new DetectionSchedule();
  let looking: Promise<void> | null = null;
  /** Where faces are blurred: the newest picture that came while another was searched, to be searched next. */
  let next: SharedPicture | null = null;
  let failure: unknown = null;
  const look = async (shared: SharedPicture, blurred: boolean): Promise<void> => {
    const turn = schedule.started(shared.picture, blurred);
    try {
      if (!blurred) await analyzer.analyze(shared.picture, turn);
      else {
        const hidden = await analyzer.analyzeForBlur(shared.picture, turn);
        // Blurring may have been turned off meanwhile: newer pictures were shown then.
        if (run.blurred()) encoder.show(shared, analyzer.faces(shared.picture.timeMs), hidden);
      }
    } catch (error) {
      failure = error;
    } finally {
      shared.release();
      const waiting = next;
      next = null;
      // After a failure the run ends: nothing may use the networks any more, which the next run gets.
      if (failure !== null) waiting?.release();
      looking = waiting === null || failure !== null ? null : look(waiting, true);
    }
  };

  try {
    for await (const picture of picturesInTime(run)) {
      const due = pacer === null ? picture : await pacer.due(picture);
      if (due === null) {
        picture.mat.release();
        continue;
      }
      run.captureRate.tick(performance.now());
      const shared = new SharedPicture(due);
      try {
        if (failure !== null) throw failure;
        const plan = schedule.plan(due);
        if (plan.cut) analyzer.startScene();
        const blurred = run.blurred();
        if (looking === null) {
          if (plan.due) looking = look(shared.retain(), blurred);
        } else if (blurred && plan.due) {
          next?.release();
          next = shared.retain();
        }
        if (!blurred) encoder.show(shared, analyzer.faces(due.timeMs), null);
      } finally {
        shared.release();
      }
    }
  } finally {
    next?.release();
    next = null;
    await looking;
  }
  if (failure !== null) throw failure;
}

/** Each picture is searched before it is shown, and stays for STILL_MS. */
async function showStills(run: LiveRun): Promise<void> {
  for await (const picture of picturesInTime(run)) {
    const shared = new SharedPicture({ ...picture, capturedAt: Date.now() });
    try {
      const { faces, hidden } = await run.analyzer.analyzeStill(picture);
      run.captureRate.tick(performance.now());
      for (let shownMs = 0; shownMs < STILL_MS && !run.signal.aborted; shownMs += STILL_AGAIN_MS) {
        run.encoder.show(shared, faces, run.blurred() ? hidden : null);
        await wait(STILL_AGAIN_MS, undefined, { signal: run.signal }).catch(() => {});
      }
    } finally {
      shared.release();
    }
  }
}

/**
 * The source's pictures until its end or until the signal aborts. Only stills may take their time: a photo of a
 * hundred megapixels is no sign of a dead source.
 * @throws StuckSource when one takes too long
 */
async function* picturesInTime({ source, onLive, signal }: LiveRun): AsyncGenerator<Picture> {
  for (let first = true; ; first = false) {
    const picture = await (source.pace === 'stills' ? source.next() : nextInTime(source, first));
    if (picture === null) return;
    if (signal.aborted) {
      picture.mat.release();
      return;
    }
    if (first) onLive();
    yield picture;
  }
}

async function nextInTime(source: Source, first: boolean): Promise<Picture | null> {
  const timer = new AbortController();
  const silence = wait(first ? FIRST_PICTURE_MS : SOURCE_SILENCE_MS, 'silent' as const, { signal: timer.signal }).catch(
    () => 'silent' as const,
  );
  try {
    const picture = await Promise.race([source.next(), silence]);
    if (picture !== 'silent') return picture;
  } finally {
    timer.abort();
  }
  // A camera may start to send later; a film that gives no picture at all will not give one at the next attempt.
  if (first && source.pace === 'clock') {
    throw new StuckSource('source_unreadable', 'This film gives no picture. Choose another file.');
  }
  throw new StuckSource('source_silent', 'The source has stopped sending pictures. It is tried again.');
}
