import type { Mat } from 'opencv4nodejs';
import type { Box } from '../../../contract/camera.ts';
import type { AgeGenderDescription, NetworkOutput } from '../../conversion/description.ts';
import { alignedCrop } from '../align/aligned-crop.ts';
import { type CaffeNetwork, loadCaffeNetwork } from '../caffe-network.ts';
import type { FaceView, Opinion } from './pack.ts';

/**
 * Loads the networks (one or two) of a pack of kind 'age-gender'; the function that is returned then only computes.
 * @throws Failure `model_missing` or `model_file`, naming the file and what to do
 */
export function loadAgeGenderNetworks(
  modelsFolder: string,
  name: string,
  description: AgeGenderDescription,
): (frame: Mat, view: FaceView) => Promise<Opinion> {
  const { groups, input, mirror, crop } = description;
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

  return async (frame, { square, landmarks }) => {
    const face = await alignedCrop(frame, enlarged(square, crop), landmarks, input.width);
    const views = mirror ? [face, await face.flipAsync(1)] : [face];
    const read = await Promise.all(networks.map(({ network, outputs }) => readViews(network, outputs, views)));
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

/** The square with the same middle and another side. */
function enlarged({ x, y, width, height }: Box, times: number): Box {
  return {
    x: x - ((times - 1) * width) / 2,
    y: y - ((times - 1) * height) / 2,
    width: width * times,
    height: height * times,
  };
}

/** Runs one network over all views of a face and averages what it says; each output gives one part. */
async function readViews(
  network: CaffeNetwork,
  outputs: AgeGenderDescription['networks'][number]['outputs'],
  views: readonly Mat[],
): Promise<Partial<Opinion>> {
  const results = await network.run(views);
  const parts = outputs.map((output, index) =>
    meaning(output, averaged(results[index] ?? new Float32Array(0), views.length)),
  );
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
    case 'descriptor':
      return output.length;
  }
}
