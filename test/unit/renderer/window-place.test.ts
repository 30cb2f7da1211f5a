import { describe, expect, test } from 'vitest';
import { WINDOW_SIZES } from '../../../src-main/contract/windows.ts';
import { keptPlace, placeCookie, placeFor } from '../../../src-renderer/bridge/window-place.ts';

/** Where a window of the browser shell is to be, on screens that come and go. */

const SCREEN = { x: 0, y: 30, width: 1600, height: 970 };
const PLACE = { x: 140, y: 60, width: 820, height: 640 };

describe('the place that is kept', () => {
  test('is read again among other cookies, of each kind by itself', () => {
    const cookie = placeCookie('clock', { ...PLACE, x: -140.4 });
    expect(cookie).toMatch(/; Max-Age=\d+; SameSite=Strict; Path=\/$/);
    const cookies = `lobby-theme=dark; ${cookie.split(';')[0]}; other=1`;
    expect(keptPlace('clock', cookies)).toEqual({ ...PLACE, x: -140 });
    expect(keptPlace('lobby', cookies)).toBeNull();
  });

  test.each(['', '1,2,3', '1,2,3,4,5', 'a,2,3,4', '1,2,-3,4', '1e9,2,3,4', '123456,2,3,4'])('%j is none', (value) => {
    expect(keptPlace('clock', `lobby-place-clock=${value}`)).toBeNull();
  });
});

describe('a window', () => {
  test('is as large as is good for its kind at first, where the browser puts it', () => {
    expect(placeFor('clock', null, SCREEN)).toEqual({ ...WINDOW_SIZES.clock, corner: null });
  });

  test('comes back where it was', () => {
    expect(placeFor('clock', PLACE, SCREEN)).toEqual({ width: 820, height: 640, corner: { x: 140, y: 60 } });
  });

  test.each([
    ['on a screen that is gone', { ...PLACE, x: 1700 }],
    ['on one to the left', { ...PLACE, x: -900 }],
    ['below', { ...PLACE, y: 500 }],
    ['under the bar at the top', { ...PLACE, y: 10 }],
  ])('that was %s keeps its size only', (_where, place) => {
    expect(placeFor('clock', place, SCREEN)).toEqual({ width: 820, height: 640, corner: null });
  });

  test('is never larger than the screen', () => {
    const small = { x: 0, y: 0, width: 800, height: 600 };
    expect(placeFor('lobby', null, small)).toEqual({ width: 800, height: 600, corner: null });
    expect(placeFor('lobby', { ...PLACE, x: 0, y: 0 }, small)).toEqual({
      width: 800,
      height: 600,
      corner: { x: 0, y: 0 },
    });
  });
});
