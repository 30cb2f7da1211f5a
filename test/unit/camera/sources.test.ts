import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { withoutSecrets } from '../../../src-main/camera/process/source/capture.ts';
import { openSource, type Picture, type Source } from '../../../src-main/camera/process/source/source.ts';
import { Failure } from '../../../src-main/contract/failure.ts';

/** Every kind of source, with real files: what comes out, at what time, and how it ends. */
const photos = join(dirname(fileURLToPath(import.meta.resolve('@vladmandic/face-api/package.json'))), 'demo');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-sources-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A film of plain grey pictures, the brightness of each is 10 × its number. */
function film(name: string, frames: number, width = 320, height = 240): string {
  const path = join(folder, name);
  const writer = new cv.VideoWriter(path, cv.VideoWriter.fourcc('MJPG'), 25, new cv.Size(width, height), true);
  for (let i = 0; i < frames; i += 1) writer.write(new cv.Mat(height, width, cv.CV_8UC3, [i * 10, i * 10, i * 10]));
  writer.release();
  return path;
}

async function all(source: Source): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (let picture = await source.next(); picture !== null; picture = await source.next()) pictures.push(picture);
  source.close();
  return pictures;
}

function codeOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
  return 'opened';
}

describe('a film', () => {
  test('gives every picture at its time and then its end', async () => {
    const source = openSource(film('plain.avi', 12));
    expect(source).toMatchObject({ pace: 'clock', demo: false });
    const pictures = await all(source);
    expect(pictures.map(({ mat }) => Math.round((mat.at(100, 100) as unknown as { x: number }).x / 10))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(pictures.map(({ timeMs }) => Math.round(timeMs / 40))).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(pictures.every(({ timeMs, positionMs }) => positionMs === timeMs)).toBe(true);
  });

  test('wider than the window is shrunk, a smaller one is left as it is', async () => {
    const wide = await openSource(film('wide.avi', 2, 1280, 720)).next();
    expect([wide?.mat.cols, wide?.mat.rows]).toEqual([640, 360]);
    const tall = join(folder, 'tall.png');
    cv.imwrite(tall, new cv.Mat(8000, 300, cv.CV_8UC3, [1, 2, 3]));
    expect((await openSource(tall).next())?.mat.rows).toBe(1280);
    const small = await openSource(film('small.avi', 2)).next();
    expect([small?.mat.cols, small?.mat.rows]).toEqual([320, 240]);
  });

  test('that was cut off in the middle gives what is left of it', async () => {
    const path = film('cut.avi', 60);
    const whole = (await all(openSource(path))).length;
    truncateSync(path, 40_000);
    const left = (await all(openSource(path))).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(whole);
  });
});

describe('pictures', () => {
  test('come one after the other, each for itself', async () => {
    const path = join(folder, 'pictures');
    mkdirSync(path);
    for (const name of ['2.jpg', '10.jpg', '1.JPG']) copyFileSync(join(photos, 'sample1.jpg'), join(path, name));
    writeFileSync(join(path, '3.png'), '');
    const source = openSource(path);
    expect(source.pace).toBe('stills');
    const pictures = await all(source);
    expect(pictures.map(({ timeMs }) => timeMs)).toEqual([0, 3000, 6000]);
    expect(pictures[0]?.mat.cols).toBe(640);
  });

  test('a grey or transparent one has three channels like all others', async () => {
    const grey = join(folder, 'grey.png');
    cv.imwrite(grey, new cv.Mat(50, 60, cv.CV_8UC1, 128));
    const clear = join(folder, 'clear.png');
    cv.imwrite(clear, new cv.Mat(50, 60, cv.CV_8UC4, [1, 2, 3, 4]));
    for (const path of [grey, clear]) expect((await openSource(path).next())?.mat.channels).toBe(3);
  });
});

describe('the demo', () => {
  test('is 640 × 480, marked, and moves slowly', async () => {
    const source = openSource('demo');
    expect(source.demo).toBe(true);
    let before: Picture | null = null;
    for (let i = 0; i < 260; i += 1) {
      const picture = await source.next();
      if (picture === null) throw new Error('the demo has no end');
      expect([picture.mat.cols, picture.mat.rows]).toEqual([640, 480]);
      if (before !== null) {
        const change = before.mat.absdiff(picture.mat);
        const { w, x, y } = change.mean() as unknown as { w: number; x: number; y: number };
        // Even where one photo fades into the next nothing jumps.
        expect((w + x + y) / 3).toBeLessThan(20);
        change.release();
        before.mat.release();
      }
      before = picture;
    }
    source.close();
  });
});

describe('what can not be opened says why', () => {
  test.each([
    ['a path that is not there', () => join(folder, 'none'), 'source_missing'],
    ['a file that is no film', () => fileURLToPath(import.meta.url), 'source_unreadable'],
    ['a camera that is not there', () => '63', 'camera_missing'],
    ['a camera by its path', () => '/dev/video63', 'camera_missing'],
  ])('%s', (_name, source, code) => {
    expect(codeOf(() => openSource(source()))).toBe(code);
  });

  test('an empty folder', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(codeOf(() => openSource(empty))).toBe('folder_empty');
  });

  test('a picture that is none', async () => {
    const path = join(folder, 'broken.jpg');
    writeFileSync(path, 'no picture');
    await expect(openSource(path).next()).rejects.toMatchObject({ code: 'source_unreadable' });
  });

  test('without telling the password of a stream', () => {
    expect(withoutSecrets('rtsp://me:p@ss@10.0.0.1/door')).toBe('rtsp://10.0.0.1/door');
  });
});
