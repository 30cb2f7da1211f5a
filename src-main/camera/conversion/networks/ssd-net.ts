import { CaffeNet } from '../caffe-net.ts';
import type { Blob } from '../caffemodel.ts';
import { depthwiseFilter, filter, turned } from '../filters.ts';
import type { Weights } from '../weights.ts';

/** The epsilon that face-api's MobileNet adds to the variance of its batch normalisation. */
const EPSILON = 0.001;
/** Channels after each pair of a depthwise and a pointwise convolution, from the first pair on. */
const CHANNELS = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024] as const;
/** Pairs that halve the side. */
const STRIDED: ReadonlySet<number> = new Set([2, 4, 6, 12]);
/** The pair that each of the two levels of predictions is made from: 16 and 32 input pixels a cell. */
const LEVELS = [
  { after: 11, anchors: 3 },
  { after: 13, anchors: 6 },
] as const;
/** Scores of three classes are predicted for each anchor; the second is 'face', the others are not used. */
const CLASSES = 3;
const FACE = 1;
/** Numbers that describe a box: shift down, shift right, height, width. */
const BOX = 4;

/**
 * face-api's SSD MobileNet v1, cut to the two levels with the finest grids: the anchors of the four others begin at
 * 256 pixels, more than the height of the pictures it is given here.
 *
 * Of each level one row of numbers comes out, cell after cell within a channel: first the face scores (before the
 * sigmoid) of the anchors, then four box numbers for each anchor.
 *
 * The network sees the picture turned by 180°, and every kernel is turned likewise: TensorFlow's SAME padding at
 * stride 2 pads an even side at its end, which is then the beginning, where Caffe's windows start too, and an odd one
 * at both ends as Caffe does. So the results are exact with 3 × 3 kernels, but the output grids are upside down.
 */
export function ssdNet(weights: Weights): CaffeNet {
  const net = new CaffeNet('ssd_mobilenetv1_faces', 'data', [1, 3, 240, 320]);

  /** @param shape height, width, in, out: 1 × 1, but for the first one, which face-api names alike and which is 3 × 3 */
  function pointwise(bottom: string, index: number, shape: readonly number[], stride: number): string {
    const outputs = shape[3] ?? 0;
    const name = `MobilenetV1/Conv2d_${index}_pointwise`;
    const top = net.convolution(bottom, {
      name,
      weights: turned(filter(weights.get(`${name}/weights`, shape))),
      bias: weights.get(`${name}/convolution_bn_offset`, [outputs]).data,
      stride,
      pad: shape[0] === 3 ? 1 : 0,
    });
    return net.relu6(top, `${name}/relu6`);
  }

  function depthwise(bottom: string, index: number, channels: number): string {
    const name = `MobilenetV1/Conv2d_${index}_depthwise`;
    const norm = (part: string) => weights.get(`${name}/BatchNorm/${part}`, [channels]).data;
    const filters = depthwiseFilter(weights.get(`${name}/depthwise_weights`, [3, 3, channels, 1]));
    const folded = foldNormalisation(filters, {
      gamma: norm('gamma'),
      beta: norm('beta'),
      mean: norm('moving_mean'),
      variance: norm('moving_variance'),
    });
    const top = net.convolution(bottom, {
      name,
      weights: turned(folded.weights),
      bias: folded.bias,
      stride: STRIDED.has(index) ? 2 : 1,
      pad: 1,
      group: channels,
    });
    return net.relu6(top, `${name}/relu6`);
  }

  function predictor(bottom: string, level: number, anchors: number, channels: number): string {
    const name = `Prediction/BoxPredictor_${level}`;
    const part = (which: string, outputs: number) => ({
      filters: weights.get(`${name}/${which}/weights`, [1, 1, channels, outputs]),
      bias: weights.get(`${name}/${which}/biases`, [outputs]),
    });
    const scores = part('ClassPredictor', anchors * CLASSES);
    const boxes = part('BoxEncodingPredictor', anchors * BOX);
    const faces = Array.from({ length: anchors }, (_, anchor) => anchor * CLASSES + FACE);
    const rows = Float32Array.from([...pick(filter(scores.filters), faces), ...filter(boxes.filters).data]);
    const top = net.convolution(bottom, {
      name: `level${level}`,
      weights: { shape: [anchors * (1 + BOX), channels, 1, 1], data: rows },
      bias: Float32Array.from([...faces.map((index) => scores.bias.data[index] ?? 0), ...boxes.bias.data]),
    });
    return net.flatten(top, `level${level}/row`);
  }

  let channels = 32;
  let top = pointwise(net.input, 0, [3, 3, 3, channels], 2);
  for (const [position, outputs] of CHANNELS.entries()) {
    const index = position + 1;
    top = pointwise(depthwise(top, index, channels), index, [1, 1, channels, outputs], 1);
    channels = outputs;
    const level = LEVELS.findIndex(({ after }) => after === index);
    const anchors = LEVELS[level]?.anchors;
    if (anchors !== undefined) predictor(top, level, anchors, channels);
  }
  return net;
}

interface Normalisation {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** gamma · (conv − mean) / √(variance + ε) + beta, as a scaled kernel and a bias. */
function foldNormalisation({ shape, data }: Blob, norm: Normalisation): { weights: Blob; bias: Float32Array } {
  const area = data.length / norm.gamma.length;
  const scale = norm.gamma.map((gamma, channel) => gamma / Math.sqrt((norm.variance[channel] ?? 0) + EPSILON));
  return {
    weights: { shape, data: data.map((value, index) => value * (scale[Math.floor(index / area)] ?? 0)) },
    bias: norm.beta.map((beta, channel) => beta - (norm.mean[channel] ?? 0) * (scale[channel] ?? 0)),
  };
}

/** Those rows (outputs) of a filter, one after the other. */
function pick({ shape, data }: Blob, rows: readonly number[]): number[] {
  const length = data.length / (shape[0] ?? 1);
  return rows.flatMap((row) => [...data.subarray(row * length, (row + 1) * length)]);
}
