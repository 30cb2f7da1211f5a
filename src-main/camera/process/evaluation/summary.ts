import type { Box, Face } from '../../../contract/camera.ts';
import { interval, nearestGroup } from '../age-gender/age-groups.ts';

/** What a labelled picture says is true. */
export interface Truth {
  /** File name. */
  readonly file: string;
  /** Years. */
  readonly age: number;
  readonly female: boolean;
}

/** A picture whose face was found, and the label that the camera would give it. */
export interface Judged extends Truth {
  readonly label: NonNullable<Face['label']>;
  /** Of the face, in pixels of the picture as it was searched. */
  readonly box: Box;
}

/** How many of how many. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** The figures over some of the pictures. */
export interface Slice {
  readonly name: string;
  /** Faces found, of the pictures that could be read. */
  readonly found: Share;
  /** Also where the label would say 'unsure'. */
  readonly genderRight: Share;
  /** Labels that tell a gender, of the faces found. */
  readonly shown: Share;
  /** Of those labels, the ones whose gender is right. */
  readonly shownRight: Share;
  readonly groupExact: Share;
  /** In the true group or the one before or after it. */
  readonly groupOneOff: Share;
  /** Mean absolute error in years; null for packs that only know groups, or where there is no face. */
  readonly ageError: number | null;
}

/** Labels with about the same probability that gender and group are both right, and how many of them are. */
export interface Claim {
  readonly from: number;
  readonly to: number;
  /** Mean of what they claim; null for none. */
  readonly claimed: number | null;
  readonly right: Share;
}

export interface Summary {
  readonly all: Slice;
  readonly women: Slice;
  readonly men: Slice;
  /** One for each true age group, for all and for each gender. */
  readonly byGroup: readonly { readonly all: Slice; readonly women: Slice; readonly men: Slice }[];
  /** By what the label says: female, male, and unsure (where the gender is the one that would have been shown). */
  readonly byLabel: readonly { readonly name: string; readonly right: Share }[];
  /** Shown labels by what they claim, in tenths. */
  readonly claims: readonly Claim[];
  /** How many faces of each true group (row) were put into each group (column). */
  readonly confusion: readonly (readonly number[])[];
}

const TENTHS = 10;

/**
 * Figures over all pictures. A true age between two groups counts for the nearer one, as an estimated age does.
 * @param missed pictures in which no face was found
 * @param groups labels of the pack's groups
 */
export function summarise(judged: readonly Judged[], missed: readonly Truth[], groups: readonly string[]): Summary {
  const intervals = groups.map(interval);
  const groupOf = ({ age }: Truth) => nearestGroup(age, intervals);
  const slice = (name: string, belongs: (truth: Truth) => boolean): Slice => {
    const faces = judged.filter(belongs);
    const told = faces.filter(({ label }) => !label.unsure);
    const off = faces.map((face) => Math.abs(groups.indexOf(face.label.group) - groupOf(face)));
    return {
      name,
      found: { count: faces.length, of: faces.length + missed.filter(belongs).length },
      genderRight: share(faces, genderIsRight),
      shown: { count: told.length, of: faces.length },
      shownRight: share(told, genderIsRight),
      groupExact: share(off, (distance) => distance === 0),
      groupOneOff: share(off, (distance) => distance <= 1),
      ageError: mean(faces.flatMap(({ label, age }) => (label.age === null ? [] : [Math.abs(label.age - age)]))),
    };
  };
  const isWoman = ({ female }: Truth) => female;
  const isMan = ({ female }: Truth) => !female;
  const shown = judged.filter(({ label }) => !label.unsure);
  return {
    all: slice('all', () => true),
    women: slice('women', isWoman),
    men: slice('men', isMan),
    byGroup: groups.map((name, index) => ({
      all: slice(name, (truth) => groupOf(truth) === index),
      women: slice(name, (truth) => groupOf(truth) === index && isWoman(truth)),
      men: slice(name, (truth) => groupOf(truth) === index && isMan(truth)),
    })),
    byLabel: [
      {
        name: 'female',
        right: share(
          shown.filter(({ label }) => label.gender === 'female'),
          genderIsRight,
        ),
      },
      {
        name: 'male',
        right: share(
          shown.filter(({ label }) => label.gender === 'male'),
          genderIsRight,
        ),
      },
      {
        name: 'unsure',
        right: share(
          judged.filter(({ label }) => label.unsure),
          genderIsRight,
        ),
      },
    ],
    claims: Array.from({ length: TENTHS }, (_, tenth) => {
      const alike = shown.filter(({ label }) => Math.min(Math.floor(claimOf(label) * TENTHS), TENTHS - 1) === tenth);
      return {
        from: tenth / TENTHS,
        to: (tenth + 1) / TENTHS,
        claimed: mean(alike.map(({ label }) => claimOf(label))),
        right: share(alike, (face) => genderIsRight(face) && groups.indexOf(face.label.group) === groupOf(face)),
      };
    }),
    confusion: groups.map((_, row) =>
      groups.map((name) => judged.filter((face) => groupOf(face) === row && face.label.group === name).length),
    ),
  };
}

function genderIsRight({ female, label }: Judged): boolean {
  return (label.gender === 'female') === female;
}

/** The percentage that stands in a label over a face: the probability that gender and group are both right. */
function claimOf({ genderConfidence, groupConfidence }: Judged['label']): number {
  return genderConfidence * (groupConfidence ?? 1);
}

/**
 * How much further right the first is than the second, as parts of 1, and the half width of its 95 % interval.
 * @returns null where there is nothing to compare
 */
export function difference(first: Share, second: Share): { readonly value: number; readonly margin: number } | null {
  if (first.of === 0 || second.of === 0) return null;
  const [p, q] = [first.count / first.of, second.count / second.of];
  const deviation = Math.sqrt((p * (1 - p)) / first.of + (q * (1 - q)) / second.of);
  return { value: p - q, margin: 1.96 * deviation };
}

/** The pictures that were judged worst, the worst first. */
export function worstCases(judged: readonly Judged[], most: number): { gender: Judged[]; age: Judged[] } {
  const error = ({ age, label }: Judged) => (label.age === null ? 0 : Math.abs(label.age - age));
  return {
    gender: judged
      .filter((face) => !face.label.unsure && !genderIsRight(face))
      .toSorted((a, b) => b.label.genderConfidence - a.label.genderConfidence)
      .slice(0, most),
    age: judged
      .filter((face) => error(face) > 0)
      .toSorted((a, b) => error(b) - error(a))
      .slice(0, most),
  };
}

function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): Share {
  return { count: items.filter(holds).length, of: items.length };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
