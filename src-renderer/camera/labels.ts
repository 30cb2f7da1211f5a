import type { Face } from '../../src-main/contract/camera.ts';
import type { Language } from '../ui/language/language.ts';

/**
 * What stands over a face: `Female · 25–32 · 71%`, `unsure`, or that it is still being looked at. The percentage is
 * the probability that gender and group are both right.
 */
export function tagOf(face: Face, language: Language): string {
  const words = language.strings.camera;
  const { label } = face;
  if (label === null) return words.looking;
  if (label.unsure) return words.unsure;
  const group = groupOf(label.group, language).replace('-', '–');
  const both = label.genderConfidence * (label.groupConfidence ?? 1);
  return words.tag(words.genders[label.gender], group, language.percent(both));
}

/** A face in the list beside the picture: `Female, 25-32 · 27 y`, `unsure`, or that it is still being looked at. */
export function labelOf(face: Face, language: Language): string {
  const words = language.strings.camera;
  const { label } = face;
  if (label === null) return words.looking;
  if (label.unsure) return words.unsure;
  const known = words.label(words.genders[label.gender], groupOf(label.group, language));
  if (label.age === null) return known;
  const years = Math.round(label.age);
  return known + words.age(years, language.number(years));
}

/** The group's bounds in the language's digits: `25-32`, `60+`. */
function groupOf(group: string, language: Language): string {
  return group.replace(/\d+/g, (digits) => language.number(Number(digits)));
}
