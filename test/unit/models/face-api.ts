import { readFile, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';

/**
 * The original: face-api with its own weights and its own arithmetic (TensorFlow.js in plain JavaScript), to compare
 * the converted networks with. Its bundle is made for browsers and takes Node for one it can't serve, so it is run in
 * a context that has what it needs of a browser and no `process`.
 */
interface Tensor {
  readonly shape: number[];
  dataSync(): Float32Array;
}

interface OriginalNet {
  loadFromDisk(folder: string): Promise<void>;
}

export interface Original {
  readonly nets: {
    readonly ageGenderNet: OriginalNet & { forward(picture: Tensor): Promise<{ age: Tensor; gender: Tensor }> };
    readonly faceLandmark68Net: OriginalNet & { forward(picture: Tensor): Promise<Tensor> };
    readonly ssdMobilenetv1: OriginalNet & { forward(picture: Tensor): Promise<{ boxes: Tensor[]; scores: Tensor[] }> };
    readonly tinyFaceDetector: OriginalNet & {
      locateFaces(
        picture: Tensor,
        options: { inputSize: number; scoreThreshold: number },
      ): Promise<{ score: number; relativeBox: { x: number; y: number; width: number; height: number } }[]>;
    };
  };
  /** @param rgb height × width × 3 */
  picture(rgb: Uint8Array, height: number, width: number): Tensor;
  /**
   * Loads a graph model of another package into the same TensorFlow.js.
   * @param file the model's JSON, with one file of weights beside it
   * @param side of the square pictures that it is to take, in place of the side that the file states
   */
  graphModel(file: string, side: number): Promise<GraphModel>;
}

export interface GraphModel {
  /** @param numbers side × side × 3 @returns the outputs, in the order of the file */
  execute(numbers: Float32Array): Float32Array[];
}

interface Bundle {
  readonly nets: Original['nets'];
  readonly tf: {
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    tensor3d(data: Float32Array, shape: [number, number, number]): Tensor;
    tensor4d(data: Float32Array, shape: [number, number, number, number]): Tensor;
    loadGraphModel(handler: { load(): Promise<object> }): Promise<{ execute(input: Tensor): Tensor[] }>;
  };
  readonly env: { setEnv(env: object): void };
}

export async function loadOriginal(): Promise<Original> {
  const folder = dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'));
  const page: Record<string, unknown> = {
    ...{ atob, console, TextEncoder, TextDecoder, performance, setTimeout, clearTimeout, setInterval, clearInterval },
    ...{ queueMicrotask, URL, crypto, ArrayBuffer, DataView, Float32Array, Int32Array, Uint8Array, Uint16Array },
    Uint8ClampedArray,
    document: {},
    navigator: { userAgent: 'node' },
    addEventListener: () => undefined,
  };
  page['window'] = page;
  page['self'] = page;
  createContext(page);
  runInContext(readFileSync(join(folder, 'dist', 'face-api.js'), 'utf8'), page);
  const { nets, tf, env } = page['faceapi'] as Bundle;
  await tf.setBackend('cpu');
  await tf.ready();
  const absent = class {};
  env.setEnv({
    ...{ Canvas: absent, CanvasRenderingContext2D: absent, Image: absent, ImageData: absent, Video: absent },
    ...{ createCanvasElement: absent, createImageElement: absent, createVideoElement: absent, fetch: absent },
    // It takes the whole buffer behind the bytes, so they must not lie in Node's pool.
    readFile: async (file: string) => Buffer.from(new Uint8Array(await promisify(readFile)(file)).buffer),
  });
  for (const net of [nets.ageGenderNet, nets.faceLandmark68Net, nets.ssdMobilenetv1, nets.tinyFaceDetector]) {
    await net.loadFromDisk(`${join(folder, 'model')}/`);
  }
  return {
    nets,
    picture: (rgb, height, width) => tf.tensor3d(Float32Array.from(rgb), [height, width, 3]),
    graphModel: async (file, side) => {
      const { modelTopology, signature, weightsManifest } = JSON.parse(readFileSync(file, 'utf8')) as GraphFile;
      for (const { op, attr } of modelTopology.node) {
        for (const dim of (op === 'Placeholder' ? attr?.shape?.shape.dim.slice(1, 3) : undefined) ?? []) {
          dim.size = String(side);
        }
      }
      const [group] = weightsManifest;
      const weightData = new Uint8Array(readFileSync(join(dirname(file), group?.paths[0] ?? ''))).buffer;
      const artifacts = { modelTopology, signature, weightSpecs: group?.weights, weightData };
      const model = await tf.loadGraphModel({ load: async () => artifacts });
      return {
        execute: (numbers) =>
          model.execute(tf.tensor4d(numbers, [1, side, side, 3])).map((output) => output.dataSync()),
      };
    },
  };
}

interface GraphFile {
  readonly modelTopology: {
    readonly node: readonly {
      readonly op: string;
      readonly attr?: { readonly shape?: { readonly shape: { readonly dim: readonly { size: string }[] } } };
    }[];
  };
  readonly signature: object;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly object[] }[];
}
