import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Budget, type Candidate, LOOKS_PER_S } from '../../../../src-main/camera/process/label/budget.ts';

/** Looks at faces are spent where they tell something new, and shared fairly. */
function candidate(track: number, more: Partial<Candidate> = {}): Candidate {
  return { track, quality: 0.5, views: 0, weight: 0, best: 0, known: false, lookedAt: null, ...more };
}

describe('the budget of looks', () => {
  test('never spends more than its rate, however many faces there are', () => {
    const budget = new Budget();
    let spent = 0;
    for (let at = 0; at <= 10_000; at += 100) {
      spent += budget.spend(
        Array.from({ length: 30 }, (_, i) => candidate(i)),
        at,
      ).length;
    }
    expect(spent).toBeGreaterThan(LOOKS_PER_S * 10 * 0.9);
    expect(spent).toBeLessThanOrEqual(LOOKS_PER_S * 10 + 4);
  });

  test('counts second opinions: looks and charges together keep to its rate', () => {
    const budget = new Budget();
    let spent = 0;
    for (let at = 0; at <= 10_000; at += 100) {
      const looks = budget.spend(
        Array.from({ length: 30 }, (_, i) => candidate(i)),
        at,
      ).length;
      budget.charge(looks);
      spent += 2 * looks;
    }
    expect(spent).toBeGreaterThan(LOOKS_PER_S * 10 * 0.9);
    expect(spent).toBeLessThanOrEqual(LOOKS_PER_S * 10 + 8);
  });

  test('shares fairly: everybody gets about as many looks', () => {
    const budget = new Budget();
    const looks = new Map<number, { views: number; lookedAt: number | null }>();
    for (let i = 0; i < 7; i += 1) looks.set(i, { views: 0, lookedAt: null });
    for (let at = 0; at < 5_000; at += 100) {
      const candidates = [...looks].map(([track, { views, lookedAt }]) =>
        candidate(track, { views, weight: views * 0.05, best: 0.5, lookedAt }),
      );
      for (const track of budget.spend(candidates, at)) {
        looks.set(track, { views: (looks.get(track)?.views ?? 0) + 1, lookedAt: at });
      }
    }
    const counts = [...looks.values()].map(({ views }) => views);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('a new face comes before those that are known', () => {
    const known = Array.from({ length: 10 }, (_, i) => candidate(i, { views: 10, weight: 5, best: 0.5, lookedAt: 0 }));
    expect(new Budget().spend([...known, candidate(99)], 1_000)[0]).toBe(99);
  });

  test('lets no face wait longer than all others together take, however poor their views are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (views) => {
        const budget = new Budget();
        const faces = views.map((quality, track) => candidate(track, { quality, best: quality }));
        const waits: number[] = [];
        for (let at = 0; at < 6_000; at += 100) {
          for (const track of budget.spend(faces, at)) {
            const before = faces[track];
            if (before === undefined) throw new Error('unreachable');
            waits.push(at - (before.lookedAt ?? 0));
            // As the evidence of a face that isn't known yet grows: by the quality of each view.
            const weight = before.weight + before.quality;
            faces[track] = { ...before, views: before.views + 1, weight, lookedAt: at };
          }
        }
        const last = faces.map(({ lookedAt }) => 6_000 - (lookedAt ?? 0));
        // One look for each, at the pace of the budget; 300 ms for the steps of time, and for what was saved up.
        expect(Math.max(...waits, ...last)).toBeLessThanOrEqual((views.length * 1000) / LOOKS_PER_S + 300);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  test.each([
    ['just looked at', { lookedAt: 950 }, false],
    ['looked at a while ago', { lookedAt: 800 }, true],
    ['known', { lookedAt: 500, known: true, views: 20, weight: 8, best: 0.5 }, false],
    ['known, but seen better than ever', { lookedAt: 500, known: true, views: 20, weight: 8, best: 0.4 }, true],
    ['known for long', { lookedAt: -2_000, known: true, views: 20, weight: 8, best: 0.5 }, true],
    ['seen far worse than before', { lookedAt: 500, views: 5, weight: 2, best: 0.9, quality: 0.1 }, false],
  ])('a face %s: looked at again is %3$s', (_name, more, looked) => {
    expect(new Budget().spend([candidate(1, more)], 1_000)).toEqual(looked ? [1] : []);
  });
});
