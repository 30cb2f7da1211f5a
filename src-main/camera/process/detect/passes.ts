import type { Box } from '../../../contract/camera.ts';
import { side } from '../track/geometry.ts';

/**
 * Searching a large picture finely costs six times as much as searching it coarsely, so most searches are coarse.
 * Every FINE_EVERY-th is fine instead, for small faces (every second of those while none finds a new one:
 * fine-turns.ts); small faces that are known are looked for in between, each in its own surroundings (mosaic.ts). Coarse
 * ones are left out where nothing moves (steady-turns.ts). Sides are those of squares with the same area as a face's box.
 */
export const FINE_EVERY = 5;
/** The same where faces are blurred: there are more searches a second, and the coarse ones are more sensitive. */
const FINE_EVERY_BLURRED = 8;
/** The fine search is the second one of a scene, so that the first picture gets its faces as soon as can be. */
const FINE_TURN = 1;

/**
 * Searched pixels for one of the picture in a fine search. SSD finds 95 % of faces 50–95 px high at this scale, and
 * 86 % of those 40 px high in a single search (44 faces of face-api's demo photos, pasted into 1280×720 at each size).
 */
export const FINE_SCALE = 0.7;
/** Largest picture that is searched finely at once, in searched pixels: wider ones are searched in strips, in turns. */
const FINE_PIXELS = 560_000;

/** From this side on, in searched pixels, a coarse search finds a face nearly always; below, the fine one is asked. */
const COARSE_SIDE = 36;
/** Smaller finds of a coarse search are left to the fine one: their boxes are far off, if they are faces at all. */
const COARSE_LEAST = 22;
/** A fine search gives faces up to this side only, in pixels of the coarse search: larger ones it finds badly. */
const FINE_MOST = 52;
/** Least side that a fine search finds nearly always, in its pixels. */
const FINE_LEAST = 26;

/** One search of a scene's. */
export interface Turn {
  /** Whether it is the scene's first. */
  readonly first: boolean;
  readonly pass: 'coarse' | 'fine';
  /** Whether known small faces are looked for too. */
  readonly focus: boolean;
  /** Counts the fine searches: which strip's turn it is. */
  readonly strip: number;
}

/** @param index of the search in its scene, from 0 */
export function turnOf(index: number, blurred: boolean): Turn {
  const every = blurred ? FINE_EVERY_BLURRED : FINE_EVERY;
  const after = (index % every) - FINE_TURN;
  return {
    first: index === 0,
    pass: after === 0 ? 'fine' : 'coarse',
    // Every second search after the fine one, so that a known small face is seen five times a second.
    focus: index > FINE_TURN && after !== 0 && (after < 0 || after % 2 === 0),
    strip: Math.floor(index / every),
  };
}

/** Whether a fine search finds anything that a coarse one with this scale does not. */
export function fineHelps(usualScale: number): boolean {
  return usualScale < FINE_SCALE;
}

/** Whether a coarse search with this scale is expected to find a face of this size. */
export function coarseFinds(box: Box, usualScale: number): boolean {
  return side(box) * usualScale >= COARSE_SIDE;
}

/** Whether a find of this size may be believed of a coarse search. */
export function coarseMay(box: Box, usualScale: number): boolean {
  return !fineHelps(usualScale) || side(box) * usualScale >= COARSE_LEAST;
}

/** Whether a face of this size is one that a fine search is for. */
export function isSmall(box: Box, usualScale: number): boolean {
  return side(box) * usualScale < FINE_MOST;
}

/** Side of the largest faces that a fine search is for, in its pixels: the larger the picture, the larger. */
export function fineMost(usualScale: number): number {
  return (FINE_MOST / usualScale) * FINE_SCALE;
}

export interface Strip {
  /** From this column of the picture up to, and not including, that one. */
  readonly from: number;
  readonly to: number;
}

/** In how many strips a picture is searched finely. */
export function stripsOf(frame: { readonly cols: number; readonly rows: number }): number {
  return Math.ceil((frame.cols * frame.rows * FINE_SCALE ** 2) / FINE_PIXELS);
}

/** The part of a picture that is searched finely in this turn: all of it, or a strip of one that is too large. */
export function stripOf(
  frame: { readonly cols: number; readonly rows: number },
  usualScale: number,
  turn: number,
): Strip {
  const count = stripsOf(frame);
  // A face on the border of two strips is whole in one of them.
  const shared = count === 1 ? 0 : Math.ceil((1.5 * FINE_MOST) / usualScale);
  const width = (frame.cols + (count - 1) * shared) / count;
  const from = Math.round((turn % count) * (width - shared));
  return { from, to: Math.min(frame.cols, Math.round(from + width)) };
}

/** Whether a face there is whole in the strip, and not cut by a border that is not the picture's. */
export function wholeIn(box: Box, strip: Strip, frame: { readonly cols: number }): boolean {
  const BORDER = 2;
  const left = strip.from === 0 || box.x > strip.from + BORDER;
  const right = strip.to === frame.cols || box.x + box.width < strip.to - BORDER;
  return left && right;
}

/** Whether a fine search of this strip is expected to find a face of this size there. */
export function fineFinds(box: Box, strip: Strip, frame: { readonly cols: number }, usualScale: number): boolean {
  return isSmall(box, usualScale) && side(box) * FINE_SCALE >= FINE_LEAST && wholeIn(box, strip, frame);
}
