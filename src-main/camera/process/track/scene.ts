import type { Mat } from 'opencv4nodejs';
import { cv } from '../opencv.ts';

const COLUMNS = 48;
const ROWS = 36;
/** Mean change of a sample from one frame to the next, of 255, that no movement in front of a camera causes. */
const CUT = 38;

/** Detects cuts in a film: no track may continue over one. */
export class Scene {
  #last: Buffer | null = null;

  /** @returns whether this frame belongs to another scene than the one before. */
  cut(frame: Mat): boolean {
    // Single pixels are enough to tell scenes apart, and cost next to nothing.
    const samples = frame.resize(new cv.Size(COLUMNS, ROWS), 0, 0, cv.INTER_NEAREST);
    const now = samples.getData();
    samples.release();
    const before = this.#last;
    this.#last = now;
    if (before === null || before.length !== now.length) return false;
    let change = 0;
    for (let i = 0; i < now.length; i += 1) change += Math.abs((now[i] ?? 0) - (before[i] ?? 0));
    return change / now.length > CUT;
  }
}
