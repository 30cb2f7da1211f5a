import { encodeCaffemodel, type WeightedLayer } from '../../../src-main/camera/conversion/caffemodel.ts';

/**
 * The Levi–Hassner architecture once more, independent of the pack's prototxt: seeded random weights of its exact
 * shapes, both ways of writing them as a caffemodel, and a plain forward pass without OpenCV.
 */
const SHAPES: Readonly<Record<string, readonly [number, number, number, number]>> = {
  conv1: [96, 3, 7, 7],
  conv2: [256, 96, 5, 5],
  conv3: [384, 256, 3, 3],
  fc6: [1, 1, 512, 384 * 7 * 7],
  fc7: [1, 1, 512, 512],
};

/** Numbers 0..1 from a seed: the multiplicative congruential generator of Park and Miller, good enough for weights. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export type Layers = ReadonlyMap<string, { readonly weights: Float32Array; readonly bias: Float32Array }>;

/** Weights that keep the size of the signal from layer to layer, so that the outputs differ from picture to picture. */
export function randomLayers(outputs: number, seed: number): Layers {
  const next = seeded(seed);
  const shapes = { ...SHAPES, fc8: [1, 1, outputs, 512] as const };
  return new Map(
    Object.entries(shapes).map(([name, [a, b, c, d]]) => {
      const count = name.startsWith('fc') ? c : a;
      const inputs = (a * b * c * d) / count;
      // Pictures are numbers of up to ±130: the last layer brings the signal down to where softmax tells them apart.
      const spread = Math.sqrt(6 / inputs) * (name === 'fc8' ? 0.02 : 1);
      return [
        name,
        {
          weights: Float32Array.from({ length: a * b * c * d }, () => (2 * next() - 1) * spread),
          bias: Float32Array.from({ length: count }, () => (2 * next() - 1) * 0.1),
        },
      ];
    }),
  );
}

/** In the form of today's Caffe. */
export function caffemodel(layers: Layers): Uint8Array {
  return encodeCaffemodel(
    'random',
    [...layers].map(([name, { weights, bias }]): WeightedLayer => {
      const [a = 0, b = 0, c = 0, d = 0] = SHAPES[name] ?? [1, 1, bias.length, 512];
      const inner = name.startsWith('fc');
      return {
        name,
        type: inner ? 'InnerProduct' : 'Convolution',
        blobs: [
          { shape: inner ? [c, d] : [a, b, c, d], data: weights },
          { shape: [bias.length], data: bias },
        ],
      };
    }),
  );
}

/**
 * In the form of the Caffe of 2015, as the published files have it: layers in field 2 with name 4, type 5 as a number
 * and blobs 6, whose four sides are fields of their own.
 */
export function oldCaffemodel(layers: Layers): Uint8Array {
  const INNER_PRODUCT = 14;
  const CONVOLUTION = 4;
  const blob = (sides: readonly number[], data: Float32Array) =>
    bytesField(6, [
      ...sides.map((side, index) => numberField(index + 1, side)),
      bytesField(5, [Buffer.from(data.buffer, data.byteOffset, data.byteLength)]),
    ]);
  return Buffer.concat(
    [...layers].map(([name, { weights, bias }]) =>
      bytesField(2, [
        bytesField(4, [Buffer.from(name)]),
        numberField(5, name.startsWith('fc') ? INNER_PRODUCT : CONVOLUTION),
        blob(SHAPES[name] ?? [1, 1, bias.length, 512], weights),
        blob([1, 1, 1, bias.length], bias),
      ]),
    ),
  );
}

function varint(value: number): Buffer {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}

