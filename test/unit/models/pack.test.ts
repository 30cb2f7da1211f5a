/** Packs: choosing, files that are missing or damaged (each named in one sentence), groups and crops. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeCaffemodel } from '../../../src-main/camera/conversion/caffemodel.ts';
import { sha256 } from '../../../src-main/camera/conversion/checksum.ts';
import { convertAll } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { groupProbabilities, interval, nearestGroup } from '../../../src-main/camera/process/age-gender/age-groups.ts';
import { loadPack } from '../../../src-main/camera/process/age-gender/load-pack.ts';
import { cropFace } from '../../../src-main/camera/process/align/face-crop.ts';
import { loadDetector } from '../../../src-main/camera/process/detect/load-detector.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';

const ADIENCE = ['0-2', '4-6', '8-12', '15-20', '25-32', '38-43', '48-53', '60-100'];
const intervals = ADIENCE.map(interval);

beforeAll(() => {
  convertAll({ modelsFolder: defaultModelsFolder() });
});

test('the default pack has the eight groups of Adience', () => {
  expect(loadPack('face-api').groups).toEqual(ADIENCE);
});

describe('the group of an age', () => {
  test.each([
    [0, '0-2'],
    [2.9, '0-2'],
    [3.4, '0-2'],
    [3.6, '4-6'],
    [13.9, '8-12'],
    [14.1, '15-20'],
    [22.9, '15-20'],
    [23.1, '25-32'],
    [27, '25-32'],
    [32.9, '25-32'],
    [35.4, '25-32'],
    [35.6, '38-43'],
    [57.1, '60-100'],
    [104, '60-100'],
  ])('%f is in %s', (age, label) => {
    expect(ADIENCE[nearestGroup(age, intervals)]).toBe(label);
  });

  test('is always the most probable one, and the probabilities sum to 1', () => {
    for (let age = 0; age <= 110; age += 0.25) {
      const groups = groupProbabilities(age, intervals);
      expect(groups.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      const best = groups.indexOf(Math.max(...groups));
      expect(best).toBe(nearestGroup(age, intervals));
    }
  });
});

describe('a crop', () => {
  const frame = new cv.Mat(100, 200, cv.CV_8UC3, [10, 20, 30]);
  const pixel = (picture: InstanceType<typeof cv.Mat>, row: number, column: number) => picture.atRaw(row, column);

  test('inside the frame is only resized', async () => {
    const face = await cropFace(frame, { x: 20, y: 20, width: 50, height: 50 }, 25, 25);
    expect([face.rows, face.cols]).toEqual([25, 25]);
    expect(pixel(face, 0, 0)).toEqual([10, 20, 30]);
  });

  test('that reaches beyond the frame is black there', async () => {
    const face = await cropFace(frame, { x: -20, y: -10, width: 40, height: 40 }, 40, 40);
    expect(pixel(face, 9, 30)).toEqual([0, 0, 0]);
    expect(pixel(face, 20, 19)).toEqual([0, 0, 0]);
    expect(pixel(face, 10, 20)).toEqual([10, 20, 30]);
    expect(pixel(face, 39, 39)).toEqual([10, 20, 30]);
  });

  test('wholly outside the frame is black', async () => {
    const face = await cropFace(frame, { x: 500, y: 500, width: 40, height: 40 }, 20, 20);
    expect(pixel(face, 10, 10)).toEqual([0, 0, 0]);
  });
});

describe('files of a pack that can not be used', () => {
  let folder: string;
  const weights = () => join(folder, 'face-api', 'weights', 'age_gender.caffemodel');
  const description = () => join(folder, 'face-api', 'pack.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lobby-models-'));
    cpSync(defaultModelsFolder(), folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts other weights in place, with the checksum that fits, so that only OpenCV can find fault with them. */
  function replaceWeights(bytes: Uint8Array): void {
    writeFileSync(weights(), bytes);
    const stated = readFileSync(description(), 'utf8');
    writeFileSync(description(), stated.replace(/"checksum": "sha256:[0-9a-f]{64}"/, `"checksum": "${sha256(bytes)}"`));
  }

  test('no such pack', () => {
    expect(() => loadPack('nobody', folder)).toThrow(/no model pack 'nobody'.*face-api/);
    expect(() => loadPack('../models', folder)).toThrow(/no model pack/);
  });

  test('a detector is no pack for age and gender', () => {
    expect(() => loadPack('ssd', folder)).toThrow(/'ssd' finds faces: choose a pack that estimates age and gender/);
  });

  test('weights that are missing', () => {
    rmSync(weights());
    expect(() => loadPack('face-api', folder)).toThrow(
      /age_gender\.caffemodel is missing: run 'npm run lobby -- models/,
    );
  });

  test('weights that can not be read', () => {
    rmSync(weights());
    mkdirSync(weights());
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.caffemodel is damaged .*models convert/);
  });

  test('weights that are cut short, or changed in one byte', () => {
    const whole = readFileSync(weights());
    writeFileSync(weights(), whole.subarray(0, whole.length - 1));
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.caffemodel is damaged .*checksum/);
    whole[5000] = (whole[5000] ?? 0) ^ 1;
    writeFileSync(weights(), whole);
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.caffemodel is damaged .*checksum/);
  });

  test('weights that are no caffemodel', () => {
    replaceWeights(readFileSync(weights()).subarray(0, 700_001));
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.caffemodel does not fit its description/);
    replaceWeights(new TextEncoder().encode('not a caffemodel'));
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.caffemodel does not fit its description/);
  });

  test('weights of another shape', () => {
    const data = new Float32Array(32 * 3 * 2 * 2);
    const layer = { name: 'entry_flow/conv_in', type: 'Convolution', blobs: [{ shape: [32, 3, 2, 2], data }] };
    replaceWeights(encodeCaffemodel('age_gender', [layer]));
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.caffemodel does not fit its description/);
  });

  test('a network description that is missing', () => {
    rmSync(join(folder, 'face-api', 'age_gender.prototxt'));
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.prototxt can't be read/);
  });

  test('a network description that was changed in one number, but not one with the line ends of another system', () => {
    const file = join(folder, 'face-api', 'age_gender.prototxt');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('\n', '\r\n'));
    loadPack('face-api', folder);
    writeFileSync(file, text.replace('pad: 1', 'pad: 0'));
    expect(() => loadPack('face-api', folder)).toThrow(/age_gender\.prototxt was changed .*restore it from Git/);
  });

  test('a detector says the same of its files', () => {
    writeFileSync(join(folder, 'ssd', 'weights', 'ssd_mobilenetv1.caffemodel'), 'x');
    expect(() => loadDetector('ssd', folder)).toThrow(/ssd_mobilenetv1\.caffemodel is damaged/);
    rmSync(join(folder, 'tiny', 'weights'), { recursive: true });
    expect(() => loadDetector('tiny', folder)).toThrow(/tiny_face_detector\.caffemodel is missing/);
  });

  test.each([
    ['a group that ends before it begins', '"25-32"', '"32-25"', /pack\.json is wrong at 'groups\.4'/],
    ['a gender that is there twice', '"male", "female"', '"male", "male"', /pack\.json is wrong at 'networks\.0/],
    ['no output for gender', '"means": "gender"', '"means": "groups"', /one output for gender, and one for years/],
    [
      'no output for age',
      '"means": "years"',
      '"means": "gender", "order": ["male", "female"]',
      /one output for gender/,
    ],
  ])('a pack.json with %s', (_name, from, to, message) => {
    const stated = readFileSync(description(), 'utf8');
    expect(stated).toContain(from);
    writeFileSync(description(), stated.replace(from, to));
    expect(() => loadPack('face-api', folder)).toThrow(message);
  });

  test('a pack.json that is not JSON, or lacks something', () => {
    writeFileSync(description(), readFileSync(description(), 'utf8').replace('"mirror"', '"miror"'));
    expect(() => loadPack('face-api', folder)).toThrow(/face-api\/pack\.json is wrong at 'mirror'/);
    writeFileSync(description(), '{');
    expect(() => loadPack('face-api', folder)).toThrow(/face-api\/pack\.json can't be read as JSON/);
  });
});
