import type { Mat } from 'opencv4nodejs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Detection, Searcher } from '../../../src-main/camera/process/detect/detector.ts';
import { FaceSearch } from '../../../src-main/camera/process/detect/face-search.ts';
import { type Turn, turnOf } from '../../../src-main/camera/process/detect/passes.ts';
import { plain } from './faces/plain.ts';

/** Which searches of a film wait for which, by detectors whose searches end when the test says so. */
interface Search {
  readonly pass: 'coarse' | 'fine';
  readonly detector: number;
  /** Of the picture that is searched. */
  readonly width: number;
  readonly height: number;
  end(faces: readonly Detection[]): void;
  fail(): void;
}
let begun: Search[];
let search: FaceSearch;
const frame = plain(480, 640, [90, 90, 90]);
const face: Detection = { box: { x: 100, y: 100, width: 150, height: 150 }, score: 0.9 };
const FINE: Turn = turnOf(1, false);
const coarse = (index: number): Turn => ({ ...turnOf(2, false), first: index === 0 });
const give = (turn: Turn) => search.search(frame, turn, null, false);
/** Everything that can go on without a search's end has gone on then. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function detector(number: number): Searcher {
  const searched = (pass: Search['pass'], { cols, rows }: Mat) =>
    new Promise<Detection[]>((resolve, reject) => {
      begun.push({
        ...{ pass, detector: number, width: cols, height: rows },
        end: (faces) => resolve([...faces]),
        fail: () => reject(new Error('no network')),
      });
    });
  return {
    capabilities: { threshold: 0.4, distant: false },
    detect: (mat) => searched('coarse', mat),
    scaled: { usualScale: () => 0.5, detect: (mat) => searched('fine', mat) },
    faceSquare: (box) => box,
  };
}

beforeEach(() => {
  begun = [];
  search = new FaceSearch([detector(0), detector(1)]);
});

test('a fine search and the coarse ones after it go on at the same time, by different detectors', async () => {
  const fine = give(FINE);
  const next = give(coarse(1));
  await settled();
  expect(begun.map(({ pass, detector: by }) => [pass, by])).toEqual([
    ['fine', 1],
    ['coarse', 0],
  ]);
  begun[1]?.end([face]);
  expect(await next).toMatchObject({ pass: 'coarse', detections: [face] });
  begun[0]?.end([]);
  expect(await fine).toMatchObject({ pass: 'fine', detections: [] });
});

test('a coarse search waits for the one before it, which may make it unneeded', async () => {
  const given = [0, 1, 2, 3].map((index) => give(coarse(index)));
  for (const count of [1, 2]) {
    await settled();
    expect(begun).toHaveLength(count);
    begun[count - 1]?.end([face]);
  }
  // The third is left out, so the fourth begins.
  await settled();
  begun[2]?.end([]);
  expect((await Promise.all(given)).map(({ pass }) => pass)).toEqual(['coarse', 'coarse', 'none', 'coarse']);
});

test.each([
  ['small', 60, ['coarse', 'coarse', 'coarse', 'coarse']],
  ['large', 150, ['coarse', 'coarse', 'none', 'coarse']],
])(
  'where known small faces are looked for besides, a search of a %s face may be left out or not',
  async (_name, side, passes) => {
    const given = [0, 1, 2, 3].map((index) => give({ ...coarse(index), focus: index > 1 }));
    for (let index = 0; index < given.length; index += 1) {
      await settled();
      begun[index]?.end([{ box: { ...face.box, width: side, height: side }, score: 0.9 }]);
    }
    expect((await Promise.all(given)).map(({ pass }) => pass)).toEqual(passes);
  },
);

test('the coarse search after a fine one is never left out', async () => {
  const given = [coarse(0), coarse(1), FINE, coarse(2), coarse(3)].map(give);
  for (const number of [1, 2, 3]) {
    await settled();
    // The fine search begins beside the first coarse one, and goes on meanwhile.
    const next = begun.filter(({ pass }) => pass === 'coarse')[number - 1];
    next?.end([face]);
  }
  await settled();
  begun.find(({ pass }) => pass === 'fine')?.end([]);
  expect((await Promise.all(given)).map(({ pass }) => pass)).toEqual(['coarse', 'coarse', 'fine', 'coarse', 'none']);
});

test('a fine turn that is left out is a coarse one, in its order', async () => {
  const first = give(FINE);
  await settled();
  begun[0]?.end([]);
  expect((await first).pass).toBe('fine');
  const given = [give(coarse(1)), give(FINE), give(coarse(2))];
  for (const number of [1, 2]) {
    await settled();
    expect(begun.slice(1).map(({ pass }) => pass)).toEqual(Array.from({ length: number }, () => 'coarse'));
    begun[number]?.end([face]);
  }
  expect((await Promise.all(given)).map(({ pass }) => pass)).toEqual(['coarse', 'coarse', 'none']);
});

test('a search that is left out tells of no face that it is gone', async () => {
  const given = [0, 1, 2].map((index) => give(coarse(index)));
  for (const number of [0, 1]) {
    await settled();
    begun[number]?.end([face]);
  }
  const [, taken, left] = await Promise.all(given);
  expect(taken?.covers(face.box)).toBe(true);
  expect(left?.detections).toEqual([]);
  expect(left?.covers(face.box)).toBe(false);
});

test.each([
  ['fine', FINE],
  ['coarse', coarse(1)],
])('a %s search that fails tells it to its own picture, and keeps nobody waiting', async (_name, turn) => {
  const failing = give(turn);
  const next = give(coarse(2));
  await settled();
  begun.find(({ pass }) => pass === turn.pass)?.fail();
  await expect(failing).rejects.toThrow('no network');
  await settled();
  begun.findLast(({ pass }) => pass === 'coarse')?.end([face]);
  expect((await next).detections).toEqual([face]);
});

describe('with three detectors', () => {
  beforeEach(() => {
    search = new FaceSearch([detector(0), detector(1), detector(2)]);
  });

  test('each kind of search has one of its own, whose network sees pictures of one size', async () => {
    const fine = give(FINE);
    const next = give(coarse(1));
    const mosaic = search.focus(frame, [{ x: 20, y: 20, width: 30, height: 30 }], null);
    await vi.waitFor(() => expect(begun).toHaveLength(3));
    const by = begun.map(({ pass, detector: number }) => `${pass} ${number}`);
    expect(by.toSorted()).toEqual(['coarse 0', 'fine 1', 'fine 2']);
    for (const { end } of begun) end([]);
    expect((await mosaic).pass).toBe('coarse');
    await Promise.all([fine, next]);
    expect(begun.find(({ detector: number }) => number === 1)).toMatchObject({ width: 128, height: 128 });
  });

  test('pictures by themselves are searched by whichever is free: one after the other by the first', async () => {
    const together = [0, 1].map(() => search.searchAll(frame, null, 'none'));
    await settled();
    for (const { end } of begun) end([face]);
    await Promise.all(together);
    for (let count = 0; count < 2; count += 1) {
      const one = search.searchAll(frame, null, 'none');
      await settled();
      begun.at(-1)?.end([face]);
      expect((await one).detections).toEqual([face]);
    }
    expect(begun.map(({ detector: number }) => number)).toEqual([0, 1, 0, 0]);
  });

  test('a detector is free again after a search that failed', async () => {
    const failing = search.searchAll(frame, null, 'none');
    await settled();
    begun[0]?.fail();
    await expect(failing).rejects.toThrow('no network');
    const next = search.searchAll(frame, null, 'none');
    await settled();
    begun[1]?.end([]);
    await next;
    expect(begun.map(({ detector: number }) => number)).toEqual([0, 0]);
  });
});
