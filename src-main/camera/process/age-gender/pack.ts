import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import { Failure } from '../../../contract/failure.ts';
import {
  type AgeGenderDescription,
  defaultModelsFolder,
  type NetworkOutput,
  readDescription,
} from '../../conversion/description.ts';
import { type CaffeNetwork, loadCaffeNetwork } from '../caffe-network.ts';
import { groupProbabilities, interval } from './age-groups.ts';
import { cropFace } from './face-crop.ts';

/** What a pack estimates for one face. */
export interface Estimate {
  /** Years; null for packs that only know groups. */
  readonly age: number | null;
  /** Probability of each of the pack's groups; they sum to 1. Where a pack gives years see `groupProbabilities`. */
  readonly groups: Float32Array;
  /** Probability that the face is a woman's, 0..1. */
  readonly female: number;
}

/** A network (or two) that estimates age and gender: one folder in models/, described by its pack.json. */
export interface Pack {
  readonly name: string;
  readonly title: string;
  /** Labels of the age groups, e.g. `25-32`, youngest first. */
  readonly groups: readonly string[];
  /**
   * One estimate for each square, in the same order.
   * @param frame BGR, 8 bits a channel; not changed
   * @param squares from the detector's `faceSquare`, in pixels of the frame; what lies outside is filled with black
   */
  estimate(frame: Mat, squares: readonly Box[]): Promise<Estimate[]>;
}

/**
 * Loads a pack's networks; `estimate` then only computes.
 * @throws Failure `no_pack`, `model_missing` or `model_file`, naming the file and what to do
 */
export function loadPack(name: string, modelsFolder = defaultModelsFolder()): Pack {
  const description = readDescription(modelsFolder, name);
  if (description.kind !== 'age-gender') {
    throw new Failure('no_pack', `The model '${name}' finds faces: choose a pack that estimates age and gender.`);
  }
  const { title, groups, input, mirror } = description;
  const networks = description.networks.map((files) => ({
    outputs: files.outputs,
    network: loadCaffeNetwork(
      modelsFolder,
      name,
      files,
      input,
      files.outputs.map((output) => ({ layer: output.layer, length: outputLength(output, groups) })),
    ),
  }));
  const intervals = groups.map(interval);

  async function estimateFace(frame: Mat, square: Box): Promise<Estimate> {
    const face = await cropFace(frame, square, input.width, input.height);
    const views = mirror ? [face, await face.flipAsync(1)] : [face];
    const read = await Promise.all(networks.map(({ network, outputs }) => readViews(network, outputs, views)));
    for (const view of views) view.release();
    const { age, groupWeights, female } = read.reduce<Reading>((all, part) => Object.assign(all, part), {});
    if (female === undefined) throw new Error(`pack ${name} describes no output for gender`);
    if (groupWeights !== undefined) return { age: age ?? null, groups: groupWeights, female };
    if (age === undefined) throw new Error(`pack ${name} describes no output for age`);
    return { age, groups: groupProbabilities(age, intervals), female };
  }

  return {
    name,
    title,
    groups,
    async estimate(frame, squares) {
      const estimates: Estimate[] = [];
      // One by one: a batch of another length than the last would make OpenCV lay out the network's memory anew.
      for (const square of squares) estimates.push(await estimateFace(frame, square));
      return estimates;
    },
  };
}

/** What has been read from the outputs so far; each output gives one part. */
interface Reading {
  age?: number;
  groupWeights?: Float32Array;
  female?: number;
}

/** Runs one network over all views of a face and averages what it says. */
async function readViews(
  network: CaffeNetwork,
  outputs: AgeGenderDescription['networks'][number]['outputs'],
  views: readonly Mat[],
): Promise<Reading> {
  const results = await network.run(views);
  const reading: Reading = {};
  for (const [index, output] of outputs.entries()) {
    const mean = averaged(results[index] ?? new Float32Array(0), views.length);
    switch (output.means) {
      case 'years':
        reading.age = Math.max(0, mean[0] ?? Number.NaN);
        break;
      case 'groups':
        reading.groupWeights = mean;
        break;
      case 'gender':
        reading.female = mean[output.order.indexOf('female')] ?? Number.NaN;
        break;
    }
  }
  return reading;
}

/** The mean over the views of numbers that come one view after the other. */
function averaged(numbers: Float32Array, views: number): Float32Array {
  const length = numbers.length / views;
  return Float32Array.from({ length }, (_, index) => {
    let sum = 0;
    for (let view = 0; view < views; view++) sum += numbers[view * length + index] ?? 0;
    return sum / views;
  });
}

function outputLength(output: NetworkOutput, groups: readonly string[]): number {
  switch (output.means) {
    case 'years':
      return 1;
    case 'groups':
      return groups.length;
    case 'gender':
      return 2;
  }
}
