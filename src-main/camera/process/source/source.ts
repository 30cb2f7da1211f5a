import type { Mat } from 'opencv4nodejs';

/** A picture on its way through the pipeline. Whoever holds it last releases `mat`. */
export interface Picture {
  /** BGR, 8 bits a channel, within PICTURE_SIDE and PICTURE_PIXELS. */
  readonly mat: Mat;
  /** ms since the epoch, when it left the source. */
  readonly capturedAt: number;
  /** ms on the source's own clock, never going back: what speeds and pauses are measured with. */
  readonly timeMs: number;
  /** Position in a file, ms; null for all else. */
  readonly positionMs: number | null;
  /** Of pictures in a folder: which one this is, from 1, and how many there are. */
  readonly still?: { readonly number: number; readonly total: number };
}

export interface Source {
  readonly demo: boolean;
  /**
   * How it keeps time. self: pictures come when they come (device, stream). clock: `timeMs` says when each is due,
   * late ones may be skipped. stills: unrelated pictures, each to be looked at by itself.
   */
  readonly pace: 'self' | 'clock' | 'stills';
  /**
   * The next picture, or null at the end. Only one call at a time.
   * @throws Failure when the source is lost
   */
  next(): Promise<Picture | null>;
  /** Gives the device or file back. Not to be called while `next` is pending. */
  close(): void;
}
