import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import type { AgeGenderDescription, NetworkOutput } from '../../conversion/description.ts';
import { alignedCrop } from '../align/aligned-crop.ts';
import { type CaffeNetwork, loadCaffeNetwork } from '../caffe-network.ts';
import type { FaceView, Opinion, Sides } from './pack.ts';

/**
 * Loads the networks (one or two) of a pack of kind 'age-gender'; the function that is returned then only computes.
 * @throws Failure `model_missing` or `model_file`, naming the file and what to do
 */
export function loadAgeGenderNetworks(
  modelsFolder: string,
  name: string,
  description: AgeGenderDescription,
): (frame: Mat, view: FaceView, sides?: Sides) => Promise<Opinion> {
  const { groups, input, mirror, crop } = description;
  const networks = description.networks.map((files) => {
    const load = () =>
      loadCaffeNetwork(
        modelsFolder,
        name,
        files,
        input,
        files.outputs.map((output) => ({ layer: output.layer, length: outputLength(output, groups) })),
      );
    const first = load();
    return { outputs: files.outputs, copies: [first, mirror ? load() : first] as const };
  });

  return async (frame, { square, landmarks }, sides = 'both') => {
    const face = await alignedCrop(frame, enlarged(square, crop), landmarks, input.width);
    const views = mirror ? await viewsOf(face, sides) : [face];
    const read = await Promise.all(networks.map(({ outputs, copies }) => readViews(copies, outputs, views)));
    for (const view of views) view.release();
    const {
      age = null,
      groups: told = null,
      female,
      descriptor = null,
    } = Object.assign({}, ...read) as Partial<Opinion>;
    if (female === undefined) throw new Error(`pack ${name} describes no output for gender`);
    return { age, groups: told, female, descriptor };
  };
}

/** The face as it stands, its mirror image, or both. Takes the face over. */
async function viewsOf(face: Mat, sides: Sides): Promise<Mat[]> {
  if (sides === 'seen') return [face];
  const mirrored = await face.flipAsync(1);
  if (sides === 'both') return [face, mirrored];
  face.release();
  return [mirrored];
}

/** The square with the same middle and another side. */
function enlarged({ x, y, width, height }: Box, times: number): Box {
  return {
    x: x - ((times - 1) * width) / 2,
    y: y - ((times - 1) * height) / 2,
    width: width * times,
    height: height * times,
  };
}

/**
 * Runs one network over all views of a face and averages what it says; each output gives one part. Two views are run at
 * the same time, each by a copy of the network: one run keeps two cores busy for part of its time only, and a batch of
 * both costs what running them one by one does.
 */
async function readViews(
  copies: readonly [CaffeNetwork, CaffeNetwork],
  outputs: AgeGenderDescription['networks'][number]['outputs'],
  views: readonly Mat[],
): Promise<Partial<Opinion>> {
  const results = await Promise.all(views.map((view, index) => (index === 0 ? copies[0] : copies[1]).run([view])));
  const parts = outputs.map((output, index) => meaning(output, mean(results.map((numbers) => numbers[index] ?? NONE))));
  return Object.assign({}, ...parts);
}

/** What the numbers of an output say. */
function meaning(output: NetworkOutput, numbers: Float32Array): Partial<Opinion> {
  switch (output.means) {
    case 'years':
      return { age: Math.max(0, numbers[0] ?? Number.NaN) };
    case 'groups':
      return { groups: numbers };
    case 'gender':
      return { female: numbers[output.order.indexOf('female')] ?? Number.NaN };
    case 'descriptor':
      return { descriptor: numbers };
  }
}

const NONE = new Float32Array(0);

/** The mean of what a network says of each view, number by number. */
function mean(views: readonly Float32Array[]): Float32Array {
  const [first = NONE] = views;
  return first.map((_, index) => views.reduce((sum, numbers) => sum + (numbers[index] ?? 0), 0) / views.length);
}

function outputLength(output: NetworkOutput, groups: readonly string[]): number {
  switch (output.means) {
    case 'years':
      return 1;
    case 'groups':
      return groups.length;
    case 'gender':
      return 2;
    case 'descriptor':
      return output.length;
  }
}
