import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../contract/failure.ts';

/** A tensor in TensorFlow's order: filters are height, width, in, out. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const BYTES = { float32: 4, float16: 2, int32: 4, uint8: 1, uint16: 2 } as const;

const manifestSchema = z.array(
  z.object({
    paths: z.array(z.string().regex(/^[\w.-]+$/)).min(1),
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().nonnegative()),
        dtype: z.enum(['float32', 'int32']),
        quantization: z
          .union([
            z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
            z.object({ dtype: z.literal('float16') }),
          ])
          .optional(),
      }),
    ),
  }),
);
/** A graph model's file has its manifest beside the graph. */
const fileSchema = z.union([
  manifestSchema,
  z.object({ weightsManifest: manifestSchema }).transform((model) => model.weightsManifest),
]);

/** The tensors of a model by name; asking for one that is missing or has another shape is a Failure. */
export class Weights {
  readonly #file: string;
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(file: string, tensors: ReadonlyMap<string, Tensor>) {
    this.#file = file;
    this.#tensors = tensors;
  }

  /** @throws Failure `model_file` if there is no such tensor or its shape is not the one the architecture needs. */
  get(name: string, shape: readonly number[]): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw damaged(this.#file, `it has no tensor '${name}'`);
    if (tensor.shape.join() !== shape.join()) {
      throw damaged(this.#file, `'${name}' is ${tensor.shape.join('×')} and not ${shape.join('×')}`);
    }
    return tensor;
  }
}

function damaged(file: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'model_file',
    `The model file ${file} can't be used: ${why}. Install the npm packages anew ('npm run setup').`,
    { cause },
  );
}

/**
 * Reads a weight manifest in the TensorFlow.js format and the binary files it names. Tensors lie in the files in the
 * manifest's order, end to end; a quantised one holds half-precision numbers, or whole numbers q that stand for
 * q · scale + min.
 * @param manifestFile a weight manifest, or a graph model that holds one
 * @throws Failure `model_file` naming the file that is missing, cut short or of another shape
 */
export function readWeights(manifestFile: string): Weights {
  const manifest = fileSchema.safeParse(parseJson(manifestFile));
  if (!manifest.success) throw damaged(manifestFile, 'it is no weight manifest');
  const tensors = new Map<string, Tensor>();
  for (const group of manifest.data) {
    const bytes = Buffer.concat(group.paths.map((path) => readBytes(join(dirname(manifestFile), path))));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      const length = shape.reduce((product, side) => product * side, 1);
      const stored = quantization?.dtype ?? dtype;
      const end = offset + length * BYTES[stored];
      if (end > bytes.length) throw damaged(join(dirname(manifestFile), group.paths.join(' + ')), 'it is cut short');
      const data = new Float32Array(length);
      const { scale, min } =
        quantization !== undefined && 'scale' in quantization ? quantization : { scale: 1, min: 0 };
      for (let i = 0; i < length; i++) data[i] = readNumber(view, stored, offset + i * BYTES[stored]) * scale + min;
      tensors.set(name, { shape, data });
      offset = end;
    }
    if (offset !== bytes.length) {
      throw damaged(join(dirname(manifestFile), group.paths.join(' + ')), 'it is longer than its manifest says');
    }
  }
  return new Weights(manifestFile, tensors);
}

function readNumber(view: DataView, type: keyof typeof BYTES, offset: number): number {
  switch (type) {
    case 'float32':
      return view.getFloat32(offset, true);
    case 'float16':
      return view.getFloat16(offset, true);
    case 'int32':
      return view.getInt32(offset, true);
    case 'uint8':
      return view.getUint8(offset);
    case 'uint16':
      return view.getUint16(offset, true);
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw damaged(file, 'it is missing or can not be read', cause);
  }
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readBytes(file).toString('utf8'));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw damaged(file, 'it is not JSON', cause);
  }
}
