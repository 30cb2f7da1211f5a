import type { Judged, Truth } from './summary.ts';

/** One line of JSON for each picture that has a label, in the order of the folder. */
export function recordLines(pictures: readonly (Truth | Judged)[]): string {
  return pictures.map((picture) => `${JSON.stringify(record(picture))}\n`).join('');
}

function record(picture: Truth | Judged): object {
  const { file, age, female } = picture;
  const truth = { age, gender: genderOf(female) };
  if (!('label' in picture)) return { file, found: false, truth, estimate: null };
  const { label } = picture;
  const estimate = {
    age: label.age,
    gender: label.gender,
    genderProbability: label.genderConfidence,
    group: label.group,
    groupProbability: label.groupConfidence,
    unsure: label.unsure,
  };
  return { file, found: true, truth, estimate };
}

function genderOf(female: boolean): 'female' | 'male' {
  return female ? 'female' : 'male';
}
