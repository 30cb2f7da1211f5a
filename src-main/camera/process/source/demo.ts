import type { Mat } from 'opencv4nodejs';
import { Failure } from '../../../contract/failure.ts';
import { checkoutPath } from '../../../module-path.ts';
import { cv } from '../opencv.ts';
import type { Source } from './source.ts';
import { cutOut, type Sprite, stamp } from './sprite.ts';

const WIDTH = 640;
const HEIGHT = 480;
const RATE = 30;
/**
 * Who comes in, in this order, and how far away: the width of head and shoulders in pixels. Between 250 and 330 the SSD
 * network is least sure of a face.
 */
const CAST: readonly (readonly [name: string, width: number])[] = [
  ['woman-25', 370],
  ['man-75', 360],
  ['girl-6', 230],
  ['man-45', 350],
  ['woman-40', 370],
  ['boy-8', 235],
  ['woman-70', 370],
  ['man-30', 380],
  ['boy-15', 350],
  ['woman-55', 370],
];
/** One after the other walks in from one side and out at the other. */
const CROSSING_MS = 14_000;
const BETWEEN_MS = 5_000;
const ROUND_MS = CAST.length * BETWEEN_MS;
/** A step takes PACE_MS and lifts the head by LIFT pixels. */
const PACE_MS = 900;
const LIFT = 3;

/**
 * Drawn people who walk through a drawn lobby, without end: nobody's likeness, and the same each time. Made by
 * scripts/demo-people.
 * @throws Failure demo_missing if their pictures aren't there
 */
export function openDemo(): Source {
  const room = load('room.jpg');
  const background = room.getData();
  room.release();
  const people = CAST.map(([name, width]) => person(name, width));
  let index = 0;
  return {
    demo: true,
    pace: 'clock',
    next: async () => {
      const timeMs = (index * 1000) / RATE;
      index += 1;
      const pixels = Buffer.from(background);
      for (const { sprite, left, top } of visibleAt(people, timeMs)) stamp(sprite, pixels, WIDTH, HEIGHT, left, top);
      const mat = new cv.Mat(pixels, HEIGHT, WIDTH, cv.CV_8UC3);
      return { mat, capturedAt: Date.now(), timeMs, positionMs: null };
    },
    close: () => undefined,
  };
}

function person(name: string, width: number): Sprite {
  const picture = load(`${name}.jpg`);
  const mask = load(`${name}-mask.png`);
  const height = Math.round((picture.rows * width) / picture.cols);
  const [small, cover] = [picture, mask].map((mat) => mat.resize(height, width, 0, 0, cv.INTER_AREA));
  picture.release();
  mask.release();
  if (small === undefined || cover === undefined) throw new RangeError('two pictures in, two out');
  const sprite = cutOut(small.getData(), cover.getData(), width, height);
  small.release();
  cover.release();
  return sprite;
}

function load(name: string): Mat {
  try {
    return cv.imread(checkoutPath(`demo/${name}`), cv.IMREAD_COLOR);
  } catch (cause) {
    throw new Failure('demo_missing', "The demo's pictures are missing: this copy of Lobby isn't whole.", { cause });
  }
}

/** Those who are in the picture, the farthest first. The first is in its middle as the film begins. */
function visibleAt(people: readonly Sprite[], timeMs: number) {
  return people
    .map((sprite, index) => {
      const since = (timeMs + CROSSING_MS / 2 - index * BETWEEN_MS + ROUND_MS * 2) % ROUND_MS;
      const left = Math.round(-sprite.width + ((WIDTH + sprite.width) * since) / CROSSING_MS);
      const lift = LIFT * Math.abs(Math.sin((Math.PI * since) / PACE_MS));
      return { sprite, left, top: Math.round(HEIGHT - sprite.height * 0.97 - lift), inside: since < CROSSING_MS };
    })
    .filter(({ inside }) => inside)
    .sort((a, b) => a.sprite.width - b.sprite.width);
}
