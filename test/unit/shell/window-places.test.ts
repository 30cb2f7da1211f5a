import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WINDOW_SIZES, type WindowKind } from '../../../src-main/contract/windows.ts';
import { type Place, reachable, WindowPlaces } from '../../../src-main/shell/electron/window-places.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
/** In the middle of SCREEN. */
function first(kind: WindowKind) {
  const { width, height } = WINDOW_SIZES[kind];
  return { x: (SCREEN.width - width) / 2, y: (SCREEN.height - height) / 2, width, height, maximized: false };
}
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
  expect(next.of('camera', [SCREEN], [])).toEqual(first('camera'));
});

test('a second ATM does not cover the first', () => {
  const places = new WindowPlaces(join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json'));
  const first = { x: 100, y: 100, width: 480, height: 800 };
  places.keep('atm', { ...first, maximized: false });
  expect(places.of('atm', [SCREEN], [])).toMatchObject(first);
  expect(places.of('atm', [SCREEN], [first])).toMatchObject({ x: 132, y: 132, width: 480, height: 800 });
  expect(places.of('atm', [SCREEN], [first, { ...first, x: 132, y: 132 }])).toMatchObject({ x: 164, y: 164 });
  // A window manager has moved the first by its frame.
  expect(places.of('atm', [SCREEN], [{ ...first, x: 101, y: 105 }])).toMatchObject({ x: 132, y: 132 });
});

test('of many windows that were never moved, none covers another or is out of reach', () => {
  const places = new WindowPlaces(join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json'));
  const taken: Place[] = [];
  for (let count = 0; count < 100; count += 1) {
    const place = places.of('atm', [SCREEN, LEFT_SCREEN], taken);
    expect(reachable(place, [SCREEN, LEFT_SCREEN])).toBe(true);
    expect(taken.filter(({ x, y }) => Math.abs(x - place.x) < 16 && Math.abs(y - place.y) < 16)).toEqual([]);
    taken.push(place);
  }
});

test('no window is larger than the screen at first', () => {
  const places = new WindowPlaces(join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json'));
  const small = { x: 0, y: 24, width: 1024, height: 576 };
  expect(places.of('lobby', [small], [])).toEqual({ ...small, maximized: false });
});

test('places that an earlier Lobby kept, without a word on the size of the screen, still count', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json');
  writeFileSync(path, '{"clock":{"x":10,"y":20,"width":500,"height":400}}');
  expect(new WindowPlaces(path).of('clock', [SCREEN], [])).toMatchObject({ x: 10, maximized: false });
});

test('a damaged file means first sizes, not a failure', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lobby-places-')), 'windows.json');
  writeFileSync(path, '{"clock":{"x":"left"}}');
  expect(new WindowPlaces(path).of('clock', [SCREEN], [])).toEqual(first('clock'));
});
