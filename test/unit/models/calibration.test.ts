/**
 * Calibrated genders and the ensemble: the published formula by hand, its limits as properties, and what a pack.json
 * must say for it.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { convertAll } from '../../../src-main/camera/conversion/convert.ts';
import { defaultModelsFolder, readDescriptionOf } from '../../../src-main/camera/conversion/description.ts';
import { listReadyPacks } from '../../../src-main/camera/packs.ts';
import { calibratedFemale } from '../../../src-main/camera/process/age-gender/calibration.ts';
import { loadPack } from '../../../src-main/camera/process/age-gender/load-pack.ts';
import { meanOpinion, type Opinion } from '../../../src-main/camera/process/age-gender/pack.ts';
import { loadLandmarks } from '../../../src-main/camera/process/align/landmarks.ts';
import { markedFaces, photo } from '../detect/faces/photos.ts';
import { estimateOnce } from './estimate-once.ts';

const ENSEMBLE = 'face-api+faceres';
const logit = (p: number) => Math.log(p / (1 - p));
const probability = (x: number) => 1 / (1 + Math.exp(-x));

beforeAll(() => {
  convertAll({ modelsFolder: defaultModelsFolder() });
});

const single = () => readDescriptionOf(defaultModelsFolder(), 'face-api', 'age-gender').calibration;
const both = () => readDescriptionOf(defaultModelsFolder(), ENSEMBLE, 'ensemble').calibration;

describe('the gender', () => {
  test.each([
    // Between 18 and 45 only the logit counts; child and old grow to 1 at 8 and at 65 years.
    ['an adult', 30, 0.83 * logit(0.4) + 0.757],
    ['a child', 5, (0.83 - 0.055) * logit(0.4) - 0.377 + 0.757],
    ['half a child', 13, (0.83 - 0.055 / 2) * logit(0.4) - 0.377 / 2 + 0.757],
    ['half old', 55, 0.83 * logit(0.4) + 0.272 / 2 + 0.757],
    ['old', 80, 0.83 * logit(0.4) + 0.272 + 0.757],
  ])('of %s by face-api', (_name, age, expected) => {
    const calibration = single() ?? expect.fail('face-api is calibrated');
    expect(calibratedFemale(calibration, [0.4], age)).toBeCloseTo(probability(expected), 6);
  });

  test.each([
    ['an adult', 30, 0.459 * logit(0.3) + 0.527 * logit(0.9) + 0.694],
    ['a child', 8, 0.459 * logit(0.3) + (0.527 + 0.036) * logit(0.9) - 0.439 + 0.694],
    ['old', 65, 0.459 * logit(0.3) + 0.527 * logit(0.9) + 0.302 + 0.694],
  ])('of %s by both', (_name, age, expected) => {
    expect(calibratedFemale(both(), [0.3, 0.9], age)).toBeCloseTo(probability(expected), 6);
  });

  test('is a probability whatever the networks say, and the more a woman the more they say so', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(p, p, p, fc.double({ min: 0, max: 110, noNaN: true }), (a, b, other, age) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        for (const order of [(x: number) => [x, other], (x: number) => [other, x]]) {
          const [low, high] = [calibratedFemale(both(), order(less), age), calibratedFemale(both(), order(more), age)];
          expect(low).toBeGreaterThan(0);
          expect(high).toBeLessThan(1);
          expect(high).toBeGreaterThanOrEqual(low);
        }
      }),
    );
  });
});

describe('the ensemble', () => {
  const opinion = (age: number, female: number): Opinion => ({ age, groups: null, female, descriptor: null });

  test('judges by both opinions, and as face-api alone where the second did not look', () => {
    const pack = loadPack(ENSEMBLE);
    const judged = pack.judge(opinion(20, 0.3), opinion(40, 0.9));
    expect(judged.age).toBeCloseTo(28);
    expect(judged.female).toBeCloseTo(calibratedFemale(both(), [0.3, 0.9], 28), 6);
    expect(judged.groups.indexOf(Math.max(...judged.groups))).toBe(pack.groups.indexOf('25-32'));
    expect(pack.judge(opinion(20, 0.3), null)).toEqual(loadPack('face-api').judge(opinion(20, 0.3), null));
    expect(pack.unsureBelow).toBe(0.85);
    expect(pack.second?.views).toBe(3);
  });

  test('estimates real faces by both of its packs', async () => {
    const frame = photo('sample3.jpg');
    const [box] = markedFaces('sample3.jpg');
    if (box === undefined) expect.fail('the photo has faces');
    const square = { x: box.x + (box.width - box.height) / 2, y: box.y, width: box.height, height: box.height };
    const view = { square, landmarks: await loadLandmarks(defaultModelsFolder()).find(frame, square) };
    const [first, second] = [await loadPack('face-api').look(frame, view), await loadPack('faceres').look(frame, view)];
    expect(second.age).not.toBeCloseTo(first.age ?? Number.NaN, 1);
    const { age, female } = await estimateOnce(loadPack(ENSEMBLE), frame, view);
    expect(age).toBeCloseTo(0.6 * (first.age ?? Number.NaN) + 0.4 * (second.age ?? Number.NaN), 3);
    expect(female).toBeCloseTo(calibratedFemale(both(), [first.female, second.female], age ?? Number.NaN), 5);
  });

  test('averages opinions by their weight', () => {
    const mean = meanOpinion([
      {
        opinion: { age: 20, groups: Float32Array.of(1, 0), female: 0.2, descriptor: Float32Array.of(4, 0) },
        weight: 3,
      },
      {
        opinion: { age: 40, groups: Float32Array.of(0, 1), female: 0.6, descriptor: Float32Array.of(0, 4) },
        weight: 1,
      },
    ]);
    expect(mean).toEqual({
      age: 25,
      groups: Float32Array.of(0.75, 0.25),
      female: expect.closeTo(0.3),
      descriptor: Float32Array.of(3, 1),
    });
    expect(meanOpinion([{ opinion: { age: null, groups: null, female: 1, descriptor: null }, weight: 0.1 }])).toEqual({
      ...{ age: null, groups: null, female: 1, descriptor: null },
    });
  });
});

describe('packs that can be chosen', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lobby-packs-'));
    for (const name of [ENSEMBLE, 'face-api', 'faceres', 'ssd', 'landmarks', 'levi-hassner']) {
      cpSync(join(defaultModelsFolder(), name), join(folder, name), { recursive: true });
    }
    rmSync(join(folder, 'levi-hassner', 'weights'), { recursive: true, force: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const names = () => listReadyPacks(folder).map(({ name }) => name);

  test('are those for age and gender that have all weights, with their own bounds; no part of others', () => {
    expect(listReadyPacks(folder)).toEqual([
      { name: 'face-api', title: 'face-api', unsureBelow: 0.85 },
      { name: ENSEMBLE, title: 'face-api + faceres', unsureBelow: 0.85 },
    ]);
  });

  test('are without an ensemble whose part lacks its weights; who loads it is told which', () => {
    rmSync(join(folder, 'faceres', 'weights'), { recursive: true });
    expect(names()).toEqual(['face-api']);
    expect(() => loadPack(ENSEMBLE, folder)).toThrow(/faceres\.caffemodel is missing: run 'npm run lobby -- models/);
    rmSync(join(folder, 'faceres'), { recursive: true });
    expect(names()).toEqual(['face-api']);
    expect(() => loadPack(ENSEMBLE, folder)).toThrow(/no model pack 'faceres'/);
  });

  test.each([
    ['parts of the age that are more than all of it', '[0.6, 0.4]', '[0.6, 0.5]', /wrong at 'ageParts': The parts/],
    [
      'factors for one network',
      /,\s*\{ "logit": 0.527[^}]*\}/,
      '',
      /wrong at 'calibration': There must be factors for 2/,
    ],
    ['a bound that says nothing', '"unsureBelow": 0.85', '"unsureBelow": 0.4', /wrong at 'unsureBelow'/],
    ['a part that is no pack for age and gender', '"faceres"]', '"ssd"]', /must be of kind 'age-gender'/],
  ])('are without one that states %s', (_name, from, to, message) => {
    const file = join(folder, ENSEMBLE, 'pack.json');
    const stated = readFileSync(file, 'utf8');
    expect(stated.replace(from, to)).not.toBe(stated);
    writeFileSync(file, stated.replace(from, to));
    expect(names()).toEqual(['face-api']);
    expect(() => loadPack(ENSEMBLE, folder)).toThrow(message);
  });
});
