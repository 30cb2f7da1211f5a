import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { black } from '../black.ts';
import { cv } from '../opencv.ts';
import { overlap, side } from '../track/geometry.ts';
import type { Detection } from './detector.ts';

/** Cells of the searched picture: a face has about 42 pixels in one, which every detector finds. */
const MOST_COLUMNS = 3;
const MOST_ROWS = 2;
const CELL_WIDTH = 106;
const CELL_HEIGHT = 120;
/** Sides of the mosaic are multiples of these: so it is searched as it is, and the grids of the network are whole. */
const WIDTH_GRAIN = 32;
const HEIGHT_GRAIN = 16;
/** A cell shows this many sides of its face: a face without its surroundings isn't taken for one. */
const SURROUNDINGS = 2.5;

/** Side of the largest faces that a mosaic is searched for, in its pixels: one that has come nearer since. */
export const MOSAIC_MOST = 73;

/** Faces that one mosaic has room for. */
export const MOSAIC_FACES = MOST_COLUMNS * MOST_ROWS;

interface Cell {
  /** Where the picture's pixels of this cell are in it, and in the mosaic. */
  readonly source: Box;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Mosaic {
  /** To be released. */
  readonly mat: Mat;
  /** The faces found in the mosaic, in pixels of the picture; a face that two cells show only once. */
  detections(found: readonly Detection[]): Detection[];
}

/**
 * A small picture with what is around each of these places, each brought to the same size: one search of it finds
 * small faces in a large picture. It has no more cells than it needs.
 * @param frame BGR, 8 bits a channel; not changed
 * @param places at most MOSAIC_FACES boxes of faces, in pixels of the frame
 */
export async function mosaicOf(frame: Mat, places: readonly Box[]): Promise<Mosaic> {
  const shown = places.slice(0, MOSAIC_FACES);
  const rows = shown.length > MOST_COLUMNS ? MOST_ROWS : 1;
  const columns = Math.ceil(shown.length / rows);
  const mat = black(upTo(HEIGHT_GRAIN, rows * CELL_HEIGHT), upTo(WIDTH_GRAIN, columns * CELL_WIDTH));
  const cells: Cell[] = [];
  for (const [index, place] of shown.entries()) {
    const cell = cellOf(frame, place, { column: index % columns, row: Math.floor(index / columns) });
    if (cell === null) continue;
    const { source, x, y, scale } = cell;
    const region = frame.getRegion(new cv.Rect(source.x, source.y, source.width, source.height));
    const size = new cv.Size(
      Math.max(1, Math.min(CELL_WIDTH, Math.round(source.width * scale))),
      Math.max(1, Math.min(CELL_HEIGHT, Math.round(source.height * scale))),
    );
    const small = await region.resizeAsync(size, 0, 0, scale < 1 ? cv.INTER_AREA : cv.INTER_LINEAR);
    const target = mat.getRegion(new cv.Rect(x, y, size.width, size.height));
    small.copyTo(target);
    for (const used of [region, small, target]) used.release();
    cells.push(cell);
  }
  return { mat, detections: (found) => once(found.flatMap((detection) => inFrame(detection, cells))) };
}

/** The least multiple of the grain that is not below the length. */
function upTo(grain: number, length: number): number {
  return Math.ceil(length / grain) * grain;
}

function cellOf(frame: Mat, place: Box, at: { readonly column: number; readonly row: number }): Cell | null {
  const width = SURROUNDINGS * side(place);
  const scale = CELL_WIDTH / width;
  const height = CELL_HEIGHT / scale;
  const left = Math.max(0, Math.round(place.x + place.width / 2 - width / 2));
  const top = Math.max(0, Math.round(place.y + place.height / 2 - height / 2));
  const right = Math.min(frame.cols, Math.round(left + width));
  const bottom = Math.min(frame.rows, Math.round(top + height));
  if (right - left < 1 || bottom - top < 1) return null;
  return {
    source: { x: left, y: top, width: right - left, height: bottom - top },
    x: at.column * CELL_WIDTH,
    y: at.row * CELL_HEIGHT,
    scale,
  };
}

/** A detection belongs to the cell that its middle is in; what reaches beyond that cell is two things. */
function inFrame({ box, score }: Detection, cells: readonly Cell[]): Detection[] {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const cell = cells.find(
    ({ x, y }) => middle.x >= x && middle.x < x + CELL_WIDTH && middle.y >= y && middle.y < y + CELL_HEIGHT,
  );
  if (cell === undefined || box.width > CELL_WIDTH || box.height > CELL_HEIGHT) return [];
  const { source, x, y, scale } = cell;
  return [
    {
      box: {
        x: source.x + (box.x - x) / scale,
        y: source.y + (box.y - y) / scale,
        width: box.width / scale,
        height: box.height / scale,
      },
      score,
    },
  ];
}

/** Neighbours show each other: of boxes of the same face the surest stays. */
function once(detections: readonly Detection[]): Detection[] {
  const surest = detections.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0));
  return surest.filter((one, i) => surest.slice(0, i).every((other) => overlap(one.box, other.box) < SAME_FACE));
}

/** Boxes that overlap more are the same face (intersection over union). */
const SAME_FACE = 0.3;