function numberField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function bytesField(number: number, parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

/** A stack of planes: channel by channel, row by row. */
interface Planes {
  readonly channels: number;
  readonly side: number;
  readonly data: Float32Array;
}

/** The probabilities the network gives for a picture. @param pixels 227 × 227 × 3, BGR */
export function forward(layers: Layers, pixels: Uint8Array): number[] {
  const means = [78.4263377603, 87.7689143744, 114.895847746];
  const side = 227;
  const input = new Float32Array(3 * side * side);
  for (let i = 0; i < side * side; i++) {
    for (const [channel, mean] of means.entries())
      input[channel * side * side + i] = (pixels[i * 3 + channel] ?? 0) - mean;
  }
  const layer = (name: string) => layers.get(name) ?? { weights: new Float32Array(0), bias: new Float32Array(0) };
  const convolve = (planes: Planes, name: string, kernel: number, stride: number, pad: number) =>
    convolution(planes, layer(name).weights, layer(name).bias, kernel, stride, pad);
  const first = normalised(maxPool(convolve({ channels: 3, side, data: input }, 'conv1', 7, 4, 0)));
  const second = normalised(maxPool(convolve(first, 'conv2', 5, 1, 2)));
  const third = maxPool(convolve(second, 'conv3', 3, 1, 1));
  let row: Float32Array = third.data;
  for (const name of ['fc6', 'fc7', 'fc8']) {
    const { weights, bias } = layer(name);
    const inputs = row;
    row = bias.map((start, output) => {
      let sum = start;
      for (let i = 0; i < inputs.length; i++) sum += (weights[output * inputs.length + i] ?? 0) * (inputs[i] ?? 0);
      return name === 'fc8' ? sum : Math.max(sum, 0);
    });
  }
  const most = Math.max(...row);
  const weights = Array.from(row, (value) => Math.exp(value - most));
  const total = weights.reduce((sum, value) => sum + value, 0);
  return weights.map((value) => value / total);
}

/** With the ReLU that follows each of them. */
function convolution(
  { channels, side, data }: Planes,
  weights: Float32Array,
  bias: Float32Array,
  kernel: number,
  stride: number,
  pad: number,
): Planes {
  const out = Math.floor((side + 2 * pad - kernel) / stride) + 1;
  const result = new Float32Array(bias.length * out * out);
  for (const [output, start] of bias.entries()) {
    const plane = result.subarray(output * out * out, (output + 1) * out * out).fill(start);
    for (let channel = 0; channel < channels; channel++) {
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const weight = weights[((output * channels + channel) * kernel + ky) * kernel + kx] ?? 0;
          // Outputs whose window reaches into the plane with this weight.
          const first = Math.max(0, Math.ceil((pad - kx) / stride));
          const last = Math.min(out - 1, Math.floor((side - 1 + pad - kx) / stride));
          for (let y = 0; y < out; y++) {
            const row = y * stride + ky - pad;
            if (row < 0 || row >= side) continue;
            const from = (channel * side + row) * side + kx - pad;
            for (let x = first; x <= last; x++) {
              plane[y * out + x] = (plane[y * out + x] ?? 0) + weight * (data[from + x * stride] ?? 0);
            }
          }
        }
      }
    }
  }
  return { channels: bias.length, side: out, data: result.map((value) => Math.max(value, 0)) };
}

/** 3 × 3 at stride 2; the last window may hang over the edge. */
function maxPool({ channels, side, data }: Planes): Planes {
  const out = Math.ceil((side - 3) / 2) + 1;
  const result = new Float32Array(channels * out * out).fill(Number.NEGATIVE_INFINITY);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < out; y++) {
      for (let x = 0; x < out; x++) {
        let most = Number.NEGATIVE_INFINITY;
        for (let row = y * 2; row < Math.min(y * 2 + 3, side); row++) {
          for (let column = x * 2; column < Math.min(x * 2 + 3, side); column++) {
            most = Math.max(most, data[(channel * side + row) * side + column] ?? 0);
          }
        }
        result[(channel * out + y) * out + x] = most;
      }
    }
  }
  return { channels, side: out, data: result };
}

/** Local response normalisation over five neighbouring channels: x / (1 + α/5 · Σx²)^β with α 1e-4, β 0.75. */
function normalised({ channels, side, data }: Planes): Planes {
  const area = side * side;
  const result = data.map((value, index) => {
    const channel = Math.floor(index / area);
    let squares = 0;
    for (let other = Math.max(0, channel - 2); other <= Math.min(channels - 1, channel + 2); other++) {
      squares += (data[other * area + (index % area)] ?? 0) ** 2;
    }
    return value / (1 + (1e-4 / 5) * squares) ** 0.75;
  });
  return { channels, side, data: result };
}
