/** Proves that each mark of the picture stands where its time is, in both directions of reading, however many there are. */
import { describe, expect, test } from 'vitest';
import type { TraceRequest } from '../../../src-main/contract/trace/trace.ts';
import { layOut } from '../../../src-renderer/lab/scene/layout.ts';
import { pick, threadOf, timeAt } from '../../../src-renderer/lab/scene/pick.ts';
import { BATCH, memoryOf, report, request, SESSION } from '../trace/samples.ts';

const SIZE = { width: 1_116, height: 600, own: null };
const STRETCH = { from: 0, to: 2_500 };
const view = memoryOf(report());

describe.each([
  ['to the right', false],
  ['to the left', true],
])('time goes on %s', (_name, mirrored) => {
  const scene = layOut(view, { ...SIZE, ...STRETCH, mirrored });
  const xOf = (at: number) => Math.round(mirrored ? 1_000 - (at / 2_500) * 1_000 : 116 + (at / 2_500) * 1_000);

  test('bytes, work, waits, the commit with its cell, and the record have the places of their times', () => {
    expect(scene.ticks.map(({ x, out, hollow }) => [Math.round(x), out, hollow])).toEqual([
      [xOf(100), false, true],
      [xOf(200), false, false],
      [xOf(2_100), true, false],
    ]);
    const spans = scene.spans.map(({ x, width, work }) => [Math.round(x), Math.round(width), work]);
    const left = (from: number, to: number) => Math.round(Math.min(xOf(from), xOf(to)));
    expect(spans).toEqual([
      [left(300, 2_000), 680, false],
      [left(200, 300), 40, true],
      [left(2_000, 2_100), 40, true],
    ]);
    expect(scene.blocks).toMatchObject([{ x: Math.min(xOf(1_000), xOf(1_900)), disk: xOf(1_200), commit: 11 }]);
    expect(scene.cells).toMatchObject([{ request: 1, x: scene.blocks[0]?.x, height: scene.blocks[0]?.height }]);
    expect(scene.records).toMatchObject([{ x: xOf(1_900), sequence: 4 }]);
  });

  test('the queue goes up when a request comes and down when it is taken', () => {
    const { steps, deepest, bands } = scene;
    expect(layOut(view, { ...SIZE, from: 5_000, to: 6_000, mirrored }).deepest).toBe(0);
    const floor = bands.queue.y + bands.queue.height;
    expect(deepest).toBe(1);
    expect(steps.map(({ x, y }) => [Math.round(x), y < floor])).toEqual(
      [
        [0, false],
        [400, false],
        [400, true],
        [1_000, true],
        [1_000, false],
        [2_500, false],
      ].map(([at, up]) => [Math.round(xOf(Number(at))), up]),
    );
  });

  test('what is pointed at is found, and its way leads from its bytes to its answer', () => {
    const [cell] = scene.cells;
    if (cell === undefined) throw new Error('no cell');
    expect(pick(scene, cell.x + 5, cell.y + 5)).toBe(1);
    expect(pick(scene, xOf(200), (scene.ticks[1]?.y ?? 0) + 2)).toBe(1);
    expect(pick(scene, xOf(2_450), scene.bands.ledger.y + 10)).toBeNull();
    const points = threadOf(scene, view, 1, STRETCH, mirrored)?.points ?? [];
    const across = points.map(({ x }) => (mirrored ? -x : x));
    expect(across).toEqual(across.toSorted((a, b) => a - b));
    expect(points[0]?.x).toBeCloseTo(xOf(200));
    expect(points.at(-1)?.x).toBeCloseTo(xOf(2_100));
    expect(timeAt(scene, xOf(1_235), STRETCH, mirrored)).toBeCloseTo(1_235);
  });
});

describe('many', () => {
  const sessions = Array.from({ length: 60 }, (_, index) => ({ ...SESSION, number: index + 1, thread: index % 2 }));
  const chunks = sessions.map(({ number }) => ({
    ...{ at: 100 + number, session: number, direction: 'in' as const, size: 1, offset: 1, partial: false },
    ...{ request: null, bytes: '' },
  }));
  const crowd = memoryOf(report({ sessions, chunks }));

  test('sessions fold into a row for each thread, and the one that is kept has a row of its own', () => {
    const rowsOf = (own: number | null) =>
      layOut(crowd, { ...SIZE, ...STRETCH, mirrored: false, own })
        .rows.filter(({ band }) => band === 'wire')
        .map(({ session, thread, sessions: count }) => [session, thread, count]);
    expect(rowsOf(null)).toEqual([
      [null, 0, 30],
      [null, 1, 30],
    ]);
    expect(rowsOf(5)).toEqual([
      [5, 0, 1],
      [null, 0, 30],
      [null, 1, 30],
    ]);
  });

  test('marks of one pixel are drawn once, so that a crowd costs no more than a picture has room for', () => {
    const requests: TraceRequest[] = Array.from({ length: 20_000 }, (_, index) =>
      request({
        ...{
          id: index + 1,
          firstByte: index * 500,
          received: index * 500,
          begun: index * 500,
          asked: index * 500 + 20,
        },
        ...{
          answered: index * 500 + 300,
          sent: index * 500 + 320,
          batch: { id: index + 1, place: 0 },
          sequence: index + 1,
        },
      }),
    );
    const batches = requests.map(({ id, asked }) => ({
      ...{ ...BATCH, id, commit: id, taken: asked + 50, decided: asked + 60, committed: asked + 200 },
    }));
    const dense = memoryOf(report({ at: 10_000_000, requests, batches, chunks: [] }));
    const scene = layOut(dense, { ...SIZE, from: 0, to: 10_000_000, mirrored: false });
    expect(scene.spans.length).toBeLessThan(4_000);
    expect(scene.cells.length).toBeLessThan(4_000);
  });

  test('two requests of one commit on one account are bracketed, others are not', () => {
    const batches = [{ ...BATCH, size: 3 }];
    const at = (id: number, account: string) => request({ id, account, batch: { id: 1, place: id - 1 }, sequence: id });
    const bracketsOf = (...accounts: string[]) =>
      layOut(memoryOf(report({ batches, requests: accounts.map((account, index) => at(index + 1, account)) })), {
        ...{ ...SIZE, ...STRETCH, mirrored: false },
      }).brackets.length;
    expect(bracketsOf('1997', '1998', '1997')).toBe(1);
    expect(bracketsOf('1997', '1998', '1999')).toBe(0);
  });
});
