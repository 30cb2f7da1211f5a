import { CaffeNet } from '../caffe-net.ts';
import type { Blob } from '../caffemodel.ts';
import { depthwiseFilter, filter, inGroups, NARROW_GROUP, transposed, turned } from '../filters.ts';
import type { Weights } from '../weights.ts';

/** Side of the square picture the network was trained on; with its global mean it takes others, too. */
const SIDE = 224;
/** Channels after each pair of a depthwise and a pointwise convolution: MobileNet v1. */
const CHANNELS = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024] as const;
/** Pairs that halve the side. */
const STRIDED: ReadonlySet<number> = new Set([2, 4, 6, 12]);
/** The first pair whose maps are too narrow for OpenCV's fast depthwise convolution (filters.ts, inGroups). */
const FIRST_NARROW = 7;
const FEATURES = 256;
/** One class for each year. */
const YEARS = 100;

/**
 * HSE-FaceRes, as the package human ships it: MobileNet v1, a mean over what is left of the picture, and on top of 256
 * features one matrix each for age (a class for each year from 0) and gender (one number, the larger the more a man).
 * The normalisation is in part folded into its weights already.
 *
 * The mean, 1024 numbers, comes out as well: two views of one face have similar ones. Age comes out as the expectation over all classes and gender as two probabilities (female first), so that both are
 * read like those of all other networks. It sees the picture turned by 180° for the same reason as `ssdNet`.
 */
export function faceresNet(weights: Weights): CaffeNet {
  const net = new CaffeNet('faceres', 'data', [1, 3, SIDE, SIDE]);

  function pointwise(bottom: string, name: string, kernel: number, inputs: number, outputs: number): string {
    const top = net.convolution(bottom, {
      name,
      weights: turned(filter(weights.get(`${name}/convolution/merged_input`, [kernel, kernel, inputs, outputs]))),
      bias: weights.get(`${name}_bn/batchnorm_1/sub`, [outputs]).data,
      ...(kernel === 3 ? { stride: 2, pad: 1 } : {}),
    });
    return net.relu6(top, `${name}_relu`);
  }

  function depthwise(bottom: string, index: number, channels: number): string {
    const name = `conv_dw_${index}`;
    const group = index < FIRST_NARROW ? 1 : NARROW_GROUP;
    const filters = scaled(
      depthwiseFilter(weights.get(`${name}/depthwise_kernel`, [3, 3, channels, 1])),
      weights.get(`${name}_bn/batchnorm_1/mul`, [channels]).data,
    );
    const top = net.convolution(bottom, {
      name,
      weights: inGroups(turned(filters), group),
      bias: weights.get(`${name}_bn/batchnorm_1/sub`, [channels]).data,
      stride: STRIDED.has(index) ? 2 : 1,
      pad: 1,
      group: channels / group,
    });
    return net.relu6(top, `${name}_relu`);
  }

  let channels = 32;
  let top = pointwise(net.input, 'conv1', 3, 3, channels);
  for (const [position, outputs] of CHANNELS.entries()) {
    const index = position + 1;
    top = depthwise(top, index, channels);
    top = pointwise(top, `conv_pw_${index}`, 1, channels, outputs);
    channels = outputs;
  }
  const dense = (bottom: string, name: string, inputs: number, outputs: number) =>
    net.innerProduct(
      bottom,
      name,
      transposed(weights.get(`${name}/kernel`, [inputs, outputs])),
      weights.get(`${name}/bias`, [outputs]).data,
    );
  const descriptor = net.flatten(net.globalMean(top, 'global_pooling'), 'descriptor');
  const features = net.relu(dense(descriptor, 'feats', channels, FEATURES), 'feats_relu');

  const classes = net.softmax(dense(features, 'age_pred', FEATURES, YEARS), 'age_prob');
  const years = { shape: [1, YEARS], data: Float32Array.from({ length: YEARS }, (_, year) => year) };
  net.innerProduct(classes, 'age', years, new Float32Array(1));

  // A softmax over 0 and x gives the sigmoid of x and what is left of 1.
  const male = transposed(weights.get('gender_pred/kernel', [FEATURES, 1])).data;
  const rows = { shape: [2, FEATURES], data: Float32Array.from([...new Float32Array(FEATURES), ...male]) };
  const bias = Float32Array.from([0, ...weights.get('gender_pred/bias', [1]).data]);
  net.softmax(net.innerProduct(features, 'gender_pred', rows, bias), 'gender_prob');
  return net;
}

/** Each output's kernel multiplied by its factor. */
function scaled({ shape, data }: Blob, factors: Float32Array): Blob {
  const area = data.length / factors.length;
  return { shape, data: data.map((value, index) => value * (factors[Math.floor(index / area)] ?? 0)) };
}
