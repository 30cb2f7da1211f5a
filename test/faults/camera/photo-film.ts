import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Mat } from 'opencv4nodejs';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import type { Source } from '../../../src-main/camera/process/source/source.ts';

const WIDTH = 640;
const HEIGHT = 480;
const RATE = 30;
/** Each photo is on the screen for this long; the last FADE_MS overlap with the next one. */
const PHOTO_MS = 7_000;
const FADE_MS = 700;
/** The photos are kept this much wider than the picture, so that there is room to move. */
const ROOM = 1.25;
/** How much of the room above and below is taken from above: heads are up there. */
const HEADROOM = 0.15;
const PHOTOS = ['sample1.jpg', 'sample2.jpg', 'sample3.jpg', 'sample4.jpg', 'sample5.jpg', 'sample6.jpg'];

/** A film of real people for tests: the six photos of @vladmandic/face-api (MIT), moving slowly, without end. */
export function openPhotoFilm(): Source {
  const photos = loadPhotos();
  let index = 0;
  return {
    demo: false,
    pace: 'clock',
    next: async () => {
      const timeMs = (index * 1000) / RATE;
      index += 1;
      const mat = await pictureAt(photos, timeMs);
      return { mat, capturedAt: Date.now(), timeMs, positionMs: null };
    },
    close: () => {
      for (const photo of photos) photo.release();
    },
  };
}

function loadPhotos(): Mat[] {
  const home = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  return PHOTOS.map((name) => cover(cv.imread(join(home, 'demo', name))));
}

/** The photo at the size at which it covers ROOM times the picture. */
function cover(photo: Mat): Mat {
  const scale = Math.max((WIDTH * ROOM) / photo.cols, (HEIGHT * ROOM) / photo.rows);
  const size = new cv.Size(Math.ceil(photo.cols * scale), Math.ceil(photo.rows * scale));
  const small = photo.resize(size, 0, 0, cv.INTER_AREA);
  photo.release();
  return small;
}

async function pictureAt(photos: readonly Mat[], timeMs: number): Promise<Mat> {
  const turn = Math.floor(timeMs / PHOTO_MS);
  const within = timeMs - turn * PHOTO_MS;
  const current = await view(photos, turn, within);
  const fade = (within - (PHOTO_MS - FADE_MS)) / FADE_MS;
  if (fade <= 0) return current;
  // The next photo is already on its way while it fades in, so that nothing jumps when it takes over.
  const next = await view(photos, turn + 1, within - PHOTO_MS);
  const mixed = await current.addWeightedAsync(1 - fade, next, fade, 0);
  current.release();
  next.release();
  return mixed;
}

/** A slow swing over the photo with a slow zoom, both smooth. `ms` may be negative while it fades in. */
function view(photos: readonly Mat[], turn: number, ms: number): Promise<Mat> {
  const photo = photos[turn % photos.length];
  if (photo === undefined) throw new RangeError('the film has no photos');
  const swing = Math.sin((ms / PHOTO_MS) * Math.PI - Math.PI / 2) * (turn % 2 === 0 ? 1 : -1);
  const least = Math.max(WIDTH / photo.cols, HEIGHT / photo.rows);
  const scale = least + (1 - least) * 0.5 * (1 + Math.sin((ms / PHOTO_MS) * Math.PI));
  const roomX = photo.cols * scale - WIDTH;
  const roomY = photo.rows * scale - HEIGHT;
  const left = (roomX / 2) * (1 + swing * 0.9);
  const top = roomY * HEADROOM;
  const matrix = new cv.Mat(
    [
      [scale, 0, -left],
      [0, scale, -top],
    ],
    cv.CV_64F,
  );
  return photo.warpAffineAsync(matrix, new cv.Size(WIDTH, HEIGHT), cv.INTER_LINEAR).finally(() => matrix.release());
}
