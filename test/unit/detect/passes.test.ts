import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coarseFinds,
  FINE_EVERY,
  FINE_SCALE,
  fineFinds,
  isSmall,
  stripOf,
  turnOf,
  wholeIn,
} from '../../../src-main/camera/process/detect/passes.ts';
import { side } from '../../../src-main/camera/process/track/geometry.ts';

/** How searches of a film are shared out: every face is meant for one of them, and each place is reached in its turn. */
const SSD_PIXELS = 320 * 240;

interface Frame {
  readonly cols: number;
  readonly rows: number;
}

function usualScale({ cols, rows }: Frame): number {
  return Math.sqrt(SSD_PIXELS / (cols * rows));
}

describe('turns', () => {
  test('begin with a coarse search, and have one fine search in five', () => {
    const turns = Array.from({ length: 20 }, (_, index) => turnOf(index, false));
    expect(turns[0]).toEqual({ first: true, pass: 'coarse', focus: false, strip: 0 });
    expect(turns.filter(({ first }) => first)).toHaveLength(1);
    expect(turns.flatMap(({ pass }, index) => (pass === 'fine' ? [index] : []))).toEqual([1, 6, 11, 16]);
    expect(turns.filter(({ pass }) => pass === 'fine').map(({ strip }) => strip)).toEqual([0, 1, 2, 3]);
  });

  test.each([false, true])('see known small faces at least every third search (blurred: %s)', (blurred) => {
    let since = 0;
    for (let index = 1; index < 100; index += 1) {
      const { pass, focus } = turnOf(index, blurred);
      since = pass === 'fine' || focus ? 0 : since + 1;
      expect(since).toBeLessThan(2);
    }
  });
});

describe('strips', () => {
  test.each([
    [{ cols: 640, rows: 480 }, 1],
    [{ cols: 1280, rows: 720 }, 1],
    [{ cols: 1920, rows: 1080 }, 2],
  ])('of %j: %i', (frame, count) => {
    const strips = Array.from({ length: 2 * FINE_EVERY }, (_, turn) => stripOf(frame, usualScale(frame), turn));
    expect(new Set(strips.map(({ from }) => from)).size).toBe(count);
    expect(Math.min(...strips.map(({ from }) => from))).toBe(0);
    expect(Math.max(...strips.map(({ to }) => to))).toBe(frame.cols);
  });

  test('every face from 40 px is expected of a coarse search, or of a fine one of some strip', () => {
    const places = fc.record({
      cols: fc.integer({ min: 320, max: 1920 }),
      rows: fc.integer({ min: 240, max: 1080 }),
      side: fc.integer({ min: 40, max: 600 }),
      x: fc.double({ min: 0, max: 1, noNaN: true }),
      y: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(places, ({ cols, rows, side: length, x, y }) => {
        const frame = { cols, rows };
        fc.pre(length < cols && length < rows);
        const box = { x: x * (cols - length), y: y * (rows - length), width: length, height: length };
        const scale = usualScale(frame);
        if (coarseFinds(box, scale)) return;
        const strips = Array.from({ length: 8 }, (_, turn) => stripOf(frame, scale, turn));
        expect(strips.some((strip) => fineFinds(box, strip, frame, scale))).toBe(true);
        expect(side(box) * FINE_SCALE).toBeGreaterThan(25);
      }),
    );
  });

  test('a face that an inner border cuts does not count, one at the border of the picture does', () => {
    const frame = { cols: 1920, rows: 1080 };
    const strip = stripOf(frame, usualScale(frame), 0);
    expect(wholeIn({ x: strip.to - 40, y: 0, width: 40, height: 40 }, strip, frame)).toBe(false);
    expect(wholeIn({ x: 0, y: 0, width: 40, height: 40 }, strip, frame)).toBe(true);
    expect(isSmall({ x: 0, y: 0, width: 400, height: 400 }, usualScale(frame))).toBe(false);
  });
});
