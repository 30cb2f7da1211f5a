import { expect, test } from 'vitest';
import { faceLine } from '../../../src-main/camera/face-line.ts';
import type { Face } from '../../../src-main/contract/camera.ts';

const label = {
  age: 27.4,
  group: '25-32',
  groupConfidence: 0.7,
  gender: 'female',
  genderConfidence: 0.9,
  unsure: false,
} as const;

test.each([
  [label, 'Female, 25-32 · 27 y'],
  [{ ...label, gender: 'male' as const, age: null }, 'Male, 25-32'],
  [{ ...label, unsure: true }, 'Unsure, 25-32 · 27 y'],
  [null, 'not estimated yet'],
])('a face with the label %j reads %s', (given: Face['label'], line) => {
  expect(faceLine({ box: { x: 0, y: 0, width: 1, height: 1 }, score: null, track: null, label: given })).toBe(line);
});
