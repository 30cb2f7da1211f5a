import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import type { Box } from '../../../../src-main/contract/camera.ts';

/**
 * The six photos of face-api's demo with their 22 faces, marked by eye from hairline to chin and from side to side
 * of the face, in pixels of the photo at 640 pixels width.
 */
interface Marks {
  readonly width: number;
  readonly photos: Readonly<Record<string, readonly [number, number, number, number][]>>;
}

const marks = JSON.parse(readFileSync(new URL('./marked-faces.json', import.meta.url), 'utf8')) as Marks;

export const PHOTOS = Object.keys(marks.photos);

/** BGR, 640 pixels wide. */
export function photo(name: string): Mat {
  const folder = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  const whole = cv.imread(join(folder, 'demo', name));
  const rows = Math.round((whole.rows * marks.width) / whole.cols);
  return whole.resize(rows, marks.width, 0, 0, cv.INTER_AREA);
}

export function markedFaces(name: string): Box[] {
  return (marks.photos[name] ?? []).map(([x, y, width, height]) => ({ x, y, width, height }));
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}

/** RGB bytes as face-api takes them. */
export function rgbBytes(picture: Mat): Uint8Array {
  return picture.cvtColor(cv.COLOR_BGR2RGB).getData();
}
