import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import { PICTURE_PIXELS, PICTURE_SIDE } from '../../../../src-main/camera/limits.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { withoutSecrets } from '../../../../src-main/camera/process/source/capture.ts';
import { openSource } from '../../../../src-main/camera/process/source/open-source.ts';
import type { Picture, Source } from '../../../../src-main/camera/process/source/source.ts';
import { DETECTORS } from '../../../../src-main/contract/camera.ts';
import { Failure } from '../../../../src-main/contract/failure.ts';
import { ON_WINDOWS, testWhere } from '../../../describe-where.ts';

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

function link(name: string, to: string): string {
  const path = join(folder, name);
  symlinkSync(to, path);
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

  test('larger than 1920×1080 is shrunk, a smaller one is left as it is', async () => {
    const wide = await openSource(film('wide.avi', 2, 3840, 2160)).next();
    expect([wide?.mat.cols, wide?.mat.rows]).toEqual([1920, 1080]);
    const high = await openSource(film('high.avi', 2, 1280, 720)).next();
    expect([high?.mat.cols, high?.mat.rows]).toEqual([1280, 720]);
    const tall = join(folder, 'tall.png');
    cv.imwrite(tall, new cv.Mat(8000, 300, cv.CV_8UC3, [1, 2, 3]));
    expect((await openSource(tall).next())?.mat.rows).toBe(PICTURE_SIDE);
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
    expect(pictures[0]?.mat.rows).toBeLessThanOrEqual(1280);
    expect((pictures[0]?.mat.cols ?? 0) * (pictures[0]?.mat.rows ?? 0)).toBeLessThan(1.01 * PICTURE_PIXELS);
  });

  test('a grey or transparent one has three channels like all others', async () => {
    const grey = join(folder, 'grey.png');
    cv.imwrite(grey, new cv.Mat(50, 60, cv.CV_8UC1, 128));
    const clear = join(folder, 'clear.png');
    cv.imwrite(clear, new cv.Mat(50, 60, cv.CV_8UC4, [1, 2, 3, 4]));
    for (const path of [grey, clear]) expect((await openSource(path).next())?.mat.channels).toBe(3);
  });

  test('taken with the camera on its side is upright', async () => {
    const upright = join(folder, 'upright.jpg');
    cv.imwrite(upright, new cv.Mat(60, 100, cv.CV_8UC3, [1, 2, 3]));
    const turned = join(folder, 'turned.jpg');
    writeFileSync(turned, withOrientation(readFileSync(upright), 6));
    const picture = await openSource(turned).next();
    expect([picture?.mat.cols, picture?.mat.rows]).toEqual([60, 100]);
  });

  test.each([
    [1, 1],
    [3000, 1],
    [1, 3000],
    [2, 2],
  ])('of %i × %i pixels are searched by every detector like any other', async (width, height) => {
    const path = join(folder, `odd-${width}-${height}.png`);
    cv.imwrite(path, new cv.Mat(height, width, cv.CV_8UC3, [90, 120, 150]));
    const picture = await openSource(path).next();
    if (picture === null) throw new Error('no picture');
    expect(Math.max(picture.mat.cols, picture.mat.rows)).toBeLessThanOrEqual(PICTURE_SIDE);
    for (const name of DETECTORS) {
      expect(await loadDetector(name, defaultModelsFolder()).detect(picture.mat)).toEqual([]);
    }
  });

  test('of a large folder come in the order of their numbers, without the pipes and folders among them', async () => {
    const path = join(folder, 'large');
    mkdirSync(path);
    const one = join(path, '0.png');
    cv.imwrite(one, new cv.Mat(2, 2, cv.CV_8UC3, [1, 2, 3]));
    for (let i = 1; i < 10_000; i += 1) linkSync(one, join(path, `${i}.png`));
    mkdirSync(join(path, '5000a.png'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(path, '5000b.png')]);
    expect(await all(openSource(path))).toHaveLength(10_000);
  });
});

/** A JPEG with that EXIF orientation (tag 0x0112, big endian): an APP1 segment right after its first marker. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), marker, content, jpeg.subarray(2)]);
}

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
    ['a link to nothing', () => link('away.mp4', join(folder, 'gone')), 'source_missing'],
    ['a camera by its path', () => '/dev/video63', 'camera_missing'],
    // It is tried again by itself, as a file isn't.
    ['a camera by its lasting name', () => '/dev/v4l/by-id/usb-Nobody_Camera-video-index0', 'camera_missing'],
  ])('%s', (_name, source, code) => {
    expect(codeOf(() => openSource(source()))).toBe(code);
  });

  test('an empty folder', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(codeOf(() => openSource(empty))).toBe('folder_empty');
  });

  testWhere(ON_WINDOWS, 'a pipe, whatever it is called: to read it may never end', () => {
    for (const name of ['pipe.jpg', 'pipe.mp4', 'pipe']) {
      const path = join(folder, name);
      execFileSync('mkfifo', [path]);
      expect(codeOf(() => openSource(path))).toBe('source_unreadable');
    }
    expect(codeOf(() => openSource('/dev/zero'))).toBe('source_unreadable');
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
