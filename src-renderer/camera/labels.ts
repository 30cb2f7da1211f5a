import { ageSpread, type Face } from '../../src-main/contract/camera.ts';
import type { Language } from '../ui/language/language.ts';

/** What is said of a face, each part once. */
export interface FaceWords {
  /** `Female`, or that the networks are unsure, or that the face is still being looked at. */
  readonly who: string;
  /** `about 22, 15–29`, or a group; null where nothing is known yet. */
  readonly age: string | null;
  /** How sure the networks are, `71%`; null where nothing is known yet. */
  readonly certainty: string | null;
}

/** Standard deviations (ageSpread) to either side of an age in its range: 90 % of a normal distribution. */
const RANGE = 1.65;

export function faceWords({ label }: Face, language: Language): FaceWords {
  const words = language.strings.camera;
  if (label === null) return { who: words.looking, age: null, certainty: null };
  if (label.unsure) return { who: words.unsure, age: null, certainty: null };
  const certainty = language.percent(certaintyOf(label));
  const who = words.genders[label.gender];
  if (label.age === null) return { who, age: groupWords(label.group, language), certainty };
  const years = Math.round(label.age);
  const away = RANGE * ageSpread(label.age);
  const from = Math.max(0, Math.round(label.age - away));
  const to = Math.round(label.age + away);
  return {
    who,
    age: words.age(years, language.number(years), language.number(from), language.number(to)),
    certainty,
  };
}

/** How sure the networks are: of the gender, and of the group where that is all they say of the age. 0..1 */
function certaintyOf(label: NonNullable<Face['label']>): number {
  return label.age === null ? label.genderConfidence * (label.groupConfidence ?? 1) : label.genderConfidence;
}

/** What stands at a face in the picture, short: `1 Female, 22`. */
export function tagOf(face: Face, number: number, language: Language): string {
  const words = language.strings.camera;
  const { label } = face;
  const shown = language.number(number);
  if (label === null) return words.tag(shown, words.looking);
  if (label.unsure) return words.tag(shown, words.unsure);
  const age = label.age === null ? groupWords(label.group, language) : language.number(Math.round(label.age));
  return words.tag(shown, words.tagged(words.genders[label.gender], age));
}

/** The group's bounds in the language's digits: `25–32`, `60+`. */
function groupWords(group: string, language: Language): string {
  const [from, to] = group.split('-');
  const digits = (text = '') => text.replace(/\d+/g, (number) => language.number(Number(number)));
  return to === undefined ? digits(from) : language.strings.camera.group(digits(from), digits(to));
}
