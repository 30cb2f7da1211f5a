import { mkdirSync } from 'node:fs';
import { cv } from '../../src-main/camera/process/opencv.ts';
import { checkoutPath } from '../../src-main/module-path.ts';
import { PEOPLE } from './people.ts';
import { displayed, renderPerson } from './render.ts';
import { roomAt } from './room.ts';

/**
 * Draws the people and the room of the camera's demo into demo/: `npm run demo-people`, or some of them by name. The
 * same each time; some minutes.
 */
const WIDTH = 320;
const SAMPLES = 2;
const ROOM = { width: 640, height: 480 } as const;

const folder = checkoutPath('demo');
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const person of PEOPLE.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const { width, height, bgr, cover } = renderPerson(person, WIDTH, SAMPLES);
  const picture = new cv.Mat(Buffer.from(bgr), height, width, cv.CV_8UC3);
  cv.imwrite(`${folder}/${person.name}.jpg`, picture, [cv.IMWRITE_JPEG_QUALITY, 90]);
  cv.imwrite(`${folder}/${person.name}-mask.png`, new cv.Mat(Buffer.from(cover), height, width, cv.CV_8UC1));
  process.stdout.write(`demo/${person.name}.jpg\n`);
}
if (wanted.length === 0 || wanted.includes('room')) {
  const pixels = Buffer.alloc(ROOM.width * ROOM.height * 3);
  for (let row = 0; row < ROOM.height; row += 1) {
    for (let column = 0; column < ROOM.width; column += 1) {
      const [red, green, blue] = roomAt((column + 0.5) / ROOM.width, (row + 0.5) / ROOM.height);
      pixels.set([displayed(blue), displayed(green), displayed(red)], (row * ROOM.width + column) * 3);
    }
  }
  cv.imwrite(`${folder}/room.jpg`, new cv.Mat(pixels, ROOM.height, ROOM.width, cv.CV_8UC3), [
    cv.IMWRITE_JPEG_QUALITY,
    88,
  ]);
  process.stdout.write('demo/room.jpg\n');
}
