import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WINDOW_SIZES } from '../../../src-main/contract/windows.ts';
import { reachable, WindowPlaces } from '../../../src-main/shell/electron/window-places.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const LEFT_SCREEN = { x: -1280, y: 100, width: 1280, height: 720 };

test.each([
  ['in the middle', { x: 300, y: 200, width: 800, height: 600 }, true],
  ['partly off to the right, but graspable', { x: 1800, y: 200, width: 800, height: 600 }, true],
  ['off to the right', { x: 1900, y: 200, width: 800, height: 600 }, false],
  ['title bar above the screen', { x: 300, y: -50, width: 800, height: 600 }, false],
  ['title bar below the screen', { x: 300, y: 1060, width: 800, height: 600 }, false],
  ['on a screen that was taken away', { x: -1000, y: 200, width: 800, height: 600 }, false],
])('a window %s', (_name, place, expected) => {
  expect(reachable(place, [SCREEN])).toBe(expected);
});

test('a second screen counts as well', () => {
  expect(reachable({ x: -1000, y: 200, width: 800, height: 600 }, [SCREEN, LEFT_SCREEN])).toBe(true);
});

test('windows come back where they were, each kind by itself', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json');
  const place = { x: 10, y: 20, width: 500, height: 400, maximized: true };
  new WindowPlaces(path).keep('clock', place);
  const next = new WindowPlaces(path);
  expect(next.of('clock', [SCREEN], [])).toEqual(place);
  expect(next.of('camera', [SCREEN], [])).toEqual({ ...WINDOW_SIZES.camera, maximized: false });
});

test('a second ATM does not cover the first', () => {
  const places = new WindowPlaces(join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json'));
  const first = { x: 100, y: 100, width: 480, height: 800 };
  places.keep('atm', { ...first, maximized: false });
  expect(places.of('atm', [SCREEN], [])).toMatchObject(first);
  expect(places.of('atm', [SCREEN], [first])).toMatchObject({ x: 132, y: 132, width: 480, height: 800 });
  expect(places.of('atm', [SCREEN], [first, { ...first, x: 132, y: 132 }])).toMatchObject({ x: 164, y: 164 });
  // Where the row of them leaves the screen, the system chooses.
  const row = Array.from({ length: 40 }, (_, n) => ({ ...first, x: 100 + 32 * n, y: 100 + 32 * n }));
  expect(places.of('atm', [SCREEN], row)).toEqual({ ...WINDOW_SIZES.atm, maximized: false });
});

test('places that an earlier Lobby kept, without a word on the size of the screen, still count', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json');
  writeFileSync(path, '{"clock":{"x":10,"y":20,"width":500,"height":400}}');
  expect(new WindowPlaces(path).of('clock', [SCREEN], [])).toMatchObject({ x: 10, maximized: false });
});

test('a damaged file means first sizes, not a failure', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json');
  writeFileSync(path, '{"clock":{"x":"left"}}');
  expect(new WindowPlaces(path).of('clock', [SCREEN], [])).toEqual({ ...WINDOW_SIZES.clock, maximized: false });
});
