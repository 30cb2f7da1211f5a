/** Proves that a picture that is only moved has each mark where a new one would have it, and that new things are painted. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { letteringOf } from '../../src-renderer/lab/lettering.ts';
import { MovingPicture } from '../../src-renderer/lab/scene/moving-picture.ts';
import type { Palette } from '../../src-renderer/lab/scene/palette.ts';
import { compose, type Picture } from '../../src-renderer/lab/scene/picture.ts';
import { languageOf } from '../language.ts';
import { memoryOf, report } from '../unit/trace/samples.ts';

const PALETTE: Palette = {
  ...{ ground: '#fff', sunken: '#eee', line: '#ccc', ink: '#000', soft: '#555', accent: '#060', bad: '#a00' },
  ...{ warn: '#a60', lightness: 40, forced: false },
};

/** A context that only writes down which of its functions are called. */
function recorder(calls: string[], canvas = { width: 10_000 }): CanvasRenderingContext2D {
  return new Proxy({} as CanvasRenderingContext2D, {
    get: (_target, name) => {
      if (name === 'canvas') return canvas;
      return () => {
        calls.push(String(name));
        return { width: 10 };
      };
    },
    set: () => true,
  });
}

function canvasOf(calls: string[]): HTMLCanvasElement {
  const canvas = { width: 0, height: 0, getContext: () => recorder(calls, canvas) };
  return canvas as unknown as HTMLCanvasElement;
}

beforeEach(() => {
  vi.stubGlobal('devicePixelRatio', 2);
});

afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['to the right', false],
  ['to the left', true],
])('time goes on %s', (_name, mirrored) => {
  /** All that happened is known some time before it is in sight. */
  const view = memoryOf(report({ at: 3_000 }));
  const picture: Picture = {
    ...{ view, width: 1_116, height: 600, mirrored, pointed: null, measured: null, palette: PALETTE },
    letteringOf: letteringOf(languageOf(mirrored ? 'ar' : 'en', 'own'), true),
    measuredWords: String,
    wanted: () => true,
  };
  const stretchAt = (to: number) => ({ from: to - 2_500, to });
  const setUp = () => {
    const painted: string[] = [];
    const shown: string[] = [];
    const moving = new MovingPicture(() => canvasOf(painted));
    const draw = (to: number, one = picture) => {
      painted.length = 0;
      const drawn = moving.draw(recorder(shown), one, stretchAt(to));
      return { drawn, paints: painted.length > 0 };
    };
    return { draw };
  };

  test('between two reports nothing is painted, and each mark is where it would be', () => {
    const { draw } = setUp();
    expect(draw(2_500).paints).toBe(true);
    for (const to of [2_500, 2_700, 2_950]) {
      const { drawn, paints } = draw(to);
      expect(paints, `at ${to}`).toBe(false);
      const [still] = compose(picture, stretchAt(to)).scene.cells;
      const [moved] = drawn.scene.cells;
      expect((moved?.x ?? Number.NaN) - drawn.shift, `at ${to}`).toBeCloseTo(still?.x ?? Number.NaN, 0);
      expect(drawn.plot).toEqual(compose(picture, stretchAt(to)).scene.plot);
    }
  });

  test('all of it is painted, however many pixels the screen has for it', () => {
    const newest = { ...picture, view: memoryOf(report({ at: 2_100 })) };
    const linesAt = (ratio: number) => {
      vi.stubGlobal('devicePixelRatio', ratio);
      const painted: string[] = [];
      new MovingPicture(() => canvasOf(painted)).draw(recorder([]), newest, stretchAt(2_100));
      return painted.filter((name) => name === 'lineTo').length;
    };
    expect(linesAt(2)).toBeGreaterThan(100);
    expect([linesAt(1), linesAt(0.5)]).toEqual([linesAt(2), linesAt(2)]);
  });

  test('it is painted when more is known, when time has gone beyond what was, and when it is to look otherwise', () => {
    const { draw } = setUp();
    draw(2_500);
    expect(draw(3_001).paints).toBe(true);
    expect(draw(3_001, { ...picture, view: memoryOf(report({ at: 3_100 })) }).paints).toBe(true);
    draw(2_500);
    expect(draw(2_500, { ...picture, pointed: 1 }).paints).toBe(true);
    expect(draw(2_500, { ...picture, palette: { ...PALETTE } }).paints).toBe(true);
    expect(draw(2_500, { ...picture, width: 900 }).paints).toBe(true);
  });
});
