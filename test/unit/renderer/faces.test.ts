import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FaceNumbers } from '../../../src-renderer/camera/face-numbers.ts';
import { faceWords, tagOf } from '../../../src-renderer/camera/labels.ts';
import { placeTags } from '../../../src-renderer/camera/tags.ts';
import { languageOf } from '../../language.ts';

/** What is said of faces: one number of years, one of certainty, and the same face number in picture and list. */

const english = languageOf('en', 'own');
const arabic = languageOf('ar', 'own');
const label = { age: 22.4, group: '15-20', groupConfidence: 0.5, gender: 'female', genderConfidence: 0.9 } as const;
const face = { box: { x: 0, y: 0, width: 1, height: 1 }, score: null, track: null };
const sure = { ...face, label: { ...label, unsure: false } };

describe('the words of a face', () => {
  test('have one number of years with its range, and one of certainty', () => {
    expect(faceWords(sure, english)).toEqual({ who: 'Female', age: 'about 22, 15–30', certainty: '90%' });
    expect(tagOf(sure, 2, english)).toBe('2  Female, 22');
  });
  test('give the group, and how sure both are together, where a pack only knows groups', () => {
    const grouped = { ...face, label: { ...label, age: null, unsure: false } };
    expect(faceWords(grouped, english)).toEqual({ who: 'Female', age: '15–20', certainty: '45%' });
    expect(tagOf(grouped, 1, arabic)).toBe('١  أنثى، من ١٥ إلى ٢٠');
    const old = { ...face, label: { ...label, age: null, group: '60+', unsure: false } };
    expect(faceWords(old, arabic).age).toBe('٦٠+');
  });
  test.each([
    [1, 'نحو سنة، من ٠ إلى ٣'],
    [2, 'نحو سنتين، من ٠ إلى ٤'],
    [7, 'نحو ٧ سنوات، من ٤ إلى ١٠'],
    [27, 'نحو ٢٧ سنة، من ١٩ إلى ٣٥'],
    [100, 'نحو ١٠٠ سنة، من ٧٤ إلى ١٢٦'],
  ])('count %i years by the rules of Arabic', (age, words) => {
    expect(faceWords({ ...face, label: { ...label, age, unsure: false } }, arabic).age).toBe(words);
  });
  test.each([
    [{ ...label, unsure: true }, 'Unsure'],
    [null, 'Looking…'],
  ])('claim nothing of %j', (unknown, words) => {
    expect(faceWords({ ...face, label: unknown }, english)).toEqual({ who: words, age: null, certainty: null });
    expect(tagOf({ ...face, label: unknown }, 3, english)).toBe(`3  ${words}`);
  });
});

describe('face numbers', () => {
  const numbered = (numbers: FaceNumbers, ...tracks: (number | null)[]) =>
    numbers.of(tracks.map((track) => ({ track })));

  test('stay with a face while it is seen, and are free again afterwards', () => {
    const numbers = new FaceNumbers();
    expect(numbered(numbers, 40, 41, 42)).toEqual([1, 2, 3]);
    expect(numbered(numbers, 42, 40)).toEqual([3, 1]);
    expect(numbered(numbers, 43, 42, 44)).toEqual([1, 3, 2]);
  });
  test('are those of the order where faces are not tracked', () => {
    const numbers = new FaceNumbers();
    expect(numbered(numbers, null, null)).toEqual([1, 2]);
    expect(numbered(numbers, null, 7, null)).toEqual([1, 2, 3]);
  });
  test('are never given twice at once', () => {
    const picture = fc.uniqueArray(fc.option(fc.nat(6), { nil: null }), { selector: (track) => track ?? {} });
    fc.assert(
      fc.property(fc.array(picture), (pictures) => {
        const numbers = new FaceNumbers();
        for (const tracks of pictures) {
          const given = numbered(numbers, ...tracks);
          expect(new Set(given).size).toBe(given.length);
        }
      }),
    );
  });
});

describe('tags', () => {
  const area = { width: 640, height: 480 };
  const box = fc.record({
    x: fc.integer({ min: -60, max: 640 }),
    y: fc.integer({ min: -60, max: 480 }),
    width: fc.integer({ min: 10, max: 400 }),
    height: fc.integer({ min: 10, max: 400 }),
  });
  const tag = fc.record({ box, width: fc.integer({ min: 40, max: 200 }), height: fc.constant(24) });

  test('stand over their faces where there is room, below at the upper edge', () => {
    const at = (x: number, y: number) => ({ box: { x, y, width: 80, height: 100 }, width: 120, height: 24 });
    expect(placeTags([at(100, 100), at(100, 5)], area, 4)).toEqual([
      { x: 100, y: 72, width: 120, height: 24 },
      { x: 100, y: 109, width: 120, height: 24 },
    ]);
  });
  test('of two faces at the same place both are read', () => {
    const same = { box: { x: 100, y: 100, width: 80, height: 100 }, width: 120, height: 24 };
    const [first, second] = placeTags([same, same], area, 4);
    expect(first?.y).toBe(72);
    expect(second?.y).toBe(204);
  });
  test('never overlap and never leave the picture', () => {
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 12 }), (tags) => {
        const places = placeTags(tags, area, 4).filter((place) => place !== null);
        places.forEach((a, i) => {
          expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= area.width && a.y + a.height <= area.height).toBe(true);
          for (const b of places.slice(i + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            expect(apart).toBe(true);
          }
        });
      }),
    );
  });
  test('that find no room are left out, not laid over others', () => {
    const wide = { box: { x: 0, y: 0, width: 30, height: 30 }, width: 90, height: 24 };
    const places = placeTags([wide, wide, wide, wide], { width: 100, height: 60 }, 4);
    expect(places.filter((place) => place !== null)).toHaveLength(2);
    expect(placeTags([wide], { width: 60, height: 60 }, 4)).toEqual([null]);
  });
});
