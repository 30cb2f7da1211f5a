import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEOPLE } from '../../../../scripts/demo-people/people.ts';
import { renderPerson } from '../../../../scripts/demo-people/render.ts';
import { defaultModelsFolder } from '../../../../src-main/camera/conversion/description.ts';
import { loadDetector } from '../../../../src-main/camera/process/detect/load-detector.ts';
import { cv } from '../../../../src-main/camera/process/opencv.ts';
import { openDemo } from '../../../../src-main/camera/process/source/demo.ts';
import type { Source } from '../../../../src-main/camera/process/source/source.ts';
import { cutOut, stamp } from '../../../../src-main/camera/process/source/sprite.ts';
import { checkoutPath } from '../../../../src-main/module-path.ts';

/** The demo: a film of drawn people that the real networks find, and pictures that are what the script draws. */

describe('the film', () => {
  let demo: Source;
  beforeAll(() => {
    demo = openDemo();
  });
  afterAll(() => demo.close());

  test('shows everybody in its middle once, and each is found there', async () => {
    const detector = loadDetector('ssd', defaultModelsFolder());
    const crowds: number[] = [];
    // One after the other is in the middle every five seconds.
    for (let frame = 0; frame < PEOPLE.length * 150; frame += 1) {
      const picture = await demo.next();
      if (picture === null) throw new Error('the demo has no end');
      if (frame % 150 === 0) {
        const found = await detector.detect(picture.mat);
        const middle = found.filter(({ box: { x, width } }) => Math.abs(x + width / 2 - 320) < 40);
        expect(middle).toHaveLength(1);
        crowds.push(found.length);
      }
      picture.mat.release();
    }
    // Others are on their way in and out meanwhile.
    expect(Math.max(...crowds)).toBeGreaterThanOrEqual(2);
  });
});

describe('a cut-out', () => {
  const pixels = Buffer.from([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  const cover = Buffer.from([255, 255, 255, 127, 127, 127, 0, 0, 0]);
  const sprite = cutOut(pixels, cover, 3, 1);

  test('hides, mixes or leaves what is behind it', () => {
    const onto = Buffer.alloc(3 * 3, 200);
    stamp(sprite, onto, 3, 1, 0, 0);
    expect([...onto]).toEqual([10, 20, 30, 120, 125, 130, 200, 200, 200]);
  });

  test.each([
    [-1, 0, [120, 125, 130, 200, 200, 200, 200, 200, 200]],
    [2, 0, [200, 200, 200, 200, 200, 200, 10, 20, 30]],
    [0, 1, Array.from({ length: 9 }, () => 200)],
    [-3, 0, Array.from({ length: 9 }, () => 200)],
  ])('at %i, %i is cut off at the edge of the picture', (left, top, expected) => {
    const onto = Buffer.alloc(3 * 3, 200);
    stamp(sprite, onto, 3, 1, left, top);
    expect([...onto]).toEqual(expected);
  });
});

test.each(['boy-8', 'woman-70'])('the picture of %s is the one that the script draws', (name) => {
  const person = PEOPLE.find((one) => one.name === name);
  if (person === undefined) throw new Error(`nobody is called ${name}`);
  const { width, height, bgr, cover } = renderPerson(person, 48, 1);
  const kept = cv.imread(checkoutPath(`demo/${name}.jpg`)).resize(height, width, 0, 0, cv.INTER_AREA);
  const mask = cv.imread(checkoutPath(`demo/${name}-mask.png`), cv.IMREAD_GRAYSCALE);
  const small = mask.resize(height, width, 0, 0, cv.INTER_AREA);
  const [pixels, hidden] = [kept.getData(), small.getData()];
  let difference = 0;
  let inside = 0;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    // Edges depend on how finely they are drawn.
    if (cover[pixel] !== 255 || hidden[pixel] !== 255) continue;
    inside += 1;
    for (let part = 0; part < 3; part += 1) {
      difference += Math.abs((pixels[pixel * 3 + part] ?? 0) - (bgr[pixel * 3 + part] ?? 0)) / 3;
    }
  }
  expect(inside).toBeGreaterThan((width * height) / 3);
  expect(difference / inside).toBeLessThan(12);
});
