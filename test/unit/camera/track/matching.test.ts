import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from '../../../../src-main/camera/process/track/assignment.ts';
import { match } from '../../../../src-main/camera/process/track/matching.ts';

/** Which sighting is whose, and when that is in doubt: compared with trying every way there is. */
const ABSENT = 20;
const DOUBT = 3;

type Way = readonly (number | null)[];

/** Every way to give each face a sighting of its own, or none. */
function ways(faces: number, sightings: number): Way[] {
  if (faces === 0) return [[]];
  return ways(faces - 1, sightings).flatMap((way) => [
    [...way, null],
    ...Array.from({ length: sightings }, (_, sighting) => sighting)
      .filter((sighting) => !way.includes(sighting))
      .map((sighting) => [...way, sighting]),
  ]);
}

function cost(costs: readonly (readonly number[])[], way: Way): number {
  return way.reduce<number>(
    (sum, sighting, face) => sum + (sighting === null ? ABSENT : (costs[face]?.[sighting] ?? Number.NaN)),
    0,
  );
}

const matrices = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 })).chain(([faces, sightings]) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: sightings, maxLength: sightings }), {
    minLength: faces,
    maxLength: faces,
  }),
);

test('the cheapest way is found, and a pairing is in doubt when there is one without it that costs hardly more', () => {
  fc.assert(
    fc.property(matrices, (costs) => {
      const all = ways(costs.length, costs[0]?.length ?? 0);
      const matches = match(costs, ABSENT, DOUBT);
      const found = matches.map((pairing) => pairing?.sighting ?? null);
      const least = Math.min(...all.map((way) => cost(costs, way)));
      expect(cost(costs, found)).toBe(least);
      matches.forEach((pairing, face) => {
        if (pairing === null) return;
        const without = all.filter((way) => way[face] !== pairing.sighting).map((way) => cost(costs, way));
        expect(pairing.doubtful).toBe(Math.min(...without) - least < DOUBT);
      });
    }),
    { numRuns: 500, seed: 4 },
  );
});

/** Cost of the cheapest way, over all faces at once; `ruledOut` is a face and a sighting that may not go together. */
function cheapest(costs: readonly (readonly number[])[], ruledOut?: readonly [number, number]): number {
  const padded = costs.map((row, face) => [
    ...row.map((price, sighting) => (face === ruledOut?.[0] && sighting === ruledOut[1] ? ABSENT : price)),
    ...costs.map(() => ABSENT),
  ]);
  return assign(padded).reduce((sum, column, face) => sum + (padded[face]?.[column] ?? Number.NaN), 0);
}

/** Crowds in which most faces are far from most sightings, so that they fall into clusters of all sizes. */
const crowds = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }))
  .chain(([faces, sightings]) => {
    const price = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: ABSENT, max: 1e6 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: ABSENT }) },
    );
    const row = fc.array(price, { minLength: sightings, maxLength: sightings });
    return fc.array(row, { minLength: faces, maxLength: faces });
  });

test('clusters that are decided apart give what all faces at once would give', () => {
  fc.assert(
    fc.property(crowds, (costs) => {
      const matches = match(costs, ABSENT, DOUBT);
      const given = matches.flatMap((pairing) => (pairing === null ? [] : [pairing.sighting]));
      expect(new Set(given).size).toBe(given.length);
      const least = cheapest(costs);
      const found = matches.map((pairing) => pairing?.sighting ?? null);
      expect(cost(costs, found)).toBe(least);
      matches.forEach((pairing, face) => {
        if (pairing === null) return;
        expect(costs[face]?.[pairing.sighting]).toBeLessThan(ABSENT);
        expect(pairing.doubtful).toBe(cheapest(costs, [face, pairing.sighting]) - least < DOUBT);
      });
    }),
    { numRuns: 500, seed: 6 },
  );
});

test('a face without any sighting that fits stays without one', () => {
  expect(match([[25], [4]], ABSENT, DOUBT)).toEqual([null, { sighting: 0, doubtful: false }]);
});

test('nobody to follow is nothing to match', () => {
  expect(match([], ABSENT, DOUBT)).toEqual([]);
});
