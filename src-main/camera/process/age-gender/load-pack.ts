import { Failure } from '../../../contract/failure.ts';
import {
  type AgeGenderDescription,
  type DescriptionOf,
  defaultModelsFolder,
  readDescription,
  readDescriptionOf,
} from '../../conversion/description.ts';
import { loadAgeGenderNetworks } from './age-gender-networks.ts';
import { groupProbabilities, interval } from './age-groups.ts';
import { calibratedFemale } from './calibration.ts';
import type { Estimate, Opinion, Pack } from './pack.ts';

/**
 * Loads a pack's networks; the pack then only computes.
 * @throws Failure `no_pack`, `model_missing` or `model_file`, naming the file and what to do
 */
export function loadPack(name: string, modelsFolder = defaultModelsFolder()): Pack {
  const description = readDescription(modelsFolder, name);
  switch (description.kind) {
    case 'age-gender':
      return loadSingle(modelsFolder, name, description);
    case 'ensemble':
      return loadEnsemble(modelsFolder, name, description);
    case 'detector':
    case 'landmarks':
      throw new Failure(
        'no_pack',
        `The model '${name}' finds ${description.kind === 'detector' ? 'faces' : 'landmarks'}: choose a pack that estimates age and gender.`,
      );
  }
}

function loadSingle(modelsFolder: string, name: string, description: AgeGenderDescription): Pack {
  const { title, groups, unsureBelow, calibration } = description;
  return {
    ...{ name, title, groups, unsureBelow },
    look: loadAgeGenderNetworks(modelsFolder, name, description),
    second: null,
    judge: ({ age, groups: told, female }) => {
      if (age === null || calibration === undefined) return estimate(age, told, female, groups);
      return estimate(age, told, calibratedFemale(calibration, [female], age), groups);
    },
  };
}

function loadEnsemble(modelsFolder: string, name: string, description: DescriptionOf<'ensemble'>): Pack {
  const { title, unsureBelow, ageParts, calibration, secondViews, packs } = description;
  const [first, second] = [packs[0], packs[1]].map((part) =>
    loadSingle(modelsFolder, part, readDescriptionOf(modelsFolder, part, 'age-gender')),
  );
  if (first === undefined || second === undefined) throw new RangeError('an ensemble has two packs');
  return {
    ...{ name, title, groups: first.groups, unsureBelow },
    look: first.look,
    second: { views: secondViews, look: second.look },
    judge: (one, two) => {
      if (one.age === null || two === null || two.age === null) return first.judge(one, null);
      const age = ageParts[0] * one.age + ageParts[1] * two.age;
      return estimate(age, null, calibratedFemale(calibration, [one.female, two.female], age), first.groups);
    },
  };
}

function estimate(age: number | null, told: Opinion['groups'], female: number, groups: readonly string[]): Estimate {
  if (told !== null) return { age, groups: told, female };
  if (age === null) throw new RangeError('a pack gives years or groups');
  return { age, groups: groupProbabilities(age, groups.map(interval)), female };
}
