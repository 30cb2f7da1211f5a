import { interval, nearestGroup } from '../age-groups.ts';
import type { Estimate } from '../pack.ts';

/** One picture's truth and what a pack made of it. */
export interface Judged {
  readonly age: number;
  readonly female: boolean;
  readonly estimate: Estimate;
}

export interface Summary {
  readonly faces: number;
  /** Mean absolute error in years; null for packs that only know groups. */
  readonly ageError: number | null;
  /** Mean absolute error of the faces in each true group; null where there are none, or no years. */
  readonly ageErrorByGroup: readonly (number | null)[];
  /** Parts of all faces, 0..1. */
  readonly genderRight: number;
  readonly groupExact: number;
  /** In the true group or the one before or after it. */
  readonly groupOneOff: number;
  /** Faces whose gender is at least as probable as `SURE`, and the part of them that is right; null if there are none. */
  readonly sure: { readonly part: number; readonly right: number | null };
  /** How many faces of each true group (row) were put into each group (column). */
  readonly confusion: readonly (readonly number[])[];
}

/** The probability from which a gender is told apart as sure. */
export const SURE = 0.8;

/**
 * Figures over all judged faces. A true age between two groups counts for the nearer one, as an estimated age does.
 * @param judged at least one
 */
export function summarise(judged: readonly Judged[], groups: readonly string[]): Summary {
  const intervals = groups.map(interval);
  const confusion = groups.map(() => groups.map(() => 0));
  const errors: number[][] = groups.map(() => []);
  let genderRight = 0;
  let sure = 0;
  let sureAndRight = 0;
  let exact = 0;
  let oneOff = 0;
  for (const { age, female, estimate } of judged) {
    const truth = nearestGroup(age, intervals);
    const told = mostProbable(estimate.groups);
    const row = confusion[truth];
    if (row !== undefined) row[told] = (row[told] ?? 0) + 1;
    if (told === truth) exact++;
    if (Math.abs(told - truth) <= 1) oneOff++;
    if (estimate.age !== null) errors[truth]?.push(Math.abs(estimate.age - age));
    const right = estimate.female >= 0.5 === female;
    if (right) genderRight++;
    if (Math.max(estimate.female, 1 - estimate.female) >= SURE) {
      sure++;
      if (right) sureAndRight++;
    }
  }
  return {
    faces: judged.length,
    ageError: mean(errors.flat()),
    ageErrorByGroup: errors.map(mean),
    genderRight: genderRight / judged.length,
    groupExact: exact / judged.length,
    groupOneOff: oneOff / judged.length,
    sure: { part: sure / judged.length, right: sure === 0 ? null : sureAndRight / sure },
    confusion,
  };
}

/** Index of the largest number. */
function mostProbable(probabilities: Float32Array): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
