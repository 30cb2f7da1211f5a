/** Proves how time is moved through: zoom, freeze, steps, and what is found. */
import { describe, expect, test } from 'vitest';
import {
  FIRST_AXIS,
  freeze,
  goLive,
  LONGEST,
  marksOf,
  pan,
  SHORTEST,
  showing,
  stretchOf,
  zoom,
} from '../../../src-renderer/lab/axis.ts';
import { byReceipt, filterOf, NO_FILTER, receiptIn } from '../../../src-renderer/lab/filter.ts';
import { FIRST_STATE, pinned, pressed, zoomed } from '../../../src-renderer/lab/lab-state.ts';
import { memoryOf, report, request, SESSION } from '../trace/samples.ts';

const FROZEN = { live: false, from: 1_000, to: 3_000 } as const;

describe('the axis', () => {
  test('shows the newest time as long as it is live, and stands still when it is frozen', () => {
    expect(stretchOf({ live: true, span: 500 }, 10_000)).toEqual({ from: 9_500, to: 10_000 });
    expect(freeze({ live: true, span: 500 }, 10_000)).toEqual({ live: false, from: 9_500, to: 10_000 });
    expect(goLive({ live: false, from: 0, to: 500_000 })).toEqual({ live: true, span: 500_000 });
  });

  test('goes on with the first stretch after one in which only a single request had room', () => {
    expect(goLive(FROZEN)).toEqual(FIRST_AXIS);
  });

  test.each([1_000, 1_500, 3_000])('a zoom leaves the time under the pointer where it is (%i)', (anchor) => {
    const next = stretchOf(zoom(FROZEN, 2, anchor), 0);
    expect(next.to - next.from).toBeLessThan(2_000);
    expect((anchor - next.from) / (next.to - next.from)).toBeCloseTo((anchor - 1_000) / 2_000);
  });

  test('is never shorter than 10 µs and never longer than 10 s', () => {
    expect(zoom({ live: true, span: 100 }, 100, 0)).toEqual({ live: true, span: SHORTEST });
    expect(zoom({ live: true, span: 100 }, -100, 0)).toEqual({ live: true, span: LONGEST });
    const stretch = stretchOf(showing({ from: 0, to: 60_000_000 }), 0);
    expect(stretch.to - stretch.from).toBe(LONGEST);
  });

  test('is moved only when it stands still', () => {
    expect(pan(FROZEN, 100)).toEqual({ live: false, from: 1_100, to: 3_100 });
    expect(pan({ live: true, span: 5 }, 100)).toEqual({ live: true, span: 5 });
  });

  test.each([
    [10_000_000, 7, 2_000_000],
    [2_000_000, 7, 500_000],
    [10, 7, 2],
  ])('has marks of round distance: %i µs with room for %i', (span, most, step) => {
    const marks = marksOf({ from: 0, to: span }, most);
    expect(marks.step).toBe(step);
    expect(marks.at.length).toBeLessThanOrEqual(most + 1);
    expect(marks.at[0]).toBe(span);
  });
});

const SESSIONS = new Map([[SESSION.number, SESSION]]);
const REQUESTS = [
  request(),
  request({ id: 2, asked: 3_000, firstByte: 2_900, answered: 3_500, sent: 3_600, sequence: null, outcome: 'refused' }),
  request({
    id: 3,
    asked: 5_000,
    firstByte: 4_900,
    answered: 5_500,
    sent: 5_600,
    sequence: 5,
    session: 8,
    op: 'balance',
  }),
];

