import { join } from 'node:path';
import { cropFace } from '../align/face-crop.ts';
import { cv } from '../opencv.ts';
import { readPicture } from '../source/pictures.ts';
import { type Report, WORST } from './report.ts';
import { worstCases } from './summary.ts';

/** Side of a thumbnail, pixels; the page shows it at half of that. */
const SIDE = 192;

/** Small pictures of a report's worst cases, by file name, as data URLs that need no file beside the page. */
export async function thumbnailsOf({ folder, judged }: Report): Promise<Map<string, string>> {
  const thumbnails = new Map<string, string>();
  const { gender, age } = worstCases(judged, WORST);
  for (const { file, box } of [...gender, ...age]) {
    const picture = thumbnails.has(file) ? null : await readPicture(join(folder, file));
    if (picture === null) continue;
    const side = Math.max(box.width, box.height) * 1.3;
    const square = {
      x: box.x + (box.width - side) / 2,
      y: box.y + (box.height - side) / 2,
      width: side,
      height: side,
    };
    const crop = await cropFace(picture, square, SIDE, SIDE);
    const jpeg = await cv.imencodeAsync('.jpg', crop, [cv.IMWRITE_JPEG_QUALITY, 80]);
    crop.release();
    picture.release();
    thumbnails.set(file, `data:image/jpeg;base64,${jpeg.toString('base64')}`);
  }
  return thumbnails;
}
