import { ageSpread } from '../../../contract/camera.ts';

/** Groups as intervals of years, and the step from one estimated age to probabilities of groups. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** @param label `from-to` in whole years, as pack.json states them */
export function interval(label: string): Interval {
  const [from = Number.NaN, to = Number.NaN] = label.split('-').map(Number);
  if (!(from <= to)) throw new RangeError(`'${label}' is no age group`);
  return { from, to };
}

/** Years between an age and a group: 0 inside it. A group holds the whole of its last year. */
function distance(age: number, { from, to }: Interval): number {
  return Math.max(0, from - age, age - (to + 1));
}

/**
 * The group an age belongs to; an age between two groups goes to the nearer one, the younger where both are as near.
 * @param age years, may be fractional
 * @returns index into `groups`
 */
export function nearestGroup(age: number, groups: readonly Interval[]): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, group] of groups.entries()) {
    const away = distance(age, group);
    if (away < least) {
      least = away;
      nearest = index;
    }
  }
  return nearest;
}

/**
 * Probabilities of groups where the network only gives one age. Each group weighs exp(−d² / 2σ²) with its distance d
 * from the age, so the nearest group is always the most probable. σ is the spread of estimated ages: the
 * probabilities describe that spread; the network itself did not say them.
 */
export function groupProbabilities(age: number, groups: readonly Interval[]): Float32Array {
  const sigma = ageSpread(age);
  const weights = groups.map((group) => Math.exp(-(distance(age, group) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  // Far beyond the oldest group every weight may round to zero: then only the nearest counts.
  if (sum === 0) return Float32Array.from(groups, (_, index) => (index === nearestGroup(age, groups) ? 1 : 0));
  return Float32Array.from(weights, (weight) => weight / sum);
}
