import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Mat } from 'opencv4nodejs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import { loadPack } from '../../../../src-main/camera/process/age-gender/load-pack.ts';
import { loadLandmarks } from '../../../../src-main/camera/process/align/landmarks.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { packetDecoder } from '../../../../src-main/camera/process/framing.ts';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { Encoder } from '../../../../src-main/camera/process/output/encoder.ts';
import { FrameWriter } from '../../../../src-main/camera/process/output/frame-writer.ts';
import { FaceAnalyzer } from '../../../../src-main/camera/process/pipeline/face-analyzer.ts';
import { runLive } from '../../../../src-main/camera/process/pipeline/live.ts';
import { RateMeter } from '../../../../src-main/camera/process/pipeline/rate-meter.ts';
import type { Source } from '../../../../src-main/camera/process/source/source.ts';
import { type Box, decodeFramePacket, type FrameHeader } from '../../../../src-main/contract/camera.ts';
import { markedFaces, photo } from '../../detect/faces/photos.ts';
import { judged, sceneOf } from '../../detect/faces/scenes.ts';
import { detail } from './detail.ts';

/** What leaves a live run while faces are blurred: real pictures, real networks, and the JPEGs that windows get. */
const FRAME_MS = 1000 / 30;
/** Of a face's detail this much is left at most, by far too little to know anybody by. */
const LEFT = 0.25;
/** On a busy machine the next picture comes after this, so that the source doesn't count as silent. */
const SLOW_MS = 1_500;

interface Sent {
  readonly header: FrameHeader;
  readonly picture: Mat;
}

let analyzer: FaceAnalyzer;
beforeAll(() => {
  const models = defaultModelsFolder();
  analyzer = new FaceAnalyzer(
    [loadDetector('ssd', models)],
    loadLandmarks(models),
    loadPack('face-api', models),
    { threshold: null, unsureBelow: 0.8 },
    { detected: () => {}, labelled: () => {} },
  );
});
afterEach(() => analyzer.startScene());

/** Runs a source, and gives what comes out of it. */
async function run(source: Source, blurred: () => boolean, onSent: (sent: Sent) => void): Promise<void> {
  const decode = packetDecoder((packet) => {
    const { header, jpeg } = decodeFramePacket(packet);
    onSent({ header, picture: cv.imdecode(Buffer.from(jpeg)) });
  });
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      decode(chunk);
      done();
    },
  });
  const rates = { capture: new RateMeter(), detection: new RateMeter(), labelling: new RateMeter() };
  const encoder = new Encoder(new FrameWriter(stream), rates, false, () => true);
  const { signal } = new AbortController();
  await runLive({ source, analyzer, encoder, captureRate: rates.capture, blurred, onLive: () => {}, signal });
}

/**
 * Runs a source of these pictures, each of which waits until the one before was sent.
 * @param blurred asked with the number of the picture that was given last
 */
async function sent(
  pictures: readonly Mat[],
  pace: Source['pace'],
  blurred: (index: number) => boolean,
): Promise<Sent[]> {
  const all: Sent[] = [];
  let index = -1;
  let arrived = Promise.withResolvers<void>();
  const source: Source = {
    demo: false,
    pace,
    next: async () => {
      if (index >= 0) await Promise.race([arrived.promise, wait(SLOW_MS)]);
      arrived = Promise.withResolvers<void>();
      index += 1;
      const mat = pictures[index]?.copy();
      return mat === undefined ? null : { mat, capturedAt: index, timeMs: index * FRAME_MS, positionMs: null };
    },
    close: () => {},
  };
  await run(
    source,
    () => blurred(index),
    (sent) => {
      all.push(sent);
      arrived.resolve();
    },
  );
  return all;
}

/** An empty room, and the same with the woman of the first photo in it. */
function rooms(): { empty: Mat; peopled: Mat; face: Box } {
  const whole = photo('sample1.jpg');
  const [face] = markedFaces('sample1.jpg');
  if (face === undefined) throw new Error('no face is marked');
  const empty = new cv.Mat(whole.rows, whole.cols, cv.CV_8UC3, [120, 130, 140]);
  const left = Math.max(0, face.x - 30);
  const top = Math.max(0, face.y - 30);
  const around = new cv.Rect(
    left,
    top,
    Math.min(whole.cols, face.x + face.width + 30) - left,
    Math.min(whole.rows, face.y + face.height + 30) - top,
  );
  const peopled = empty.copy();
  whole.getRegion(around).copyTo(peopled.getRegion(around));
  return { empty, peopled, face };
}

