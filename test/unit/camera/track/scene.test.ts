import type { Mat } from 'opencv4nodejs';
import { describe, expect, test } from 'vitest';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { Scene } from '../../../../src-main/camera/process/track/scene.ts';
import { PHOTOS, photo } from '../../detect/faces/photos.ts';

/** Where another scene begins in films made from the photos: at cuts and dissolves, and not at what a camera may see. */
const FRAME_MS = 1000 / 30;
const SIZE = new cv.Size(640, 400);

/** A frame of a film, by its time in ms. */
type Film = (ms: number) => Mat;

/** @returns the times at which another scene begins, ms */
function cutsOf(film: Film, ms: number): number[] {
  const scene = new Scene();
  const cuts: number[] = [];
  for (let at = 0; at < ms; at += FRAME_MS) {
    const frame = film(at);
    if (scene.cut(frame, at)) cuts.push(at);
    frame.release();
  }
  return cuts;
}

const photos = new Map(PHOTOS.map((name) => [name, photo(name)]));

/** A photo, moved and scaled as a camera's movement would do it. */
function moved(name: string, x: number, y: number, scale = 1.3): Mat {
  const whole = photos.get(name);
  if (whole === undefined) throw new Error(`there is no ${name}`);
  const matrix = new cv.Mat(
    [
      [scale, 0, -x],
      [0, scale, -y],
    ],
    cv.CV_64F,
  );
  const frame = whole.warpAffine(matrix, SIZE);
  matrix.release();
  return frame;
}

function dissolve(from: string, to: string, ms: number): Film {
  return (at) => {
    const part = Math.min(1, Math.max(0, (at - 600) / ms));
    const [one, other] = [moved(from, at / 40, 0), moved(to, at / 50, 5)];
    const mixed = one.addWeighted(1 - part, other, part, 0);
    for (const used of [one, other]) used.release();
    return mixed;
  };
}

/** All photos with the next one. */
const PAIRS = PHOTOS.map((name, i) => [name, PHOTOS[(i + 1) % PHOTOS.length] ?? name] as const);

describe('another scene begins', () => {
  test.each(PAIRS)('at the cut from %s to %s', (from, to) => {
    const cuts = cutsOf((at) => moved(at < 500 ? from : to, at / 30, 0), 1_000);
    expect(cuts).toHaveLength(1);
    expect(cuts[0]).toBeGreaterThanOrEqual(499);
    expect(cuts[0]).toBeLessThan(540);
  });

  test.each(PAIRS)('once in the slow dissolve from %s to %s', (from, to) => {
    const cuts = cutsOf(dissolve(from, to, 700), 2_400);
    expect(cuts).toHaveLength(1);
    expect(cuts[0]).toBeGreaterThan(600);
    expect(cuts[0]).toBeLessThan(1_400);
  });
});

describe('no other scene begins', () => {
  const SWING = 2 * Math.PI;
  test.each<[string, Film]>([
    ['while the camera pans', (at) => moved('sample1.jpg', 90 + 80 * Math.sin((SWING * at) / 2_000), 20)],
    [
      'while it shakes',
      (at) => moved('sample3.jpg', 60 + 20 * Math.sin((SWING * at) / 300), 40 + 15 * Math.sin((SWING * at) / 230)),
    ],
    ['while it zooms in', (at) => moved('sample5.jpg', at / 10, at / 12, 1 + at / 2_400)],
    [
      'while a lamp is dimmed and turned up',
      (at) => {
        const bright = moved('sample6.jpg', 40, 20);
        const factor = 0.65 + 0.35 * Math.cos((SWING * at) / 1_800);
        const dimmed = bright.convertTo(cv.CV_8UC3, factor, 0);
        bright.release();
        return dimmed;
      },
    ],
    [
      'while a head walks through the picture, close by',
      (at) => {
        const frame = moved('sample2.jpg', 40, 20);
        frame.drawEllipse(
          new cv.RotatedRect(new cv.Point2(-150 + at / 2.2, 210), new cv.Size(230, 330), 0),
          new cv.Vec3(120, 150, 200),
          -1,
        );
        return frame;
      },
    ],
  ])('%s', (_what, film) => {
    expect(cutsOf(film, 2_400)).toEqual([]);
  });
});
