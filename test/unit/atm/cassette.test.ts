import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Cassette,
  FULL_CASSETTES,
  notesFor,
  notesIn,
  notesTotal,
  parseCassettes,
  payable,
  payOut,
} from '../../../src-main/atm/cash/cassette.ts';

/** Every amount that some choice of the notes makes, by trying all choices. */
function everyAmount(cassettes: readonly Cassette[]): Set<number> {
  let amounts = new Set([0]);
  for (const { denomination, counted } of cassettes) {
    const more = new Set<number>();
    for (const amount of amounts) {
      for (let count = 0; count <= counted; count++) more.add(amount + count * denomination);
    }
    amounts = more;
  }
  amounts.delete(0);
  return amounts;
}

const machine = fc
  .uniqueArray(fc.constantFrom(10_000, 5_000, 3_000, 2_000, 1_000, 700), { minLength: 0, maxLength: 4 })
  .chain((denominations) =>
    fc.tuple(
      ...denominations.map((denomination) =>
        fc.record({
          denomination: fc.constant(denomination),
          counted: fc.nat(5),
          missing: fc.nat(5),
        }),
      ),
    ),
  )
  .map((cassettes) =>
    cassettes.map(({ denomination, counted, missing }) => ({
      denomination,
      counted,
      present: Math.max(0, counted - missing),
    })),
  );
const amount = fc.integer({ min: 1, max: 600 }).map((hundreds) => hundreds * 100);

describe('notes for an amount', () => {
  test.each([
    { amount: 14_000, expected: '1×10000 2×2000' },
    { amount: 3_000, expected: '1×2000 1×1000' },
    { amount: 4_500_000, expected: '200×10000 200×5000 500×2000 500×1000' },
  ])('$amount cents of a full machine', ({ amount, expected }) => {
    const notes = notesFor(amount, notesIn(FULL_CASSETTES)) ?? [];
    expect(notes.map(({ denomination, count }) => `${count}×${denomination}`).join(' ')).toBe(expected);
  });

  test('backs off from the largest note where it leads nowhere', () => {
    // 60 = 3 × 20, not 50 + something.
    expect(
      notesFor(6_000, [
        { denomination: 5_000, count: 9 },
        { denomination: 2_000, count: 9 },
      ]),
    ).toEqual([{ denomination: 2_000, count: 3 }]);
  });

  test('finds a combination exactly when there is one', () => {
    fc.assert(
      fc.property(machine, amount, (cassettes, wanted) => {
        const available = notesIn(cassettes);
        const notes = notesFor(wanted, available);
        expect(notes !== null).toBe(everyAmount(cassettes).has(wanted));
        if (notes === null) return;
        expect(notesTotal(notes)).toBe(wanted);
        for (const { denomination, count } of notes) {
          expect(count).toBeLessThanOrEqual(available.find((one) => one.denomination === denomination)?.count ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('names the nearest amounts below and above that can be paid', () => {
    fc.assert(
      fc.property(machine, amount, (cassettes, wanted) => {
        const { notes, below, above } = payable(wanted, notesIn(cassettes));
        const all = [...everyAmount(cassettes)];
        if (notes !== null) return;
        expect(below).toBe(
          all.filter((one) => one < wanted).reduce<number | null>((a, b) => Math.max(a ?? 0, b), null),
        );
        expect(above).toBe(
          all.filter((one) => one > wanted).reduce<number | null>((a, b) => Math.min(a ?? b, b), null),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('paying out', () => {
  test('an exact machine pays the amount', () => {
    const { paid, left } = payOut(14_000, FULL_CASSETTES);
    expect(paid).toEqual([
      { denomination: 10_000, count: 1 },
      { denomination: 2_000, count: 2 },
    ]);
    expect(notesTotal(notesIn(left))).toBe(4_500_000 - 14_000);
  });

  test('a cassette that runs empty in the middle is made up for from the others', () => {
    const { paid, left } = payOut(30_000, [
      { denomination: 10_000, counted: 5, present: 1 },
      { denomination: 5_000, counted: 10, present: 10 },
    ]);
    expect(paid).toEqual([
      { denomination: 10_000, count: 1 },
      { denomination: 5_000, count: 4 },
    ]);
    expect(left[0]).toEqual({ denomination: 10_000, counted: 0, present: 0 });
  });

  test('what the others cannot make up is not paid', () => {
    const { paid } = payOut(35_000, [
      { denomination: 10_000, counted: 5, present: 1 },
      { denomination: 5_000, counted: 10, present: 2 },
    ]);
    expect(notesTotal(paid)).toBe(20_000);
  });

  test('never pays more than asked, and what is paid is what is gone', () => {
    fc.assert(
      fc.property(machine, amount, (cassettes, wanted) => {
        const { paid, left } = payOut(wanted, cassettes);
        const held = (all: readonly Cassette[]): number =>
          all.reduce((sum, { denomination, present }) => sum + denomination * present, 0);
        expect(notesTotal(paid)).toBeLessThanOrEqual(wanted);
        expect(held(cassettes) - held(left)).toBe(notesTotal(paid));
        const whole = cassettes.every(({ counted, present }) => counted === present);
        if (whole && everyAmount(cassettes).has(wanted)) expect(notesTotal(paid)).toBe(wanted);
        for (const { counted, present } of left) expect(present).toBeLessThanOrEqual(counted);
      }),
      { numRuns: 500 },
    );
  });
});

describe('cassettes as text', () => {
  test.each([
    ['100:20,50:10', ['10000 20 20', '5000 10 10']],
    ['50:10/8', ['5000 10 8']],
    [' 1:0 , 2:3', ['100 0 0', '200 3 3']],
  ])('%s', (text, expected) => {
    expect(parseCassettes(text)?.map((one) => `${one.denomination} ${one.counted} ${one.present}`)).toEqual(expected);
  });

  test.each(['', '100', '0:5', '50:8/10', '50:1,50:2', '50:-1', '5.5:1', 'x:1'])('refuses %j', (text) => {
    expect(parseCassettes(text)).toBeUndefined();
  });
});