describe('while faces are blurred', () => {
  test('one that appears is never sent as it is, not even in its first picture', async () => {
    const { empty, peopled, face } = rooms();
    const original = detail(peopled, face);
    // It appears behind one that was searched, and is in the next that is: without blurring that is a tenth of a second
    // later.
    const pictures = [...Array.from({ length: 3 }, () => empty), ...Array.from({ length: 6 }, () => peopled)];
    const all = await sent(pictures, 'self', () => true);
    expect(all.map(({ header }) => header.capturedAt)).toContain(4);
    expect(all.every(({ header }) => header.blurred)).toBe(true);
    for (const { header, picture } of all) {
      if (header.capturedAt < 3) continue;
      expect(header.faces).toHaveLength(1);
      expect(detail(picture, face)).toBeLessThan(LEFT * original);
    }
  });

  test('pictures are sent as they are before, and blurred from the first one on', async () => {
    const { peopled, face } = rooms();
    const original = detail(peopled, face);
    const pictures = Array.from({ length: 8 }, () => peopled);
    const all = await sent(pictures, 'self', (index) => index >= 4);
    expect(all.map(({ header }) => header.capturedAt)).toEqual(expect.arrayContaining([3, 4]));
    for (const { header, picture } of all) {
      expect(header.blurred).toBe(header.capturedAt >= 4);
      if (header.blurred) expect(detail(picture, face)).toBeLessThan(LEFT * original);
      else expect(detail(picture, face)).toBeGreaterThan(0.7 * original);
    }
  });

  test('the newest picture is searched next, and those before it are left out', async () => {
    const { peopled } = rooms();
    const shown: number[] = [];
    let index = -1;
    // Four at once, then others until a second one was sent.
    const next = async () => {
      index += 1;
      if (index > 3) await wait(FRAME_MS);
      if (shown.length > 1) return null;
      return { mat: peopled.copy(), capturedAt: index, timeMs: index * FRAME_MS, positionMs: null };
    };
    await run(
      { demo: false, pace: 'self', next, close: () => {} },
      () => true,
      ({ header }) => {
        shown.push(header.capturedAt);
      },
    );
    expect(shown[0]).toBe(0);
    expect(shown[1]).toBeGreaterThanOrEqual(3);
  });

  test('every face of a photo is, and what is around them stays', async () => {
    const whole = photo('sample6.jpg');
    const [first] = await sent([whole], 'stills', () => true);
    if (first === undefined) throw new Error('nothing was sent');
    for (const face of markedFaces('sample6.jpg')) {
      expect(detail(first.picture, face)).toBeLessThan(LEFT * detail(whole, face));
    }
    expect(first.header.blurred).toBe(true);
    expect(detail(first.picture, { x: 0, y: 0, width: whole.cols, height: whole.rows })).toBeGreaterThan(
      0.3 * detail(whole, { x: 0, y: 0, width: whole.cols, height: whole.rows }),
    );
  });
});

describe('a picture larger than windows show', () => {
  const SIZE = { cols: 1920, rows: 1080 };

  test('is searched as it is and sent smaller, and so are its boxes', async () => {
    const { mat, faces } = sceneOf('sample1.jpg', 240, SIZE, { x: 0.5, y: 0.5 });
    const all: Sent[] = [];
    let index = 0;
    const source: Source = {
      demo: false,
      pace: 'self',
      // Until there is a picture whose faces are known.
      next: async () => {
        await wait(20);
        index += 1;
        const found = (all.at(-1)?.header.faces.length ?? 0) > 0;
        return found ? null : { mat: mat.copy(), capturedAt: index, timeMs: index * FRAME_MS, positionMs: null };
      },
      close: () => {},
    };
    await run(
      source,
      () => false,
      (one) => all.push(one),
    );
    for (const { header, picture } of all) {
      expect([header.width, header.height]).toEqual([1280, 720]);
      expect([picture.cols, picture.rows]).toEqual([1280, 720]);
    }
    const shown = faces.map(({ x, y, width, height }) => {
      return { x: (x * 2) / 3, y: (y * 2) / 3, width: (width * 2) / 3, height: (height * 2) / 3 };
    });
    expect(judged(all.at(-1)?.header.faces.map(({ box }) => box) ?? [], shown)).toEqual({ right: 3, wrong: 0 });
    mat.release();
  });

  test('is sent smaller still where faces are blurred, and none of them can be recognised in it', async () => {
    const { mat, faces } = sceneOf('sample1.jpg', 240, SIZE, { x: 0.5, y: 0.5 });
    const all = await sent([mat, mat], 'self', () => true);
    expect(all.length).toBeGreaterThan(0);
    const small = mat.resize(360, 640, 0, 0, cv.INTER_AREA);
    for (const { header, picture } of all) {
      expect([header.width, header.height, header.blurred]).toEqual([640, 360, true]);
      for (const { x, y, width, height } of faces) {
        const face = { x: x / 3, y: y / 3, width: width / 3, height: height / 3 };
        expect(detail(picture, face)).toBeLessThan(LEFT * detail(small, face));
      }
    }
    for (const used of [mat, small]) used.release();
  });
});
