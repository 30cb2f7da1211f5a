import type { Mat } from 'opencv4nodejs';
import { cv } from '../opencv.ts';

const COLUMNS = 48;
const ROWS = 36;
const SAMPLES = COLUMNS * ROWS * 3;
/** Each sample is the mean of this many pixels a side, taken from all over its cell. */
const PIXELS = 4;
/**
 * Mean change of a sample from one frame to the next, of 255: 64 and more between the demo photos, 11 while a camera
 * pans or zooms fast, 39 while it shakes hard.
 */
const CUT = 45;

/** In a dissolve two frames this far apart in time, ms, have their mean in the frame midway… */
const SPAN_MS = 460;
/** …found to this, ms. */
const TIME_MS = 50;
/** Mean change of a sample over the span, of 255: dissolves between the demo photos reach 42 and more. */
const DISSOLVED = 22;
/** How far the frame midway is from the mean of the two, as a part of their change: 0.3 at most, movement has 0.5. */
const MIDWAY = 0.4;
/** Correlation of the two frames above which it is the same scene in another light. */
const SAME_SCENE = 0.8;
/** A dissolve is one cut, however long it goes on, ms. */
const ONCE_MS = 600;

interface Moment {
  readonly samples: Buffer;
  readonly timeMs: number;
}

/** Detects cuts and dissolves in a film: no track may continue over one. */
export class Scene {
  /** The frames of the last SPAN_MS, oldest first. */
  #moments: Moment[] = [];
  #dissolvedAt = Number.NEGATIVE_INFINITY;

  /** @param timeMs never going back @returns whether this frame belongs to another scene than the one before. */
  cut(frame: Mat, timeMs: number): boolean {
    const now = { samples: samplesOf(frame), timeMs };
    const before = this.#moments.at(-1);
    if (before !== undefined && meanChange(before.samples, now.samples) > CUT) {
      this.#moments = [now];
      return true;
    }
    this.#moments = [...this.#moments.filter((moment) => timeMs - moment.timeMs <= SPAN_MS + TIME_MS), now];
    if (timeMs - this.#dissolvedAt < ONCE_MS || !this.#dissolves(now)) return false;
    this.#dissolvedAt = timeMs;
    return true;
  }

  /** Each pixel of a dissolve goes straight from what it was to what it will be. So it does when a lamp is dimmed. */
  #dissolves(now: Moment): boolean {
    const from = this.#near(now.timeMs - SPAN_MS);
    const midway = this.#near(now.timeMs - SPAN_MS / 2);
    if (from === null || midway === null) return false;
    const [start, middle, end] = [from.samples, midway.samples, now.samples];
    let change = 0;
    let off = 0;
    for (let i = 0; i < SAMPLES; i += 1) {
      change += Math.abs(at(end, i) - at(start, i));
      off += Math.abs(at(start, i) + at(end, i) - 2 * at(middle, i));
    }
    return change > DISSOLVED * SAMPLES && off < MIDWAY * change && correlation(start, end) < SAME_SCENE;
  }

  #near(timeMs: number): Moment | null {
    const away = (moment: Moment) => Math.abs(moment.timeMs - timeMs);
    const nearest = this.#moments.reduce((best, moment) => (away(moment) < away(best) ? moment : best));
    return away(nearest) <= TIME_MS ? nearest : null;
  }
}

function samplesOf(frame: Mat): Buffer {
  // Reading every pixel would cost more than it tells.
  const some = frame.resize(new cv.Size(COLUMNS * PIXELS, ROWS * PIXELS), 0, 0, cv.INTER_NEAREST);
  const small = some.resize(new cv.Size(COLUMNS, ROWS), 0, 0, cv.INTER_AREA);
  const samples = small.getData();
  for (const used of [some, small]) used.release();
  return samples;
}

function meanChange(before: Buffer, now: Buffer): number {
  let change = 0;
  for (let i = 0; i < SAMPLES; i += 1) change += Math.abs(at(now, i) - at(before, i));
  return change / SAMPLES;
}

function correlation(one: Buffer, other: Buffer): number {
  const [ofOne, ofOther] = [mean(one), mean(other)];
  let both = 0;
  let squaredOne = 0;
  let squaredOther = 0;
  for (let i = 0; i < SAMPLES; i += 1) {
    const [a, b] = [at(one, i) - ofOne, at(other, i) - ofOther];
    both += a * b;
    squaredOne += a * a;
    squaredOther += b * b;
  }
  return both / Math.sqrt(Math.max(squaredOne * squaredOther, Number.MIN_VALUE));
}

function mean(samples: Buffer): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / SAMPLES;
}

function at(samples: Buffer, index: number): number {
  return samples[index] ?? 0;
}
