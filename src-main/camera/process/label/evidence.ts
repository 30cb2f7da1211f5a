import type { Face } from '../../../contract/camera.ts';
import { interval, nearestGroup } from '../age-gender/age-groups.ts';
import { type Estimate, meanOpinion, type Opinion, type Pack, type Sides } from '../age-gender/pack.ts';

export type Label = NonNullable<Face['label']>;

/** Weight of all views together beyond which old ones fade: a face is known after some good views. */
const FULL = 8;
/** Another group takes over only when it is ahead by this much: a label that keeps changing is of no use. */
const HYSTERESIS = 0.04;
/** The same for a pack that gives years: the shown group stays until the age is this far from it, years. */
const HYSTERESIS_YEARS = 1;
/** A view speaks against what is known when both are this sure, of different genders… */
const CONTRADICTION = 0.85;
/** …and so many in a row mean that the views before were of another face: no label may pass to it. */
const CONTRADICTIONS = 3;

/**
 * The first views of a face are looked at from both sides, as it stands and mirrored; later ones from one side, in
 * turns. The mean over many views is that of both sides either way, and each of them costs half.
 */
const FROM_BOTH_SIDES = 3;

/** A view is worth a second opinion when it is better than the worst one that has one by this factor. */
const BETTER = 1.15;

interface Weighted {
  readonly opinion: Opinion;
  readonly weight: number;
}

/** What evidence needs of a pack. */
export type Judge = Pick<Pack, 'groups' | 'unsureBelow' | 'judge'> & {
  readonly second: { readonly views: number } | null;
};

/**
 * What is estimated of one face: the average of all views, each weighed by its quality, and where the pack has a second
 * opinion that of the best few views.
 */
export class Evidence {
  readonly #judge: Judge;
  readonly #intervals: readonly ReturnType<typeof interval>[];
  #mean: Weighted | null = null;
  /** Best first. */
  #seconds: readonly Weighted[] = [];
  #estimate: Estimate | null = null;
  #shownGroup = -1;
  #contradictions = 0;
  #views = 0;
  #best = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
    this.#intervals = judge.groups.map(interval);
  }

  /** Number of views. */
  get views(): number {
    return this.#views;
  }

  /** Weight of all views, 0..FULL. */
  get weight(): number {
    return this.#mean?.weight ?? 0;
  }

  /** Quality of the best view so far, 0..1. */
  get best(): number {
    return this.#best;
  }

  get full(): boolean {
    return this.weight >= FULL * 0.95;
  }

  /** How the next view is to be looked at. */
  get sides(): Sides {
    if (this.#views < FROM_BOTH_SIDES) return 'both';
    return this.#views % 2 === 0 ? 'seen' : 'mirrored';
  }

  /** @param quality of the view, above 0 to 1 */
  add(opinion: Opinion, quality: number): void {
    this.#views += 1;
    if (this.#contradicts(opinion)) {
      this.#contradictions += 1;
      // One such view is an outlier and is left out; several are another face.
      if (this.#contradictions < CONTRADICTIONS) return;
      this.#forget();
    }
    this.#contradictions = 0;
    const kept = this.#mean === null ? [] : [{ ...this.#mean, weight: Math.min(this.#mean.weight, FULL - quality) }];
    const all = [...kept, { opinion, weight: quality }];
    this.#mean = { opinion: meanOpinion(all), weight: all.reduce((sum, { weight }) => sum + weight, 0) };
    this.#best = Math.max(this.#best, quality);
    this.#judgeAnew();
  }

  /**
   * By what the face may be known again, of its best views; null where the pack gives none, or no view is good enough.
   * @param least quality of a view, 0..1
   */
  descriptor(least: number): Float32Array | null {
    const good = this.#seconds.filter(({ weight }) => weight >= least);
    return good.length === 0 ? null : meanOpinion(good).descriptor;
  }

  /** Whether the pack's second opinion on a view of that quality would tell more. */
  wantsSecond(quality: number): boolean {
    const views = this.#judge.second?.views ?? 0;
    const worst = this.#seconds.at(-1);
    return this.#seconds.length < views || (worst !== undefined && quality > worst.weight * BETTER);
  }

  /** @param opinion of the pack's second networks, on a view that was added just before */
  addSecond(opinion: Opinion, quality: number): void {
    const views = this.#judge.second?.views ?? 0;
    this.#seconds = [...this.#seconds, { opinion, weight: quality }]
      .sort((a, b) => b.weight - a.weight)
      .slice(0, views);
    this.#judgeAnew();
  }

  /**
   * @param unsureBelow least probability of the gender that counts as sure, 0.5..1; null: the pack's own
   * @returns null before the first view
   */
  label(unsureBelow: number | null): Label | null {
    const group = this.#judge.groups[this.#shownGroup];
    if (this.#estimate === null || group === undefined) return null;
    const { age, groups, female } = this.#estimate;
    const genderConfidence = Math.max(female, 1 - female);
    return {
      age,
      group,
      groupConfidence: groups[this.#shownGroup] ?? 0,
      gender: female >= 0.5 ? 'female' : 'male',
      genderConfidence,
      unsure: genderConfidence < (unsureBelow ?? this.#judge.unsureBelow),
    };
  }

  #judgeAnew(): void {
    if (this.#mean === null) return;
    const second = this.#seconds.length === 0 ? null : meanOpinion(this.#seconds);
    this.#estimate = this.#judge.judge(this.#mean.opinion, second);
    this.#shownGroup = this.#chooseGroup(this.#estimate);
  }

  #chooseGroup({ age, groups }: Estimate): number {
    if (age !== null) return this.#groupOf(age);
    const best = groups.indexOf(Math.max(...groups));
    const shown = groups[this.#shownGroup] ?? Number.NEGATIVE_INFINITY;
    return (groups[best] ?? 0) - shown > HYSTERESIS ? best : this.#shownGroup;
  }

  /** The group of the mean age: another one, however probable, would stand beside years that contradict it. */
  #groupOf(age: number): number {
    const nearest = nearestGroup(age, this.#intervals);
    const shown = this.#intervals[this.#shownGroup];
    // The age must be past the border by the hysteresis: moved back by so much, it isn't in the shown group again.
    if (shown === undefined) return nearest;
    const toward = age < shown.from ? age + HYSTERESIS_YEARS : age - HYSTERESIS_YEARS;
    return nearestGroup(toward, this.#intervals) === this.#shownGroup ? this.#shownGroup : nearest;
  }

  /** By what the first networks say alone: the second see a few views only. */
  #contradicts({ female }: Opinion): boolean {
    const known = this.#mean?.opinion.female ?? 0.5;
    return (
      (known > CONTRADICTION && female < 1 - CONTRADICTION) || (known < 1 - CONTRADICTION && female > CONTRADICTION)
    );
  }

  #forget(): void {
    this.#mean = null;
    this.#seconds = [];
    this.#estimate = null;
    this.#shownGroup = -1;
    this.#views = 1;
    this.#best = 0;
  }
}