describe('the filter', () => {
  test.each([
    ['', 'all', [1, 2, 3]],
    ['atm 3', 'all', [1, 2]],
    ['#8', 'all', [3]],
    ['balance', 'all', [3]],
    ['1999', 'refused', [2]],
    ['5', 'all', [3]],
    ['nobody', 'all', []],
  ] as const)('%j and %s', (text, outcome, ids) => {
    expect(REQUESTS.filter(filterOf({ text, outcome }, SESSIONS)).map(({ id }) => id)).toEqual(ids);
  });

  test('a receipt number finds the request that made the transfer, and not one that repeated it', () => {
    const repeated = request({ id: 4, sequence: 4, repeated: true });
    expect(byReceipt(4, [...REQUESTS, repeated])?.id).toBe(1);
    expect(byReceipt(6, REQUESTS)).toBeUndefined();
    const texts = [' #4 ', '4', '4a', '', '-4'];
    expect(texts.map((text) => receiptIn({ ...NO_FILTER, text }))).toEqual([4, 4, null, null, null]);
  });
});

describe('keys', () => {
  const view = memoryOf(report({ requests: REQUESTS }));
  const known = { view, requests: view.requests, now: 6_000 };
  const press = (state: typeof FIRST_STATE, key: string, shiftKey = false, mirrored = false) =>
    pressed(state, { key, shiftKey }, known, mirrored) ?? state;

  test('space freezes, and resumes', () => {
    const frozen = press(FIRST_STATE, ' ');
    expect(frozen.axis).toMatchObject({ live: false, to: 6_000 });
    expect(press(frozen, ' ').axis.live).toBe(true);
  });

  test('arrows step from request to request, in the direction of reading, and bring each into sight', () => {
    const newest = press(FIRST_STATE, 'ArrowLeft');
    expect(newest.pinned).toBe(3);
    const before = press(newest, 'ArrowLeft');
    expect([before.pinned, press(before, 'ArrowRight').pinned]).toEqual([2, 3]);
    expect(press(newest, 'ArrowRight', false, true).pinned).toBe(2);
    const narrow = { ...before, axis: { live: false, from: 5_000, to: 5_100 } as const };
    const { from, to } = stretchOf(press(narrow, 'ArrowLeft').axis, 0);
    expect([from <= 100, to >= 2_100]).toEqual([true, true]);
  });

  test('at the end of the list the arrow moves the time itself', () => {
    const newest = press(FIRST_STATE, 'ArrowRight');
    expect(newest.pinned).toBe(3);
    expect(stretchOf(press(newest, 'ArrowRight').axis, 0).to).toBeGreaterThan(stretchOf(newest.axis, 6_000).to);
  });

  test('shift measures from request to request, there and back', () => {
    const start = pinned(FIRST_STATE, 1, known);
    const one = press(start, 'ArrowRight', true);
    expect(one.measured).toEqual({ from: 300, to: 3_000 });
    const two = press(one, 'ArrowRight', true);
    expect(two.measured).toEqual({ from: 300, to: 5_000 });
    expect(press(two, 'ArrowLeft', true).measured).toEqual({ from: 300, to: 3_000 });
    expect(press(two, 'Escape')).toMatchObject({ measured: null, pinned: 3 });
  });

  test('Escape lets go, Home goes to the newest, and other keys are left to the page', () => {
    const start = pinned(FIRST_STATE, 1, known);
    expect(press(start, 'Escape').pinned).toBeNull();
    expect(press(start, 'Home')).toMatchObject({ pinned: null, axis: { live: true } });
    expect(pressed(start, { key: 'x', shiftKey: false }, known, false)).toBeNull();
  });

  test('a zoom by key or button keeps the request that is pinned where it is, however far it goes', () => {
    const start = pinned(FIRST_STATE, 1, known);
    const { firstByte, asked, sent } = view.requests.find(({ id }) => id === 1) ?? {};
    const middle = ((firstByte ?? asked ?? Number.NaN) + Number(sent)) / 2;
    const near = stretchOf(zoomed(start, 12, known).axis, known.now);
    expect(near.from).toBeLessThan(middle);
    expect(near.to).toBeGreaterThan(middle);
    expect(press(start, '+')).toEqual(zoomed(start, 1, known));
  });
});
