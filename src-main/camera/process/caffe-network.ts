import { join } from 'node:path';
import type { Mat, Net, Size } from 'opencv4nodejs';
import { Failure } from '../../contract/failure.ts';
import {
  type NetworkFiles,
  type NetworkInput,
  remedy,
  verifyNetwork,
  verifyWeights,
} from '../conversion/description.ts';
import { black } from './black.ts';
import { cv } from './opencv.ts';
import { Sequence } from './sequence.ts';

/** An output layer, and how many numbers it has for each picture at the size the network is loaded with. */
export interface ExpectedOutput {
  readonly layer: string;
  readonly length: number;
}

/**
 * A Caffe network in OpenCV. Runs are served one after the other (the network keeps its scratch memory between them)
 * and off the event loop.
 */
export class CaffeNetwork {
  readonly #net: Net;
  readonly #input: NetworkInput;
  readonly #outputs: readonly string[];
  readonly #sequence = new Sequence();

  constructor(net: Net, input: NetworkInput, outputs: readonly string[]) {
    this.#net = net;
    this.#input = input;
    this.#outputs = outputs;
  }

  /**
   * @param pictures BGR, all of the same size, upright; they are not resized, so they may have any size that the
   * network can take; one with wide maps (conversion/networks/wide-maps.ts) takes one picture
   * @param outputs so many of the first output layers; what only the others need is not computed
   * @returns for each output layer its numbers, one picture's after the other's
   */
  run(pictures: readonly Mat[], outputs = this.#outputs.length): Promise<Float32Array[]> {
    return this.#sequence.run(async () => {
      const { turned } = this.#input;
      const seen = turned ? await Promise.all(pictures.map((picture) => picture.flipAsync(-1))) : pictures;
      const blob = await cv.blobFromImagesAsync([...seen], ...blobArguments(this.#input, sizeOf(seen)));
      if (turned) for (const picture of seen) picture.release();
      this.#net.setInput(blob);
      const results = await this.#net.forwardAsync(this.#outputs.slice(0, outputs));
      blob.release();
      return results.map(numbers);
    });
  }
}

/**
 * Loads a network of a model pack and tries it once, so that files that don't fit together are found here.
 * @throws Failure `model_missing` or `model_file` naming the file and saying what to do
 */
export function loadCaffeNetwork(
  modelsFolder: string,
  pack: string,
  files: NetworkFiles,
  input: NetworkInput,
  outputs: readonly ExpectedOutput[],
): CaffeNetwork {
  verifyWeights(modelsFolder, pack, files);
  verifyNetwork(modelsFolder, pack, files);
  const description = join(modelsFolder, pack, files.network);
  const weights = join(modelsFolder, pack, files.weights);
  const names = outputs.map(({ layer }) => layer);
  let net: Net;
  let lengths: number[];
  try {
    net = cv.readNetFromCaffe(description, weights);
    const size = new cv.Size(input.width, input.height);
    net.setInput(cv.blobFromImages([black(input.height, input.width)], ...blobArguments(input, size)));
    lengths = net.forward(names).map((output) => numbers(output).length);
  } catch (cause) {
    throw new Failure(
      'model_file',
      `The model file ${weights} does not fit its description ${description}: ${remedy(pack, files)}.`,
      { cause },
    );
  }
  for (const [index, { layer, length }] of outputs.entries()) {
    if (lengths[index] !== length) {
      throw new Failure(
        'model_file',
        `The model file ${description} gives ${lengths[index]} numbers in layer '${layer}' and not ${length}: restore it from Git.`,
      );
    }
  }
  return new CaffeNetwork(net, input, names);
}

function blobArguments({ scale, mean, order }: NetworkInput, size: Size) {
  return [scale, size, new cv.Vec3(...mean), order === 'rgb', false] as const;
}

function sizeOf(pictures: readonly Mat[]): Size {
  const [first] = pictures;
  if (first === undefined) throw new RangeError('a network needs a picture to run on');
  return new cv.Size(first.cols, first.rows);
}

/** Copies an output (two dimensions) out of the network's memory, which the next run overwrites, and frees its Mat. */
function numbers(output: Mat): Float32Array {
  if (output.dims !== 2) throw new RangeError('an output layer must be flattened to two dimensions');
  const bytes = output.getData();
  output.release();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
}
