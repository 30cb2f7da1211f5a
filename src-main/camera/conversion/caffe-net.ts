import { type Blob, encodeCaffemodel, type WeightedLayer } from './caffemodel.ts';

/** The value of a field in Caffe's text format; a string is an unquoted word, such as MAX. */
type Value = number | boolean | string | Fields;
interface Fields {
  readonly [name: string]: Value;
}

interface Layer extends WeightedLayer {
  readonly bottoms: readonly string[];
  /** What it gives; the first one is named like the layer. */
  readonly tops: readonly string[];
  readonly parameters: Fields;
}

export interface Convolution {
  readonly name: string;
  readonly weights: Blob;
  readonly bias?: Float32Array;
  readonly stride?: number;
  readonly pad?: number;
  /** Number of groups; as many as channels for a depthwise convolution. */
  readonly group?: number;
}

/**
 * A Caffe network that is put together layer by layer and then written as the two files Caffe has: the description
 * as text (prototxt) and the weights (caffemodel). Each method adds a layer on top of the named one and gives the
 * new layer's name.
 */
export class CaffeNet {
  readonly name: string;
  readonly #input: { readonly name: string; readonly shape: readonly number[] };
  readonly #layers: Layer[] = [];

  /** @param shape of the input: pictures, channels, height, width */
  constructor(name: string, input: string, shape: readonly [number, number, number, number]) {
    this.name = name;
    this.#input = { name: input, shape };
  }

  get input(): string {
    return this.#input.name;
  }

  convolution(bottom: string, { name, weights, bias, stride = 1, pad = 0, group = 1 }: Convolution): string {
    const [outputs = 0, , kernel = 0] = weights.shape;
    const blobs = bias === undefined ? [weights] : [weights, { shape: [bias.length], data: bias }];
    return this.#add('Convolution', name, [bottom], blobs, {
      convolution_param: {
        num_output: outputs,
        bias_term: bias !== undefined,
        kernel_size: kernel,
        ...(stride === 1 ? {} : { stride }),
        ...(pad === 0 ? {} : { pad }),
        ...(group === 1 ? {} : { group }),
      },
    });
  }

  /** @param weights one row for each output */
  innerProduct(bottom: string, name: string, weights: Blob, bias: Float32Array): string {
    const blobs = [weights, { shape: [bias.length], data: bias }];
    return this.#add('InnerProduct', name, [bottom], blobs, { inner_product_param: { num_output: bias.length } });
  }

  relu(bottom: string, name: string): string {
    return this.#add('ReLU', name, [bottom], [], {});
  }

  leakyRelu(bottom: string, name: string, slope: number): string {
    return this.#add('ReLU', name, [bottom], [], { relu_param: { negative_slope: slope } });
  }

  /** min(max(x, 0), 6); no layer of Caffe's own, but OpenCV reads it. */
  relu6(bottom: string, name: string): string {
    return this.#add('ReLU6', name, [bottom], [], {});
  }

  maxPool(bottom: string, name: string, kernel: number, stride: number, pad = 0): string {
    const parameters = { pool: 'MAX', kernel_size: kernel, stride, ...(pad === 0 ? {} : { pad }) };
    return this.#add('Pooling', name, [bottom], [], { pooling_param: parameters });
  }

  averagePool(bottom: string, name: string, kernel: number): string {
    return this.#add('Pooling', name, [bottom], [], {
      pooling_param: { pool: 'AVE', kernel_size: kernel, stride: 1 },
    });
  }

  /** The mean of each channel, whatever its size. */
  globalMean(bottom: string, name: string): string {
    return this.#add('Pooling', name, [bottom], [], { pooling_param: { pool: 'AVE', global_pooling: true } });
  }

  sum(first: string, second: string, name: string): string {
    return this.#add('Eltwise', name, [first, second], [], { eltwise_param: { operation: 'SUM' } });
  }

  product(first: string, second: string, name: string): string {
    return this.#add('Eltwise', name, [first, second], [], { eltwise_param: { operation: 'PROD' } });
  }

  /** Numbers that are the same for each picture; no layer of Caffe's own, but OpenCV reads it. */
  constant(name: string, numbers: Blob): string {
    return this.#add('Const', name, [], [numbers], {});
  }

  /** @param axis 1 for channels, 3 for columns */
  concat(bottoms: readonly string[], name: string, axis: number): string {
    return this.#add('Concat', name, bottoms, [], { concat_param: { axis } });
  }

  /** The first so many columns of each map; the others are dropped. */
  firstColumns(bottom: string, name: string, columns: number): string {
    return this.#add('Slice', name, [bottom], [], { slice_param: { axis: 3, slice_point: columns } }, [
      name,
      `${name}/rest`,
    ]);
  }

  softmax(bottom: string, name: string): string {
    return this.#add('Softmax', name, [bottom], [], {});
  }

  /** One row of numbers for each picture: the binding can read no output of more than two dimensions. */
  flatten(bottom: string, name: string): string {
    return this.#add('Flatten', name, [bottom], [], {});
  }

  #add(
    type: string,
    name: string,
    bottoms: readonly string[],
    blobs: readonly Blob[],
    parameters: Fields,
    tops: readonly string[] = [name],
  ): string {
    this.#layers.push({ name, type, bottoms, tops, blobs, parameters });
    return name;
  }

  /** @param remark goes before the text as a comment, one line each */
  prototxt(remark: string): string {
    const comment = remark.split('\n').map((line) => `# ${line}`);
    const lines = [...comment, `name: "${this.name}"`, `input: "${this.input}"`];
    lines.push(`input_shape { ${this.#input.shape.map((side) => `dim: ${side}`).join(' ')} }`);
    for (const layer of this.#layers) {
      lines.push('layer {', `  name: "${layer.name}"`, `  type: "${layer.type}"`);
      for (const bottom of layer.bottoms) lines.push(`  bottom: "${bottom}"`);
      for (const top of layer.tops) lines.push(`  top: "${top}"`);
      lines.push(...fieldLines(layer.parameters, '  '), '}');
    }
    return `${lines.join('\n')}\n`;
  }

  caffemodel(): Uint8Array {
    return encodeCaffemodel(
      this.name,
      this.#layers.filter((layer) => layer.blobs.length > 0),
    );
  }
}

function fieldLines(fields: Fields, indent: string): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value !== 'object') return [`${indent}${name}: ${value}`];
    return [`${indent}${name} {`, ...fieldLines(value, `${indent}  `), `${indent}}`];
  });
}
