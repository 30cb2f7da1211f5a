import type { Face } from '../../../contract/camera.ts';
import { interval, nearestGroup } from '../age-gender/age-groups.ts';
import type { Estimate } from '../age-gender/pack.ts';

export type Label = NonNullable<Face['label']>;

/** Weight of all views together beyond which old ones fade: a face is known after some good views. */
const FULL = 8;
/** Another group takes over only when it is ahead by this much: a label that flips tells nothing. */
const HYSTERESIS = 0.04;
/** The same for a pack that gives years: the shown group stays until the age is this far from it, years. */
const HYSTERESIS_YEARS = 1;
/** A view speaks against what is known when both are this sure, of different genders… */
const CONTRADICTION = 0.85;
/** …and so many in a row mean that the views before were of another face: no label may pass to it. */
const CONTRADICTIONS = 3;

/** What is estimated of one face: the average of all views, each weighed by its quality. */
export class Evidence {
  readonly #labels: readonly string[];
  #weight = 0;
  #female = 0;
  #age = 0;
  #ageWeight = 0;
  #groups: Float64Array | null = null;
  #shownGroup = -1;
  #contradictions = 0;
  #views = 0;
  #best = 0;

  /** @param groups labels of the pack's groups, as in pack.json */
  constructor(groups: readonly string[]) {
    this.#labels = groups;
  }

  /** Number of views. */
  get views(): number {
    return this.#views;
  }

  /** Weight of all views, 0..FULL. */
  get weight(): number {
    return this.#weight;
  }

  /** Quality of the best view so far, 0..1. */
  get best(): number {
    return this.#best;
  }

  get full(): boolean {
    return this.#weight >= FULL * 0.95;
  }

  /** @param quality of the view, above 0 to 1 */
  add(estimate: Estimate, quality: number): void {
    this.#views += 1;
    if (this.#contradicts(estimate)) {
      this.#contradictions += 1;
      // One such view is an odd moment and is left out; several are another face.
      if (this.#contradictions < CONTRADICTIONS) return;
      this.#forget();
    }
    this.#contradictions = 0;
    const fade = Math.min(1, (FULL - quality) / Math.max(this.#weight, Number.MIN_VALUE));
    this.#weight = this.#weight * fade + quality;
    this.#female = this.#female * fade + quality * estimate.female;
    if (estimate.age !== null) {
      this.#age = this.#age * fade + quality * estimate.age;
      this.#ageWeight = this.#ageWeight * fade + quality;
    }
    const groups = this.#groups ?? new Float64Array(estimate.groups.length);
    this.#groups = groups.map((sum, i) => sum * fade + quality * (estimate.groups[i] ?? 0));
    this.#best = Math.max(this.#best, quality);
    this.#shownGroup = this.#chooseGroup(this.#groups);
  }

  /**
   * @param unsureBelow least probability of the gender that counts as sure, 0.5..1
   * @returns null before the first view
   */
  label(unsureBelow: number): Label | null {
    const group = this.#labels[this.#shownGroup];
    if (this.#weight === 0 || group === undefined) return null;
    const female = this.#female / this.#weight;
    const genderConfidence = Math.max(female, 1 - female);
    return {
      age: this.#meanAge(),
      group,
      groupConfidence: (this.#groups?.[this.#shownGroup] ?? 0) / this.#weight,
      gender: female >= 0.5 ? 'female' : 'male',
      genderConfidence,
      unsure: genderConfidence < unsureBelow,
    };
  }

  #meanAge(): number | null {
    return this.#ageWeight > 0 ? this.#age / this.#ageWeight : null;
  }

  #chooseGroup(groups: Float64Array): number {
    const age = this.#meanAge();
    if (age !== null) return this.#groupOf(age);
    const best = groups.indexOf(Math.max(...groups));
    const shown = groups[this.#shownGroup] ?? Number.NEGATIVE_INFINITY;
    return (groups[best] ?? 0) - shown > HYSTERESIS * this.#weight ? best : this.#shownGroup;
  }

  /** The group of the mean age: another one, however probable, would stand beside years that contradict it. */
  #groupOf(age: number): number {
    const intervals = this.#labels.map(interval);
    const nearest = nearestGroup(age, intervals);
    const shown = intervals[this.#shownGroup];
    // The age must be past the border by the hysteresis: moved back by so much, it isn't in the shown group again.
    if (shown === undefined) return nearest;
    const toward = age < shown.from ? age + HYSTERESIS_YEARS : age - HYSTERESIS_YEARS;
    return nearestGroup(toward, intervals) === this.#shownGroup ? this.#shownGroup : nearest;
  }

  #contradicts({ female }: Estimate): boolean {
    const known = this.#weight === 0 ? 0.5 : this.#female / this.#weight;
    return (
      (known > CONTRADICTION && female < 1 - CONTRADICTION) || (known < 1 - CONTRADICTION && female > CONTRADICTION)
    );
  }

  #forget(): void {
    this.#weight = 0;
    this.#female = 0;
    this.#age = 0;
    this.#ageWeight = 0;
    this.#groups = null;
    this.#shownGroup = -1;
    this.#views = 1;
    this.#best = 0;
  }
}
